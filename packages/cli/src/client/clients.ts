import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import type { Connection } from './connection.ts';
import { withSdkClients } from './with-sdk-clients.ts';

/** The service as the official SDK calls it. */
export interface Clients {
  readonly agent: BedrockAgentClient;
  readonly runtime: BedrockAgentRuntimeClient;
  readonly connection: Connection;
}

/** {@link withSdkClients} for flows and prompts. */
export const withClients = <Result>(
  options: Readonly<Record<string, unknown>>,
  work: (clients: Clients) => Promise<Result>,
): Promise<Result> =>
  withSdkClients(
    options,
    (settingsOf) => ({
      agent: new BedrockAgentClient(settingsOf('BEDROCK_AGENT')),
      runtime: new BedrockAgentRuntimeClient(settingsOf('BEDROCK_AGENT_RUNTIME')),
    }),
    (clients, connection) => work({ ...clients, connection }),
  );
