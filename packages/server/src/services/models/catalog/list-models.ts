import type { Clock } from '@streambed/flow/ports';
import type { ProviderConfiguration } from '../configuration.ts';
import type { Ollama } from '../ollama.ts';
import { scrubAll } from '../scrub.ts';
import { listBedrock } from './list-bedrock.ts';
import { listOverHttp } from './list-over-http.ts';
import type { ListedModel } from './listed-model.ts';
import type { ListModels } from './model-catalog.ts';

/** A list is a small thing: who takes longer than this to give it is not reachable, in ms. */
const PATIENCE_MS = 5_000;

/** Asks providers for their lists; see ListModels. */
export function createListModels({
  fetch,
  clock,
  ollama,
  keys,
}: {
  /** The guarded and bounded way out. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly ollama: Pick<Ollama, 'models'>;
  /** What no name in a list may hold, should a provider echo it there. */
  readonly keys: readonly string[];
}): ListModels {
  return async (provider) => {
    const controller = new AbortController();
    const timedOut = new Promise<undefined>((resolve) => {
      controller.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const cancel = clock.after(PATIENCE_MS, () => controller.abort());
    try {
      return scrubAll(await Promise.race([listOf(provider, controller.signal), timedOut]), keys);
    } catch {
      // Whatever is wrong with it, a call will tell; here it only means that nothing of it can be listed.
      return undefined;
    } finally {
      cancel();
    }
  };

  async function listOf(
    provider: ProviderConfiguration,
    signal: AbortSignal,
  ): Promise<readonly ListedModel[] | undefined> {
    const { name, type } = provider;
    if (name === 'ollama' && type === 'openai-compatible')
      return (await ollama.models())?.map((model) => ({ name: model }));
    if (type === 'amazon-bedrock') return await listBedrock(provider, fetch, signal);
    if (type === 'offline') return [];
    return await listOverHttp({ ...provider, type }, fetch, signal);
  }
}
