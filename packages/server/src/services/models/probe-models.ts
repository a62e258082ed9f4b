import type { Clock } from '@streambed/flow/ports';
import { boundedFetch, createOutbound } from '../outbound/index.ts';
import { type Environment, ollamaOrigin } from './built-in-providers.ts';
import { listBedrock } from './catalog/list-bedrock.ts';
import { ListRefused, listOverHttp } from './catalog/list-over-http.ts';
import { providersInUse } from './catalog/providers-in-use.ts';
import type { ModelsConfiguration, ProviderConfiguration } from './configuration.ts';
import { knownSecrets } from './known-secrets.ts';
import { createOllama } from './ollama.ts';
import { privateHosts } from './private-hosts.ts';
import { MissingCredentials, providerFailure } from './provider-failure.ts';
import { createRouting, type Target } from './routing.ts';
import { safeReason } from './safe-reason.ts';
import { scrubAll } from './scrub.ts';
import { SecretUnavailable } from './secret-file.ts';

/** How long a provider may take to give its list, ms. */
const PATIENCE_MS = 5_000;

/** Names of errors of AWS that are about who asks. */
const REFUSED = /AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientToken|Forbidden/u;

/** What became of asking a provider for its list; `reason` goes on from "the provider …" and may be shown. */
export type ProviderAnswer =
  | { readonly kind: 'lists'; readonly names: readonly string[] }
  /** There is no key to ask with, or it was refused. */
  | { readonly kind: 'keyRefused'; readonly reason: string }
  /** It answers, and has no such list; calls may work all the same. */
  | { readonly kind: 'noList'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Looks at what calls to models would meet, without asking a model anything. */
export interface ModelProbe {
  /** All that a call may lead to, but for the offline one and an Ollama that nobody configured. */
  readonly providers: readonly ProviderConfiguration[];
  /** Each provider is asked once, however often it is called. Never rejects. */
  ask(provider: ProviderConfiguration): Promise<ProviderAnswer>;
  /** What a call leads to; undefined: nothing. Rejects, as every call does, when a mapping names a provider that is not there. */
  route(modelId: string): Promise<Target | undefined>;
  close(): Promise<void>;
}

export function probeModels(
  configuration: ModelsConfiguration,
  { env, clock }: { readonly env: Environment; readonly clock: Clock },
): ModelProbe {
  const outbound = createOutbound({ privateHosts: privateHosts(configuration) });
  const fetch = boundedFetch({ fetch: outbound.fetch, maxResponseBytes: configuration.maxResponseBytes });
  const secrets = knownSecrets(configuration, env);
  const isConfigured = (name: string): boolean =>
    configuration.providers.some((provider) => provider.name === name);
  const asked = new Map<string, Promise<ProviderAnswer>>();
  return {
    providers: providersInUse(configuration, env).filter(
      ({ name, type }) => type !== 'offline' && (name !== 'ollama' || isConfigured(name)),
    ),
    ask(provider) {
      const known = asked.get(provider.name);
      if (known) return known;
      const answer = answerOf(provider, fetch, secrets.values);
      asked.set(provider.name, answer);
      return answer;
    },
    async route(modelId) {
      const ollama = createOllama(ollamaOrigin(env), { clock, fetch });
      return await createRouting(configuration, { env, ollama })(modelId);
    },
    close: () => outbound.close(),
  };
}

async function answerOf(
  provider: ProviderConfiguration,
  fetch: typeof globalThis.fetch,
  secrets: readonly string[],
): Promise<ProviderAnswer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const timedOut = new Promise<ProviderAnswer>((resolve) => {
    const reason = `gave no list of its models within ${PATIENCE_MS / 1_000} s`;
    signal.addEventListener('abort', () => resolve({ kind: 'unreachable', reason }), { once: true });
  });
  const listed = namesOf(provider, fetch, signal).then(
    (names): ProviderAnswer => ({ kind: 'lists', names: scrubAll(names, secrets) }),
    (error: unknown) => refusalOf(error, secrets),
  );
  return await Promise.race([listed, timedOut]);
}

async function namesOf(
  provider: ProviderConfiguration,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { type } = provider;
  if (type === 'offline') return [];
  const listed = await (type === 'amazon-bedrock'
    ? listBedrock(provider, fetch, signal)
    : listOverHttp({ ...provider, type }, fetch, signal));
  return listed.map(({ name }) => name);
}

function refusalOf(error: unknown, secrets: readonly string[]): ProviderAnswer {
  if (error instanceof SecretUnavailable) return { kind: 'keyRefused', reason: error.message };
  if (error instanceof MissingCredentials)
    return { kind: 'keyRefused', reason: providerFailure(error).reason };
  if (error instanceof ListRefused) {
    const { status } = error;
    return status === 401 || status === 403
      ? { kind: 'keyRefused', reason: `refused the credentials (${status})` }
      : { kind: 'noList', reason: `answered ${status} where its list of models should be` };
  }
  if (error instanceof Error && REFUSED.test(error.name))
    return { kind: 'keyRefused', reason: `refused the credentials (${safeReason(error.name, secrets)})` };
  const { kind, detail, reason } = providerFailure(error);
  return kind === 'badGateway' && detail !== 'unreachable'
    ? { kind: 'noList', reason: safeReason(reason, secrets) }
    : { kind: 'unreachable', reason: safeReason(reason, secrets) };
}
