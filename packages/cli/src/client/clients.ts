import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { type Connection, findConnection } from './connection.ts';
import { explainError } from './explain-error.ts';

/** The service as the official SDK calls it. */
export interface Clients {
  readonly agent: BedrockAgentClient;
  readonly runtime: BedrockAgentRuntimeClient;
  readonly connection: Connection;
}

/**
 * Does `work` with clients for where the command's options and the environment lead, and lets go of the connections.
 * Errors of the SDK come out as Failures for people.
 */
export const withClients = async <Result>(
  options: Readonly<Record<string, unknown>>,
  work: (clients: Clients) => Promise<Result>,
): Promise<Result> => {
  const connection = await findConnection(options, process.env);
  const { endpoint, region, credentials, profile } = connection;
  const settings = {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    ...(profile !== undefined && { profile }),
  };
  const agent = new BedrockAgentClient(settings);
  // The runtime's own variable wins for its client, as with any SDK.
  const runtimeEndpoint =
    options.endpointUrl === undefined && process.env.AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME;
  const runtime = new BedrockAgentRuntimeClient({
    ...settings,
    ...(runtimeEndpoint && !credentials && { endpoint: runtimeEndpoint }),
  });
  try {
    return await work({ agent, runtime, connection });
  } catch (error) {
    throw explainError(error, connection);
  } finally {
    agent.destroy();
    runtime.destroy();
  }
};
