import { DeleteFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/index.ts';
import { ConfirmDelete, showToast } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { forgetFlows, getFlowFacts } from './queries.ts';

export interface DeleteFlowsProps {
  readonly flows: readonly { readonly id: string; readonly name: string }[];
  onClose(): void;
  onDeleted?(): void;
}

/** Asks before flows are gone, and says which aliases would lead nowhere. */
export function DeleteFlows({ flows, onClose, onDeleted }: DeleteFlowsProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { data: breaks } = useQuery({
    queryKey: ['delete-flows', ...flows.map(({ id }) => id)],
    queryFn: async () =>
      (
        await Promise.all(
          flows.map(async ({ id, name }) => {
            const { aliases, versionCount } = await getFlowFacts(api, id);
            return [
              ...aliases.map((alias) => flowMessages.breaksAlias(name, alias.name, alias.version)),
              ...(versionCount > 0 ? [flowMessages.breaksVersions(name, versionCount)] : []),
            ];
          }),
        )
      ).flat(),
    gcTime: 0,
  });
  const remove = async () => {
    for (const { id } of flows)
      await api.bedrockAgent.send(
        new DeleteFlowCommand({ flowIdentifier: id, skipResourceInUseCheck: true }),
      );
    showToast(flowMessages.deleted(flows.length), undefined, 'success');
    await forgetFlows(
      queryClient,
      flows.map(({ id }) => id),
    );
    onDeleted?.();
    onClose();
  };
  return (
    <ConfirmDelete
      kind={flowMessages.deleteKind}
      names={flows.map(({ name }) => name)}
      breaks={breaks}
      note={flowMessages.deleteNote}
      onCancel={onClose}
      onConfirm={remove}
    />
  );
}
