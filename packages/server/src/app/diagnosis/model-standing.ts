import {
  type ModelProbe,
  type ModelsConfiguration,
  OFFLINE_MODEL,
  type ProviderConfiguration,
} from '../../services/models/index.ts';

/** What a call of a model would meet. `words` are a sentence for a person. */
export interface ModelStanding {
  /** `missing`: the provider lists no such model. `failing`: it cannot be asked now, which a check of its own tells. */
  readonly kind: 'served' | 'missing' | 'failing' | 'offline' | 'unserved';
  readonly words: string;
}

/** Providers whose lists hold every model that they answer for, under the names that calls use. */
const LISTS_ALL: ReadonlySet<ProviderConfiguration['type']> = new Set(['openai', 'openai-compatible']);

/** How it stands with a model that the configuration names elsewhere than in a mapping. */
export async function standingOf(
  modelId: string,
  { unmapped }: Pick<ModelsConfiguration, 'unmapped'>,
  probe: ModelProbe,
): Promise<ModelStanding> {
  let target: Awaited<ReturnType<ModelProbe['route']>>;
  try {
    target = await probe.route(modelId);
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { kind: 'unserved', words: `no model can be called: ${told}` };
  }
  if (!target && unmapped === 'refuse')
    return { kind: 'unserved', words: `no provider serves model ${modelId}` };
  if (!target || target.provider.type === 'offline')
    return { kind: 'offline', words: `${modelId} goes to ${OFFLINE_MODEL}, which is no language model` };
  const { provider, modelName } = target;
  const served = `${modelId}, served by ${provider.name} (${modelName})`;
  const answer = await probe.ask(provider);
  if (answer.kind === 'keyRefused' || answer.kind === 'unreachable')
    return { kind: 'failing', words: `${served}, which ${answer.reason}` };
  const missing = await missingFrom(probe, provider, modelName);
  return missing === undefined
    ? { kind: 'served', words: served }
    : { kind: 'missing', words: `${served}, but ${missing}` };
}

/** Says that a provider has no model of this name, where its list tells; undefined where it has, or may have. */
export async function missingFrom(
  probe: ModelProbe,
  provider: ProviderConfiguration,
  modelName: string,
): Promise<string | undefined> {
  const answer = await probe.ask(provider);
  if (answer.kind !== 'lists' || answer.names.length === 0 || !LISTS_ALL.has(provider.type)) return undefined;
  const has = answer.names.some((name) => name === modelName || name === `${modelName}:latest`);
  return has ? undefined : `${provider.name} lists no model ${modelName}`;
}
