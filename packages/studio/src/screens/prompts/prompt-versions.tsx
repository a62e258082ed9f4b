import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import {
  ConfirmDelete,
  Modal,
  type Pages,
  RelativeTime,
  type ResourceColumn,
  ResourceTable,
  type RowAction,
  RowLink,
  showToast,
} from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { copyText } from '../versions/versions-table.tsx';
import { usePromptUses } from './prompt-uses.ts';
import { deletePrompt, getPrompt, type PromptRow, promptKeys } from './queries.ts';
import { VariantDiff } from './variant-diff.tsx';

const words = promptMessages.versions;

export interface PromptVersionsProps {
  readonly promptId: string;
  readonly pages: Pages<PromptRow>;
  onCreate(): void;
  onRestore(version: string): void;
  onChanged(): void;
}

/** The versions of a prompt, and who names which. */
export function PromptVersions({ promptId, pages, onCreate, onRestore, onChanged }: PromptVersionsProps) {
  const api = useApi();
  const navigate = useNavigate();
  const [toDelete, setToDelete] = useState<PromptRow>();
  const [compared, setCompared] = useState<string>();
  const { data } = usePromptUses();
  const uses = data?.get(promptId);
  const columns = useMemo(
    (): readonly ResourceColumn<PromptRow>[] => [
      {
        id: 'number',
        header: words.columns.number,
        isRowHeader: true,
        width: 80,
        cell: ({ version }) => <RowLink to={`/prompts/${promptId}?v=${version}`}>{version}</RowLink>,
        sortBy: ({ version }) => Number(version),
      },
      {
        id: 'about',
        header: words.columns.description,
        width: 440,
        cell: ({ description }) => description || <span className="sb-secondary">{words.noDescription}</span>,
      },
      {
        id: 'created',
        header: words.columns.when,
        width: 140,
        cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
        sortBy: ({ createdAt }) => createdAt.getTime(),
      },
      {
        id: 'uses',
        header: words.columns.usedBy,
        width: 280,
        cell: ({ version }) =>
          (uses ?? [])
            .filter((use) => use.version === version)
            .map(({ flow }) => flow)
            .join(', ') || '–',
      },
    ],
    [promptId, uses],
  );
  const rowActions = (row: PromptRow): readonly RowAction[] => [
    { id: 'open', label: words.open, run: () => void navigate(`/prompts/${promptId}?v=${row.version}`) },
    { id: 'compare', label: words.compare, run: () => setCompared(row.version) },
    { id: 'restore', label: words.restore, run: () => onRestore(row.version) },
    { id: 'arn', label: words.copyArn, run: () => void copyText(row.arn, promptMessages.arnCopied) },
    { id: 'delete', label: words.delete, run: () => setToDelete(row) },
  ];
  const createButton = (
    <Button variant="primary" onClick={onCreate}>
      {words.create}
    </Button>
  );
  return (
    <>
      <ResourceTable
        name="prompt-versions"
        title={words.title}
        headingTag="h2"
        pages={pages}
        idOf={versionOf}
        nameOf={versionOf}
        columns={columns}
        initialSort={LATEST_FIRST}
        rowActions={rowActions}
        skeletonRows={3}
        actions={createButton}
        empty={{ text: words.empty, actions: createButton }}
      />
      {compared !== undefined && (
        <CompareDialog promptId={promptId} version={compared} onClose={() => setCompared(undefined)} />
      )}
      {toDelete && (
        <ConfirmDelete
          kind={words.deleteKind}
          names={[toDelete.version]}
          breaks={(uses ?? [])
            .filter(({ version }) => version === toDelete.version)
            .map(({ flow, node }) => promptMessages.blocked.flow(flow, node))}
          note={words.deleteNote}
          onCancel={() => setToDelete(undefined)}
          onConfirm={async () => {
            await deletePrompt(api, promptId, toDelete.version);
            showToast(words.deleted(toDelete.version), undefined, 'success');
            setToDelete(undefined);
            onChanged();
          }}
        />
      )}
    </>
  );
}

const versionOf = ({ version }: PromptRow) => version;
const LATEST_FIRST = { column: 'number', isDescending: true };

function CompareDialog({
  promptId,
  version,
  onClose,
}: {
  readonly promptId: string;
  readonly version: string;
  onClose(): void;
}) {
  const api = useApi();
  const load = (which: string) => ({
    queryKey: promptKeys.one(promptId, which),
    queryFn: ({ signal }: { signal: AbortSignal }) => getPrompt(api, promptId, which, signal),
  });
  const [before, after] = [useQuery(load(version)), useQuery(load('DRAFT'))];
  return (
    <Modal
      visible
      size="large"
      header={words.compareTitle(version)}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
    >
      {before.data && after.data ? (
        <VariantDiff before={before.data} after={after.data} />
      ) : (
        <StatusIndicator type="loading">{promptMessages.usedBy.looking}</StatusIndicator>
      )}
    </Modal>
  );
}
