import {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  type ModelsConfiguration,
  OFFLINE_MODEL,
  ollamaOrigin,
} from '../../services/models/index.ts';
import { boundedFetch, createOutbound } from '../../services/outbound/index.ts';
import type { Environment } from '../configuration.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** How long an Ollama may take to answer, ms. */
const PATIENCE = 1_000;
/** Longer lists of models are not read. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Model ids, as Bedrock has them, that go to a built-in provider by themselves when its key is set. */
const families: Readonly<Record<string, string>> = {
  anthropic: 'anthropic.claude-*',
  openai: 'gpt-*, o*',
  google: 'gemini-*, gemma-*',
};

/** Which provider serves which models, in the order in which they are asked; keys by the names of their variables. */
export async function* modelChecks(
  models: ModelsConfiguration,
  environment: Environment,
): AsyncGenerator<Check> {
  const configured = new Map(models.providers.map((provider) => [provider.name, provider]));
  for (const { pattern, provider, as } of models.mappings) {
    const served = configured.get(provider) ?? builtInProvider(provider, environment);
    const name = `models ${pattern}`;
    if (!served) {
      const keys = apiKeyVariables(provider);
      yield fail(
        name,
        `go to ${provider}, which ${keys.length > 0 ? 'has no API key' : 'is not configured'}`,
        keys.length > 0 ? `Set ${keys.join(' or ')}.` : 'Add it to models.providers, or correct the mapping.',
      );
    } else {
      const place = served.baseUrl === undefined ? '' : ` at ${new URL(served.baseUrl).origin}`;
      yield ok(name, `${provider} (${served.type}${place})${as === undefined ? '' : `, as ${as}`}`);
    }
  }
  let others = false;
  if (models.detect) {
    for (const provider of BUILT_IN_PROVIDER_NAMES) {
      const variables = apiKeyVariables(provider);
      if (variables.length === 0) continue;
      const set = variables.find((variable) => environment[variable]?.trim());
      if (set === undefined) continue;
      others = true;
      yield ok(`models ${families[provider] ?? provider}`, `${provider} (${set} is set)`);
    }
    const ollama = await ollamaCheck(ollamaOrigin(environment));
    others ||= ollama.found;
    yield ollama.check;
  }
  const rest = models.mappings.length > 0 || others ? 'all other models' : 'all models';
  if (models.unmapped === 'refuse') yield ok(rest, 'are refused');
  else if (models.mappings.length > 0 || others)
    yield ok(rest, `${OFFLINE_MODEL}, which is no language model`);
  else
    yield warn(
      rest,
      `${OFFLINE_MODEL}, which is no language model: it picks sentences and labels from the prompt`,
      'Start an Ollama, set an API key (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY), or map models in streambed.yaml.',
    );
}

const ollamaCheck = async (origin: string): Promise<{ readonly check: Check; readonly found: boolean }> => {
  const outbound = createOutbound();
  try {
    // Doctor calls nothing that the server would not.
    const fetch = boundedFetch({ fetch: outbound.fetch, maxResponseBytes: MAX_ANSWER_BYTES });
    const response = await fetch(`${origin}/api/tags`, { signal: AbortSignal.timeout(PATIENCE) });
    const { models } = (await response.json()) as { models?: unknown };
    if (!response.ok || !Array.isArray(models)) throw new Error('no list of models');
    const names = models.slice(0, 8).map((model) => String((model as { name?: unknown }).name));
    const shown = names.join(', ') + (models.length > names.length ? ', …' : '');
    if (names.length > 0) return { check: ok('Ollama', `answers at ${origin} with ${shown}`), found: true };
    return {
      check: warn('Ollama', `answers at ${origin} and has no model`, 'Get one: ollama pull llama3.2'),
      found: false,
    };
  } catch {
    return { check: ok('Ollama', `none answers at ${origin}`), found: false };
  } finally {
    await outbound.close();
  }
};
