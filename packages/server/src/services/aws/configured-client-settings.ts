import { clientSettings } from './client-settings.ts';
import { fetchHandler } from './fetch-handler.ts';

/** How a service is reached for a provider that an operator configured. */
export interface ConfiguredClient {
  readonly region: string;
  readonly endpoint: string;
  /** The way out; it checks addresses and sizes (services/outbound). */
  readonly fetch: typeof globalThis.fetch;
  /** An API key of Bedrock, asked for at each request; it is sent in place of signing. */
  readonly apiKey?: () => string;
  /** What to sign with, asked for at each request; absent: what the AWS default chain finds, in `profile` if given. */
  readonly credentials?: () => Promise<SigningKeys>;
  readonly profile?: string;
}

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK keeps what does not expire for ever; this makes it ask again, so that keys may be changed and renewed. */
const ASK_AGAIN = { expiration: new Date(0) };

/**
 * Settings for an SDK client of Bedrock. One try for each request: retries are the caller's business. Nothing in the
 * process's own environment (AWS_ENDPOINT_URL, AWS_BEARER_TOKEN_BEDROCK, AWS_REGION, AWS_USE_* …) decides where a
 * request goes or what it carries.
 */
export async function configuredClientSettings(client: ConfiguredClient) {
  const { region, endpoint, fetch, apiKey, credentials, profile } = client;
  return {
    ...(await clientSettings({ region, endpoint, ...(profile === undefined ? {} : { profile }) }, region)),
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    defaultsMode: 'standard' as const,
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
  };
}
