import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { Connection } from './connection.ts';
import { withSdkClients } from './with-sdk-clients.ts';

/** Amazon Bedrock's own two services, as the official SDK calls them. */
export interface BedrockClients {
  readonly bedrock: BedrockClient;
  readonly bedrockRuntime: BedrockRuntimeClient;
  readonly connection: Connection;
}

/** {@link withSdkClients} for models and guardrails. */
export const withBedrockClients = <Result>(
  options: Readonly<Record<string, unknown>>,
  work: (clients: BedrockClients) => Promise<Result>,
): Promise<Result> =>
  withSdkClients(
    options,
    (settingsOf) => ({
      bedrock: new BedrockClient(settingsOf('BEDROCK')),
      bedrockRuntime: new BedrockRuntimeClient(settingsOf('BEDROCK_RUNTIME')),
    }),
    (clients, connection) => work({ ...clients, connection }),
  );
