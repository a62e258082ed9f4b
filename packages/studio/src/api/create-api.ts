import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
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
  const bedrockAgent = new BedrockAgentClient(settings);
  const bedrock = new BedrockClient(settings);
  const bedrockRuntime = new BedrockRuntimeClient(settings);
  for (const { middlewareStack } of [bedrockAgent, bedrock, bedrockRuntime])
    (middlewareStack as ReportingStack).add(
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
  return {
    bedrockAgent,
    bedrock,
    bedrockRuntime,
    streambed: createStreambedClient({ endpoint, region, credentials, fetch: reportingFetch(report) }),
    endpoint,
    region,
    accountId,
    principalArn,
    nodesPerFlow,
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
