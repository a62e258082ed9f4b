import type { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { SigningKeys } from '../aws/index.ts';
import type { ProviderConfiguration } from './configuration.ts';
import { MissingCredentials } from './provider-failure.ts';

/** Each keeps the credentials it found until they expire. */
const chains = new WeakMap<ProviderConfiguration, ReturnType<typeof defaultProvider>>();

/**
 * What to sign a provider's requests with: the configured keys, else what the AWS default chain finds, in the named
 * profile if there is one. Only for providers that an operator configured: the variables AWS_* alone never make one.
 * Rejects with MissingCredentials, which tells nothing of where was looked.
 */
export async function awsCredentials(provider: ProviderConfiguration): Promise<SigningKeys> {
  const { credentials } = provider;
  if (!credentials) return await fromChain(provider);
  const sessionToken = credentials.sessionToken?.();
  return {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey(),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

async function fromChain(provider: ProviderConfiguration): Promise<SigningKeys> {
  let chain = chains.get(provider);
  if (!chain) {
    const aws = await import('@aws-sdk/credential-provider-node');
    chain = aws.defaultProvider({
      ...(provider.profile === undefined ? {} : { profile: provider.profile }),
      // Endpoints in the environment usually name this very server; STS and SSO are asked where they are.
      clientConfig: { ignoreConfiguredEndpointUrls: true },
    });
    chains.set(provider, chain);
  }
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await chain();
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  } catch {
    throw new MissingCredentials();
  }
}
