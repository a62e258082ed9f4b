import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { createStreambedClient } from '@streambed/client';
import type { Session } from '@streambed/model/streambed';
import type { Api } from './api.ts';
import type { StudioSession } from './session.ts';

/** The clients of a signed-in person. Their credentials renew themselves; the session's end shows in its state. */
export const createApi = (
  endpoint: string,
  session: Session,
  credentials: StudioSession['credentials'],
): Api => {
  const { region, accountId, principalArn } = session;
  const settings = { endpoint, region, credentials, maxAttempts: 2 };
  return {
    bedrockAgent: new BedrockAgentClient(settings),
    bedrock: new BedrockClient(settings),
    bedrockRuntime: new BedrockRuntimeClient(settings),
    streambed: createStreambedClient({ endpoint, region, credentials }),
    endpoint,
    region,
    accountId,
    principalArn,
  };
};
