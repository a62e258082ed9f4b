import { DeleteFlowAliasCommand, DeleteFlowVersionCommand } from '@aws-sdk/client-bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/index.ts';
import { ConfirmDelete, showToast } from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { type AliasRow, loadFigures, versionKeys } from './queries.ts';

export interface DeleteVersionProps {
  readonly flowId: string;
  readonly version: string;
  readonly aliases: readonly AliasRow[];
  onClose(): void;
  onDeleted(): void;
}

/** Asks before a version is gone, and names the aliases that would lead nowhere. */
export function DeleteVersion({ flowId, version, aliases, onClose, onDeleted }: DeleteVersionProps) {
  const api = useApi();
  const words = versionMessages.versions;
  return (
    <ConfirmDelete
      kind={words.deleteKind}
      names={[version]}
      breaks={aliases
        .filter(({ target }) => target === version)
        .map(({ name }) => words.breaksAlias(name, version))}
      note={words.deleteNote}
      onCancel={onClose}
      onConfirm={async () => {
        await api.bedrockAgent.send(
          new DeleteFlowVersionCommand({
            flowIdentifier: flowId,
            flowVersion: version,
            skipResourceInUseCheck: true,
          }),
        );
        showToast(words.deleted(version), undefined, 'success');
        onDeleted();
      }}
    />
  );
}

export interface DeleteAliasProps {
  readonly flowId: string;
  readonly alias: AliasRow;
  onClose(): void;
  onDeleted(): void;
}

/** Asks before an alias is gone, and says whether anybody called it of late. */
export function DeleteAlias({ flowId, alias, onClose, onDeleted }: DeleteAliasProps) {
  const api = useApi();
  const words = versionMessages.aliases;
  const { data: figures, isPending } = useQuery({
    queryKey: versionKeys.figures(flowId, 'Alias'),
    queryFn: ({ signal }) => loadFigures(api, flowId, 'Alias', signal),
  });
  const runs = figures?.get(alias.id)?.runs ?? 0;
  return (
    <ConfirmDelete
      kind={words.deleteKind}
      names={[alias.name]}
      breaks={isPending ? undefined : runs > 0 ? [words.breaksCallers(alias.name, runs)] : []}
      note={words.deleteNote}
      onCancel={onClose}
      onConfirm={async () => {
        await api.bedrockAgent.send(
          new DeleteFlowAliasCommand({ flowIdentifier: flowId, aliasIdentifier: alias.id }),
        );
        showToast(words.deleted(alias.name), undefined, 'success');
        onDeleted();
      }}
    />
  );
}
