import {
  type BedrockAgentClient,
  GetFlowAliasCommand,
  GetFlowCommand,
  GetFlowVersionCommand,
  GetPromptCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { State } from './journal.ts';

/** Keys of resources, as the journal has them. */
export const keys = {
  flow: (id: string) => `flow/${id}`,
  flowVersion: (flowId: string, version: string) => `flow/${flowId}/version/${version}`,
  alias: (flowId: string, id: string) => `flow/${flowId}/alias/${id}`,
  prompt: (id: string) => `prompt/${id}`,
  promptVersion: (promptId: string, version: string) => `prompt/${promptId}/version/${version}`,
  tags: (arn: string) => `tags/${arn}`,
} as const;

/** An answer as JSON: times as texts, nothing that is absent, nothing of the transport. */
export const stateOf = (answer: object): NonNullable<State> => {
  const { $metadata, ...members } = answer as { $metadata?: unknown };
  return JSON.parse(JSON.stringify(members)) as NonNullable<State>;
};

/** Reads the resource of a key; null when it is not there. Rejects as the client does for anything else. */
export const readState = async (client: BedrockAgentClient, key: string): Promise<State> => {
  try {
    return stateOf(await get(client, key));
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
};

const get = (client: BedrockAgentClient, key: string): Promise<object> => {
  if (key.startsWith('tags/'))
    return client.send(new ListTagsForResourceCommand({ resourceArn: key.slice('tags/'.length) }));
  const [root, id, branch, leaf] = key.split('/');
  if (root === 'prompt')
    return client.send(
      new GetPromptCommand({ promptIdentifier: id, ...(branch && { promptVersion: leaf }) }),
    );
  if (branch === 'version')
    return client.send(new GetFlowVersionCommand({ flowIdentifier: id, flowVersion: leaf }));
  if (branch === 'alias')
    return client.send(new GetFlowAliasCommand({ flowIdentifier: id, aliasIdentifier: leaf }));
  return client.send(new GetFlowCommand({ flowIdentifier: id }));
};
