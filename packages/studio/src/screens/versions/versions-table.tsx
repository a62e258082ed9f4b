import Button from '@cloudscape-design/components/button';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import {
  type Pages,
  RelativeTime,
  type ResourceColumn,
  ResourceTable,
  type RowAction,
  RowLink,
  showToast,
} from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import {
  type AliasRow,
  type FlowSide,
  loadFigures,
  loadSide,
  type VersionRow,
  versionKeys,
} from './queries.ts';
import './versions.css';

const words = versionMessages.versions;
const FIGURES_EVERY = 30_000;

export interface VersionsTableProps {
  readonly flowId: string;
  readonly pages: Pages<VersionRow>;
  readonly aliases: readonly AliasRow[];
  onPublish(): void;
  onRestore(version: string): void;
  onExport(version: string): void;
  onDelete(version: VersionRow): void;
}

/** The versions of a flow: what is new in each, who is led to it, how it does. */
export function VersionsTable(props: VersionsTableProps) {
  const { flowId, pages, aliases, onPublish, onRestore, onExport, onDelete } = props;
  const api = useApi();
  const navigate = useNavigate();
  const { data: figures } = useQuery({
    queryKey: versionKeys.figures(flowId, 'Version'),
    queryFn: ({ signal }) => loadFigures(api, flowId, 'Version', signal),
    refetchInterval: FIGURES_EVERY,
  });
  // A list does not say the notes; a version never changes, so each is asked for once.
  const notes = useQueries({
    queries: pages.items.map(({ version }) => ({
      queryKey: versionKeys.side(flowId, version),
      queryFn: ({ signal }: { signal: AbortSignal }) => loadSide(api, flowId, version, signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: useCallback(
      (results: readonly { readonly data: FlowSide | undefined }[]) =>
        results.map(({ data }) => (data ? (data.description ?? '') : undefined)),
      [],
    ),
  });
  const notesOf = useMemo(
    () => new Map(pages.items.map(({ version }, at) => [version, notes[at]])),
    [pages.items, notes],
  );
  const [notesWidth] = useState(() => roomLeft(72 + 128 + 168 + 124 + 104));
  const columns = useMemo(
    (): readonly ResourceColumn<VersionRow>[] => [
      {
        id: 'number',
        header: words.columns.number,
        isRowHeader: true,
        width: 72,
        cell: ({ version }) => <RowLink to={`/flows/${flowId}?v=${version}`}>{version}</RowLink>,
        sortBy: ({ version }) => Number(version),
      },
      {
        id: 'notes',
        header: words.columns.notes,
        width: notesWidth,
        cell: ({ version }) => {
          const text = notesOf.get(version);
          return text === '' ? (
            <span className="sb-secondary">{words.noNotes}</span>
          ) : (
            <span className="sb-version-notes" title={text}>
              {text}
            </span>
          );
        },
        sortBy: ({ version }) => notesOf.get(version),
      },
      {
        id: 'published',
        header: words.columns.when,
        width: 128,
        cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
        sortBy: ({ createdAt }) => createdAt.getTime(),
      },
      {
        id: 'on',
        header: words.columns.aliases,
        width: 168,
        cell: ({ version }) =>
          aliases
            .filter(({ target }) => target === version)
            .map(({ name }) => name)
            .join(', ') || '–',
      },
      {
        id: 'runs',
        header: words.columns.runs,
        width: 124,
        cell: ({ version }) => <span className="sb-figure">{figures?.get(version)?.runs ?? '–'}</span>,
        sortBy: ({ version }) => figures?.get(version)?.runs ?? 0,
      },
      {
        id: 'errors',
        header: words.columns.errors,
        width: 104,
        cell: ({ version }) => <ErrorShare {...(figures?.get(version) ?? { runs: 0, failed: 0 })} />,
        sortBy: ({ version }) => {
          const { runs = 0, failed = 0 } = figures?.get(version) ?? {};
          return runs === 0 ? undefined : failed / runs;
        },
      },
    ],
    [flowId, notesOf, aliases, figures, notesWidth],
  );
  const rowActions = (row: VersionRow): readonly RowAction[] => {
    const { version, arn } = row;
    const numbers = pages.items
      .map((each) => Number(each.version))
      .filter((number) => number < Number(version));
    const previous = numbers.length === 0 ? undefined : Math.max(...numbers);
    const go = (to: string) => void navigate(`/flows/${flowId}${to}`);
    const { actions } = words;
    return [
      { id: 'open', label: actions.open, run: () => go(`?v=${version}`) },
      { id: 'compare-draft', label: actions.compareDraft, run: () => go(`/compare/${version}..DRAFT`) },
      {
        id: 'compare-previous',
        label: actions.comparePrevious,
        unavailable: previous === undefined ? words.noPrevious : undefined,
        run: () => go(`/compare/${previous}..${version}`),
      },
      { id: 'restore', label: actions.restore, run: () => onRestore(version) },
      { id: 'export', label: actions.export, run: () => onExport(version) },
      { id: 'arn', label: actions.copyArn, run: () => void copyText(arn, words.arnCopied) },
      { id: 'delete', label: actions.delete, run: () => onDelete(row) },
    ];
  };
  return (
    <ResourceTable
      name="versions"
      title={words.title}
      headingTag="h2"
      pages={pages}
      idOf={versionOf}
      nameOf={nameOf}
      columns={columns}
      initialSort={LATEST_FIRST}
      rowActions={rowActions}
      skeletonRows={3}
      actions={
        <Button variant="primary" onClick={onPublish}>
          {words.publish}
        </Button>
      }
      empty={{
        text: words.empty,
        actions: (
          <Button variant="primary" onClick={onPublish}>
            {words.publish}
          </Button>
        ),
      }}
    />
  );
}

const versionOf = ({ version }: VersionRow) => version;
const nameOf = ({ version }: VersionRow) => versionMessages.version(version);
const LATEST_FIRST = { column: 'number', isDescending: true };

function ErrorShare({ runs, failed }: { readonly runs: number; readonly failed: number }) {
  if (runs === 0) return <>–</>;
  return <span className="sb-figure">{failed === 0 ? words.noErrors : words.share(runs, failed)}</span>;
}

/** What a table as wide as the window leaves to its widest column, in pixels: beside the others, the menu, the margins. */
export const roomLeft = (others: number): number => Math.max(200, innerWidth - 48 - 64 - others);

/** Puts a text on the clipboard and says so. */
export const copyText = async (text: string, done: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
    showToast(done, undefined, 'success');
  } catch {
    showToast(text);
  }
};
