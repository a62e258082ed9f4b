import { createStreambedClient, type StreambedClient } from '@streambed/client';
import { withBedrockClients } from './bedrock-clients.ts';
import type { Connection } from './connection.ts';

export { followRun } from '@streambed/client';

/**
 * Does `work` with a client of Streambed's own operations, for where the command's options and the environment lead.
 * Region and credentials are found as the AWS SDK finds them. Errors come out as Failures for people.
 */
export const withStreambedClient = <Result>(
  options: Readonly<Record<string, unknown>>,
  work: (client: StreambedClient, connection: Connection) => Promise<Result>,
): Promise<Result> =>
  withBedrockClients(options, async ({ bedrock: { config }, connection }) => {
    const client = createStreambedClient({
      endpoint: connection.endpoint ?? 'http://127.0.0.1:4600',
      region: await config.region(),
      credentials: () => config.credentials(),
    });
    return work(client, connection);
  });
