import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { type Connection, findConnection } from './connection.ts';
import { explainError } from './explain-error.ts';

/** Amazon Bedrock's own two services, as the official SDK calls them. */
export interface BedrockClients {
  readonly bedrock: BedrockClient;
  readonly bedrockRuntime: BedrockRuntimeClient;
  readonly connection: Connection;
}

/**
 * Does `work` with clients for where the command's options and the environment lead, and lets go of the connections.
 * Errors of the SDK come out as Failures for people.
 */
export const withBedrockClients = async <Result>(
  options: Readonly<Record<string, unknown>>,
  work: (clients: BedrockClients) => Promise<Result>,
): Promise<Result> => {
  const connection = await findConnection(options, process.env);
  /** A service's own variable wins for its client, as with any SDK, unless the command names the server. */
  const settings = (service: 'BEDROCK' | 'BEDROCK_RUNTIME') => {
    const { region, credentials, profile } = connection;
    const own =
      options.endpointUrl === undefined && !credentials && process.env[`AWS_ENDPOINT_URL_${service}`];
    const endpoint = own || connection.endpoint;
    return {
      ...(endpoint !== undefined && { endpoint }),
      ...(region !== undefined && { region }),
      ...(credentials && { credentials }),
      ...(profile !== undefined && { profile }),
      // A bearer token in the environment is for the cloud; keys that were found for this server are meant.
      ...((credentials || !connection.isCloud) && { authSchemePreference: ['sigv4'] }),
    };
  };
  const bedrock = new BedrockClient(settings('BEDROCK'));
  const bedrockRuntime = new BedrockRuntimeClient(settings('BEDROCK_RUNTIME'));
  try {
    return await work({ bedrock, bedrockRuntime, connection });
  } catch (error) {
    throw explainError(error, connection);
  } finally {
    bedrock.destroy();
    bedrockRuntime.destroy();
  }
};
