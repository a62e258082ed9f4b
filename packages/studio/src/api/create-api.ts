import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { Session } from '@streambed/model/streambed';
import type { Api } from './api.ts';
import type { StudioSession } from './session.ts';

export interface ApiParts {
  readonly endpoint: string;
  readonly session: Pick<Session, 'region' | 'accountId' | 'principalArn' | 'nodesPerFlow'>;
  readonly credentials: StudioSession['credentials'];
  /** Told of every call that failed, besides whoever made it. */
  readonly report: (error: unknown) => void;
}

/** The clients of a signed-in person. Their credentials renew themselves; the session's end shows in its state. */
export const createApi = ({ endpoint, session, credentials, report }: ApiParts): Api => {
  const { region, accountId, principalArn, nodesPerFlow = Number.POSITIVE_INFINITY } = session;
  // The SDK keeps credentials until they expire, ended sessions or not: it is to ask for them every time.
  const current = async () => ({ ...(await credentials()), expiration: new Date() });
  const settings = { endpoint, region, credentials: current, maxAttempts: 2 };
  const reporting = <Client extends { readonly middlewareStack: unknown }>(client: Client): Client => {
    (client.middlewareStack as ReportingStack).add(
      (next) => async (call) => {
        try {
          return await next(call);
        } catch (error) {
          report(error);
          throw error;
        }
      },
      { step: 'initialize', name: 'reportFailure' },
    );
    return client;
  };
  return {
    bedrockAgent: reporting(new BedrockAgentClient(settings)),
    bedrock: fetchedOnce(async () => {
      const { BedrockClient } = await import('@aws-sdk/client-bedrock');
      return reporting(new BedrockClient(settings));
    }),
    bedrockRuntime: fetchedOnce(async () => {
      const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
      return reporting(new BedrockRuntimeClient(settings));
    }),
    streambed: createStreambedClient({ endpoint, region, credentials, fetch: reportingFetch(report) }),
    endpoint,
    region,
    accountId,
    principalArn,
    nodesPerFlow,
  };
};

/** What did not come is asked for again the next time. */
const fetchedOnce = <Client>(make: () => Promise<Client>): (() => Promise<Client>) => {
  let client: Promise<Client> | undefined;
  return () => {
    client ??= make().catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return client;
  };
};

/** What the stacks of all clients have in common. */
interface ReportingStack {
  add(
    middleware: (next: (call: unknown) => Promise<unknown>) => (call: unknown) => Promise<unknown>,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void;
}

const reportingFetch =
  (report: ApiParts['report']): typeof fetch =>
  async (...request) => {
    let response: Response;
    try {
      response = await fetch(...request);
    } catch (error) {
      report(error);
      throw error;
    }
    const name = response.headers.get('x-amzn-errortype');
    if (!response.ok && name !== null) report(Object.assign(new Error(), { name }));
    return response;
  };
