import type { Clock } from '@streambed/flow/ports';
import { comparableName, namesOf } from './model-ids.ts';

/** How long an answer, or that nobody listens there, is believed, in ms. */
const BELIEVED_MS = 30_000;
/** How long somebody who listens may take to answer, in ms: where nobody does, one is refused at once. */
const PATIENCE_MS = 2_000;
/** One who took too long may be there all the same, and is asked again so soon, in ms. */
const DOUBTED_MS = 1_000;
const MAX_MODELS = 1_000;

export interface Ollama {
  /** Its models by its own names; undefined when none answers. Never rejects. */
  models(): Promise<readonly string[] | undefined>;
  /** Ollama's own name of the model, when an Ollama runs there and has it. Never rejects. */
  modelFor(modelId: string): Promise<string | undefined>;
}

/**
 * Looks for an Ollama at `origin` the first time somebody asks, and again after half a minute, or a second where one
 * took too long to answer. A model matches by its
 * name, with or without `:latest`, or as the same open model under its Bedrock id (`comparableName`).
 */
export function createOllama(
  origin: string,
  { clock, fetch }: { readonly clock: Clock; readonly fetch: typeof globalThis.fetch },
): Ollama {
  let asked: { readonly until: number; readonly models: Promise<readonly string[] | undefined> } | undefined;
  const models = (): Promise<readonly string[] | undefined> => {
    const now = clock.monotonic();
    if (asked && now <= asked.until) return asked.models;
    const found = listModels(origin, clock, fetch, () => {
      asked = { until: clock.monotonic() + DOUBTED_MS, models: found };
    });
    asked = { until: now + BELIEVED_MS, models: found };
    return found;
  };
  return {
    models,
    async modelFor(modelId) {
      const names = (await models()) ?? [];
      for (const name of namesOf(modelId)) {
        const found = names.find((model) => model === name || model === `${name}:latest`);
        if (found) return found;
      }
      const comparable = comparableName(modelId);
      return names.find((model) => comparableName(model) === comparable);
    },
  };
}

/** The names in `GET /api/tags`; undefined when nothing answers there, or something else does. */
async function listModels(
  origin: string,
  clock: Clock,
  fetch: typeof globalThis.fetch,
  onTooLate: () => void,
): Promise<readonly string[] | undefined> {
  const patience = new AbortController();
  const cancel = clock.after(PATIENCE_MS, () => {
    onTooLate();
    patience.abort();
  });
  try {
    const response = await fetch(`${origin}/api/tags`, { signal: patience.signal });
    const body: unknown = response.ok ? await response.json() : undefined;
    return namesIn(body);
  } catch {
    return undefined;
  } finally {
    cancel();
  }
}

function namesIn(body: unknown): readonly string[] | undefined {
  if (typeof body !== 'object' || body === null || !('models' in body) || !Array.isArray(body.models))
    return undefined;
  return body.models
    .slice(0, MAX_MODELS)
    .map((model: unknown) =>
      typeof model === 'object' && model !== null && 'name' in model ? model.name : undefined,
    )
    .filter((name) => typeof name === 'string');
}
