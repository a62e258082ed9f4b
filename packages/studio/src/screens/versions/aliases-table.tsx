import Button from '@cloudscape-design/components/button';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/index.ts';
import {
  formatAgo,
  type Pages,
  principalName,
  RelativeTime,
  type ResourceColumn,
  ResourceTable,
  type RowAction,
  Sparkline,
} from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { type AliasHistory, previousTarget } from './alias-history.ts';
import { type AliasRow, loadFigures, TEST_ALIAS, versionKeys } from './queries.ts';
import { copyText, roomLeft } from './versions-table.tsx';

const words = versionMessages.aliases;
const FIGURES_EVERY = 30_000;

export interface AliasesTableProps {
  readonly flowId: string;
  readonly pages: Pages<AliasRow>;
  readonly history: AliasHistory;
  /** Numbers of the versions that there are. */
  readonly versions: readonly string[];
  onCreate(): void;
  onMove(alias: AliasRow): void;
  onPromote(alias: AliasRow): void;
  onRollBack(alias: AliasRow, target: string): void;
  onSnippets(alias: AliasRow): void;
  onHistory(alias: AliasRow): void;
  onDelete(alias: AliasRow): void;
}

/** The names that callers use, and where each leads. The draft's own is among them and cannot be moved. */
export function AliasesTable(props: AliasesTableProps) {
  const { flowId, pages, history, versions, onCreate, onMove } = props;
  const api = useApi();
  const { data: figures } = useQuery({
    queryKey: versionKeys.figures(flowId, 'Alias'),
    queryFn: ({ signal }) => loadFigures(api, flowId, 'Alias', signal),
    refetchInterval: FIGURES_EVERY,
  });
  const [nameWidth] = useState(() => roomLeft(208 + 132 + 190 + 120));
  const columns = useMemo(
    (): readonly ResourceColumn<AliasRow>[] => [
      {
        id: 'name',
        header: words.columns.name,
        isRowHeader: true,
        width: nameWidth,
        cell: ({ id, name, description }) => <span title={description}>{id === TEST_ALIAS ? id : name}</span>,
        sortBy: ({ name }) => name,
      },
      {
        id: 'target',
        header: words.columns.target,
        width: 208,
        cell: (alias) =>
          alias.id === TEST_ALIAS ? (
            <span className="sb-secondary" title={words.fixed}>
              {words.testAlias}
            </span>
          ) : (
            <Button
              variant="inline-link"
              ariaLabel={words.moveFrom(versionMessages.version(alias.target), alias.name)}
              onClick={() => onMove(alias)}
            >
              {versionMessages.version(alias.target)}
            </Button>
          ),
        sortBy: ({ target }) => (target === 'DRAFT' ? Number.POSITIVE_INFINITY : Number(target)),
      },
      {
        id: 'concurrency',
        header: words.columns.concurrency,
        width: 132,
        cell: ({ concurrency }) =>
          concurrency?.type === 'Manual' ? words.manual(concurrency.maxConcurrency ?? 1) : words.automatic,
      },
      {
        id: 'invocations',
        header: words.columns.invocations,
        width: 190,
        cell: ({ id }) => {
          const found = figures?.get(id);
          if (!found || found.runs === 0) return <>–</>;
          return (
            <span className="sb-alias-target">
              <Sparkline
                label={words.columns.invocations}
                values={found.runsPerBucket}
                failed={found.failedPerBucket}
                width={56}
              />
              <span className="sb-figure">{found.runs}</span>
            </span>
          );
        },
        sortBy: ({ id }) => figures?.get(id)?.runs ?? 0,
      },
      {
        id: 'changed',
        header: words.columns.changed,
        width: 120,
        cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
        sortBy: ({ updatedAt }) => updatedAt?.getTime(),
      },
    ],
    [figures, onMove, nameWidth],
  );
  const rowActions = (alias: AliasRow): readonly RowAction[] => {
    const { actions } = words;
    const isTest = alias.id === TEST_ALIAS;
    const previous = previousTarget(history[alias.id], alias.target);
    const isThere = previous?.from === 'DRAFT' || versions.includes(previous?.from ?? '');
    const others = pages.items.filter(
      ({ id, target }) => id !== alias.id && id !== TEST_ALIAS && target !== alias.target,
    );
    const fixed = isTest ? words.fixed : undefined;
    return [
      { id: 'snippets', label: actions.snippets, run: () => props.onSnippets(alias) },
      { id: 'move', label: actions.move, unavailable: fixed, run: () => onMove(alias) },
      {
        id: 'promote',
        label: actions.promote,
        unavailable: fixed ?? (others.length === 0 ? words.noOther : undefined),
        run: () => props.onPromote(alias),
      },
      {
        id: 'roll-back',
        label: previous
          ? words.rollBackTo(
              versionMessages.shortVersion(previous.from ?? ''),
              formatAgo(previous.at, Date.now()),
              principalName(previous.by),
            )
          : actions.rollBack,
        unavailable:
          fixed ??
          (previous === undefined
            ? words.noPrevious
            : isThere
              ? undefined
              : words.previousGone(previous.from ?? '')),
        run: () => props.onRollBack(alias, previous?.from ?? alias.target),
      },
      { id: 'history', label: actions.history, unavailable: fixed, run: () => props.onHistory(alias) },
      { id: 'id', label: actions.copyId, run: () => void copyText(alias.id, words.idCopied) },
      {
        id: 'arn',
        label: actions.copyArn,
        run: () => void copyText(alias.arn, versionMessages.versions.arnCopied),
      },
      { id: 'delete', label: actions.delete, unavailable: fixed, run: () => props.onDelete(alias) },
    ];
  };
  return (
    <ResourceTable
      name="aliases"
      title={words.title}
      headingTag="h2"
      pages={pages}
      idOf={idOf}
      nameOf={nameOf}
      columns={columns}
      rowActions={rowActions}
      skeletonRows={2}
      actions={<Button onClick={onCreate}>{words.create}</Button>}
      empty={{ text: words.empty, actions: <Button onClick={onCreate}>{words.create}</Button> }}
    />
  );
}

const idOf = ({ id }: AliasRow) => id;
const nameOf = ({ id, name }: AliasRow) => (id === TEST_ALIAS ? id : name);
