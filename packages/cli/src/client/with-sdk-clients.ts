import { type Connection, findConnection } from './connection.ts';
import { explainError } from './explain-error.ts';

/** Services by the end of their variable: `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`. */
type Service = 'BEDROCK' | 'BEDROCK_RUNTIME' | 'BEDROCK_AGENT' | 'BEDROCK_AGENT_RUNTIME';

/** What an SDK client of a service is made with. */
type SettingsOf = (service: Service) => ReturnType<typeof clientSettings>;

/**
 * Does `work` with SDK clients for where the command's options and the environment lead, and lets go of their
 * connections. Errors of the SDK come out as Failures for people.
 */
export async function withSdkClients<Clients extends Readonly<Record<string, { destroy(): void }>>, Result>(
  options: Readonly<Record<string, unknown>>,
  make: (settingsOf: SettingsOf) => Clients,
  work: (clients: Clients, connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await findConnection(options, process.env);
  // A service's own variable wins for its client, as with any SDK, unless the command names the server.
  const ownEndpointCounts = options.endpointUrl === undefined && !connection.credentials;
  const clients = make((service) =>
    clientSettings(
      connection,
      (ownEndpointCounts && process.env[`AWS_ENDPOINT_URL_${service}`]) || undefined,
    ),
  );
  try {
    return await work(clients, connection);
  } catch (error) {
    throw explainError(error, connection);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

const clientSettings = (connection: Connection, ownEndpoint: string | undefined) => {
  const { region, credentials, profile } = connection;
  const endpoint = ownEndpoint ?? connection.endpoint;
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    ...(profile !== undefined && { profile }),
    // A bearer token in the environment is for the cloud; keys that were found for this server are meant.
    ...((credentials || !connection.isCloud) && { authSchemePreference: ['sigv4'] }),
  };
};
