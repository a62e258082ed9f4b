import type { CatalogModel, Clock, ModelCatalog } from '@streambed/flow/ports';
import { untilAborted } from '../../until-aborted.ts';
import type { ModelMapping, ModelsConfiguration, ProviderConfiguration } from '../configuration.ts';
import { bareModelId, namesOf } from '../model-ids.ts';
import { OFFLINE_EMBEDDING } from '../offline/offline-embedding.ts';
import { OFFLINE_MODEL } from '../offline/offline-model.ts';
import type { Routing, Target } from '../routing.ts';
import { OFFLINE_PROVIDER } from '../routing.ts';
import { answersTexts, knownModel } from './known-models.ts';
import type { ListedModel } from './listed-model.ts';

/** How long a list is believed, in ms. */
const BELIEVED_MS = 60_000;

/** The list of a provider; undefined when it does not answer with one in time. Never rejects. */
export type ListModels = (provider: ProviderConfiguration) => Promise<readonly ListedModel[] | undefined>;

export interface CatalogOptions {
  readonly mappings: ModelsConfiguration['mappings'];
  /** Those that are configured or were found by themselves; the offline one need not be among them. */
  readonly providers: readonly ProviderConfiguration[];
  readonly route: Routing;
  /** What answers for a model that nothing serves; undefined: nothing does. */
  readonly unserved: Target | undefined;
  readonly listModels: ListModels;
  readonly clock: Clock;
}

/**
 * What there is to call: every provider is asked for its list, at the same time, at most once a minute. A model stands
 * in the catalogue under each id by which a call really leads to it, so what is listed can be called.
 */
export function createModelCatalog(options: CatalogOptions): ModelCatalog {
  const { route, unserved, clock } = options;
  let asked: { readonly at: number; readonly models: Promise<readonly CatalogModel[]> } | undefined;
  const all = (): Promise<readonly CatalogModel[]> => {
    const now = clock.monotonic();
    if (!asked || now - asked.at >= BELIEVED_MS) {
      const models = gather(options);
      asked = { at: now, models };
      models.catch(() => {
        asked = undefined;
      });
    }
    return asked.models;
  };
  return {
    list: ({ signal }) => untilAborted(all(), signal),
    async find(modelId, { signal }) {
      signal.throwIfAborted();
      const found = await untilAborted(Promise.resolve(route(modelId)), signal);
      const target = found ?? unserved;
      if (!target) return undefined;
      const names = namesOf(modelId);
      // What the provider says of it is better than what its name tells; but finding one asks nobody for lists.
      const known = await untilAborted(asked?.models ?? Promise.resolve([]), signal);
      const entry = known.find(
        (model) => names.includes(model.modelId) && model.provider === target.provider.name,
      );
      return entry ?? catalogModel(bareModelId(modelId), target, undefined);
    },
  };
}

async function gather({
  mappings,
  providers,
  route,
  listModels,
}: CatalogOptions): Promise<readonly CatalogModel[]> {
  const lists = new Map<string, readonly ListedModel[]>();
  await Promise.all(
    providers.map(async (provider) => {
      const list = provider.type === 'offline' ? undefined : await listModels(provider);
      if (list) lists.set(provider.name, list);
    }),
  );
  const models = new Map<string, CatalogModel>();
  const add = (model: CatalogModel): void => {
    if (!models.has(model.modelId)) models.set(model.modelId, model);
  };
  for (const id of [OFFLINE_MODEL, OFFLINE_EMBEDDING])
    add(catalogModel(id, { provider: OFFLINE_PROVIDER, modelName: id }, undefined));
  for (const mapping of mappings) {
    const target = isExact(mapping) ? await route(mapping.pattern) : undefined;
    const entry = target && reachable(target, lists);
    if (target && entry) add(catalogModel(mapping.pattern, target, entry.listed));
  }
  for (const provider of providers)
    for (const listed of lists.get(provider.name) ?? []) {
      if (!answersTexts(listed.name)) continue;
      const found = await idOf(provider, listed, route);
      if (found) add(catalogModel(found.modelId, found.target, listed));
    }
  return [...models.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
}

const isExact = ({ pattern }: ModelMapping): boolean => !pattern.includes('*');

/** A mapped model whose provider answers and, where its list tells names, has it. */
function reachable(
  { provider, modelName }: Target,
  lists: ReadonlyMap<string, readonly ListedModel[]>,
): { readonly listed: ListedModel | undefined } | undefined {
  if (provider.type === 'offline') return { listed: undefined };
  const list = lists.get(provider.name);
  if (!list) return undefined;
  const listed = list.find(({ name }) => name === modelName || name === `${modelName}:latest`);
  return listed || list.length === 0 ? { listed } : undefined;
}

/** Makers whose models Bedrock names with the maker first, by the type of their own API. */
const MAKERS: Readonly<Partial<Record<ProviderConfiguration['type'], string>>> = {
  anthropic: 'anthropic.',
  openai: 'openai.',
  google: 'google.',
};

/** The id by which a call leads to exactly this model of this provider: as Bedrock would name it, else its own name. */
async function idOf(
  provider: ProviderConfiguration,
  { name }: ListedModel,
  route: Routing,
): Promise<{ readonly modelId: string; readonly target: Target } | undefined> {
  const maker = MAKERS[provider.type];
  const candidates = maker === undefined ? [name] : [`${maker}${name}-v1:0`, `${maker}${name}`, name];
  // A revision stands in Bedrock's ids of Anthropic's dated models only.
  const dated = maker === 'anthropic.' && /-\d{8}$/u.test(name);
  for (const modelId of dated || maker === undefined ? candidates : candidates.slice(1)) {
    const target = await route(modelId);
    if (target?.provider.name === provider.name && target.modelName === name) return { modelId, target };
  }
  return undefined;
}

function catalogModel(
  modelId: string,
  { provider, modelName }: Target,
  listed: ListedModel | undefined,
): CatalogModel {
  const byId = knownModel(modelId);
  const byName = knownModel(modelName);
  const embeds = listed?.embeds ?? (byId.embeds || byName.embeds);
  const offline = provider.type === 'offline';
  const seesImages = !offline && !embeds && (listed?.seesImages ?? byName.seesImages);
  return {
    modelId,
    name: listed?.title ?? byId.name,
    vendor: byId.vendor ?? listed?.vendor ?? byName.vendor ?? provider.name,
    provider: provider.name,
    providerModel: offline ? (embeds ? OFFLINE_EMBEDDING : OFFLINE_MODEL) : modelName,
    inputModalities: seesImages ? ['TEXT', 'IMAGE'] : ['TEXT'],
    outputModalities: [embeds ? 'EMBEDDING' : 'TEXT'],
    streaming: !embeds && (listed?.streaming ?? true),
  };
}
