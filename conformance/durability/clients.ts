import { BedrockClient } from '@aws-sdk/client-bedrock';
import {
  BedrockAgentClient,
  CreateFlowCommand,
  type FlowDefinition,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import {
  BedrockAgentRuntimeClient,
  type FlowResponseStream,
  InvokeFlowCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { credentials, region, type ServerProcess } from './server-process.ts';

/** The SDK's clients of one server; a call is sent once. */
export interface Clients {
  readonly agent: BedrockAgentClient;
  readonly bedrock: BedrockClient;
  readonly runtime: BedrockAgentRuntimeClient;
  destroy(): void;
}

export const clientsOf = ({ url }: Pick<ServerProcess, 'url'>): Clients => {
  const settings = { endpoint: url, region, credentials, maxAttempts: 1 };
  const agent = new BedrockAgentClient(settings);
  const bedrock = new BedrockClient(settings);
  const runtime = new BedrockAgentRuntimeClient(settings);
  return {
    agent,
    bedrock,
    runtime,
    destroy() {
      agent.destroy();
      bedrock.destroy();
      runtime.destroy();
    },
  };
};

export const ROLE = 'arn:aws:iam::000000000000:role/flows';

/** Creates and prepares a flow; answers its id. */
export const preparedFlow = async (
  { agent }: Pick<Clients, 'agent'>,
  definition: FlowDefinition,
  name = 'a-flow',
): Promise<string> => {
  const { id } = await agent.send(new CreateFlowCommand({ name, executionRoleArn: ROLE, definition }));
  await agent.send(new PrepareFlowCommand({ flowIdentifier: id }));
  return id!;
};

/** Invokes a flow's test alias; resolves with its stream when the answer's head is there. */
export const invokeFlow = async (
  { runtime }: Pick<Clients, 'runtime'>,
  flowIdentifier: string,
  document: unknown,
): Promise<AsyncIterable<FlowResponseStream>> => {
  const { responseStream } = await runtime.send(
    new InvokeFlowCommand({
      flowIdentifier,
      flowAliasIdentifier: 'TSTALIASID',
      inputs: [
        { nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: document as string } },
      ],
    }),
  );
  return responseStream!;
};
