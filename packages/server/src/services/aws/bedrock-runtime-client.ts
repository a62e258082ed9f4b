import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockEndpoint } from './bedrock-endpoint.ts';
import { clientSettings } from './client-settings.ts';
import { fetchHandler } from './fetch-handler.ts';

/** How bedrock-runtime is reached, or what speaks its API. */
export interface BedrockRuntimeSettings {
  readonly region: string;
  /** Absent: where AWS has it in that region. */
  readonly endpoint?: string;
  /** The way out; it checks addresses and sizes (services/outbound). */
  readonly fetch: typeof globalThis.fetch;
  /** An API key of Bedrock, asked for at each request; it is sent in place of signing. */
  readonly apiKey?: () => string;
  /** What to sign with, asked for at each request; absent: what the AWS default chain finds, in `profile` if given. */
  readonly credentials?: () => Promise<SigningKeys>;
  readonly profile?: string;
}

interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK keeps what does not expire for ever; this makes it ask again, so that keys may be changed and renewed. */
const ASK_AGAIN = { expiration: new Date(0) };

/**
 * A client for Converse, InvokeModel and ApplyGuardrail. One try for each request: retries are the caller's business.
 * Nothing in the process's own environment (AWS_ENDPOINT_URL, AWS_BEARER_TOKEN_BEDROCK, AWS_REGION, AWS_USE_* …)
 * decides where a request goes or what it carries. The SDK is loaded with the first call.
 */
export async function bedrockRuntimeClient(settings: BedrockRuntimeSettings): Promise<BedrockRuntimeClient> {
  const { region, endpoint = bedrockEndpoint(region), fetch, apiKey, credentials, profile } = settings;
  const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
  return new BedrockRuntimeClient({
    ...(await clientSettings({ region, endpoint, ...(profile === undefined ? {} : { profile }) }, region)),
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    userAgentAppId: async () => undefined,
    maxAttempts: 1,
    requestHandler: fetchHandler(fetch),
    ...(apiKey
      ? {
          token: async () => ({ token: apiKey(), ...ASK_AGAIN }),
          authSchemePreference: ['httpBearerAuth'],
          // Never looked for when there is a key.
          credentials: async () => ({ accessKeyId: '', secretAccessKey: '', ...ASK_AGAIN }),
        }
      : {
          authSchemePreference: ['sigv4'],
          ...(credentials ? { credentials: async () => ({ ...(await credentials()), ...ASK_AGAIN }) } : {}),
        }),
  });
}
