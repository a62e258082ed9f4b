import {
  GetFlowCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { type Api, failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert, showToast } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { flowKeys } from '../flows/queries.ts';
import { FlowNotFound } from '../not-found/not-found-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { FlowSettingsForm } from './flow-settings-form.tsx';
import { type FlowSettings, tagChanges } from './settings-draft.ts';

const words = flowMessages.settings;

const load = async ({ bedrockAgent }: Api, flowId: string, abortSignal: AbortSignal) => {
  const flow = await bedrockAgent.send(new GetFlowCommand({ flowIdentifier: flowId }), { abortSignal });
  const { tags = {} } = await bedrockAgent.send(new ListTagsForResourceCommand({ resourceArn: flow.arn }), {
    abortSignal,
  });
  const settings: FlowSettings = {
    name: flow.name ?? '',
    description: flow.description ?? '',
    executionRoleArn: flow.executionRoleArn ?? '',
    customerEncryptionKeyArn: flow.customerEncryptionKeyArn ?? '',
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
  const { id = '', arn = '', createdAt, updatedAt } = flow;
  return { settings, facts: { id, arn, createdAt, updatedAt } };
};

/** UpdateFlow takes all of a flow: the definition is read again first, so that the newest one is kept. */
const save = async ({ bedrockAgent }: Api, flowId: string, before: FlowSettings, after: FlowSettings) => {
  const { definition, arn } = await bedrockAgent.send(new GetFlowCommand({ flowIdentifier: flowId }));
  await bedrockAgent.send(
    new UpdateFlowCommand({
      flowIdentifier: flowId,
      name: after.name,
      executionRoleArn: after.executionRoleArn,
      definition,
      ...(after.description !== '' && { description: after.description }),
      ...(after.customerEncryptionKeyArn !== '' && {
        customerEncryptionKeyArn: after.customerEncryptionKeyArn,
      }),
    }),
  );
  const { set, remove } = tagChanges(before.tags, after.tags);
  if (remove.length > 0)
    await bedrockAgent.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [...remove] }));
  if (Object.keys(set).length > 0)
    await bedrockAgent.send(new TagResourceCommand({ resourceArn: arn, tags: set }));
};

/** `/flows/ID/settings`: what of a flow is not its definition. */
export function FlowSettingsPage({ flowId: given }: { readonly flowId?: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const parameters = useParams();
  const flowId = given ?? parameters.flowId ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['flows', 'settings', flowId],
    queryFn: ({ signal }) => load(api, flowId, signal),
    refetchOnWindowFocus: false,
  });
  usePageTitle(data ? `${words.title} · ${data.settings.name}` : words.title);
  if (error && failureOf(error).isNotFound) return <FlowNotFound flowId={flowId} />;
  if (error)
    return (
      <div className={given === undefined ? 'sb-page' : undefined}>
        <ErrorAlert error={error} title={words.loadFailed} onRetry={() => void refetch()} />
      </div>
    );
  if (!data)
    return (
      <p className={given === undefined ? 'sb-page' : undefined} role="status">
        <Spinner /> {words.loading}
      </p>
    );
  return (
    <div className={given === undefined ? 'sb-page' : undefined}>
      <FlowSettingsForm
        flowId={flowId}
        initial={data.settings}
        facts={data.facts}
        onSave={async (settings) => {
          await save(api, flowId, data.settings, settings);
          await Promise.all([
            queryClient.invalidateQueries({ queryKey: flowKeys.all }),
            queryClient.invalidateQueries({ queryKey: ['flow', flowId] }),
          ]);
          showToast(words.saved, undefined, 'success');
        }}
      />
    </div>
  );
}
