import type { GetModelSettingsResponse, ModelSetting } from '@streambed/model/streambed';

/** A listed model, as the picker shows it. */
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  /** Who made it. */
  readonly vendor: string;
  /** The configured provider that answers for it; undefined when only the list knows the model. */
  readonly provider?: string;
  readonly isOffline: boolean;
  /** Whether the server lists it as one that answers now. */
  readonly isReachable: boolean;
  readonly contextLength?: number;
  readonly inputUsdPerMillion?: number;
  readonly outputUsdPerMillion?: number;
  readonly takesTools?: boolean;
  readonly takesImages?: boolean;
  readonly makesText: boolean;
}

/** What of ListFoundationModels is read. */
export interface ListedModel {
  readonly modelId?: string;
  readonly modelName?: string;
  readonly providerName?: string;
  readonly inputModalities?: readonly string[];
  readonly outputModalities?: readonly string[];
}

export interface Models {
  readonly list: readonly ModelInfo[];
  readonly settings: GetModelSettingsResponse;
}

/** `anthropic.*` matches `anthropic.claude-3`: `*` stands for any characters, `?` for one. */
export const matchesPattern = (pattern: string, id: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('\\*', '.*')
      .replaceAll('\\?', '.')}$`,
    's',
  ).test(id);

/** `arn:…:foundation-model/x` and `eu.x` are other names of `x`. */
const namesOf = (id: string): readonly string[] => {
  const bare = id.startsWith('arn:') ? id.slice(id.lastIndexOf('/') + 1) : id;
  const withoutGeography = bare.replace(/^(?:us|eu|apac|global|us-gov|jp|au|ca|sa)\.(?=[a-z0-9-]+\.)/, '');
  return [...new Set([id, bare, withoutGeography])];
};

const known = (
  info: Omit<ModelInfo, 'isOffline'>,
  setting: ModelSetting | undefined,
  offline: ReadonlySet<string>,
): ModelInfo => {
  const provider = setting?.provider ?? info.provider;
  const { contextLength, inputUsdPerMillion, outputUsdPerMillion, takesTools, takesImages } = setting ?? {};
  return {
    ...info,
    ...(provider !== undefined && { provider }),
    isOffline: provider !== undefined && offline.has(provider),
    ...(contextLength !== undefined && { contextLength }),
    ...(inputUsdPerMillion !== undefined && { inputUsdPerMillion }),
    ...(outputUsdPerMillion !== undefined && { outputUsdPerMillion }),
    ...(takesTools !== undefined && { takesTools }),
    ...(takesImages !== undefined && { takesImages }),
  };
};

/** Puts together what the server lists and what is configured, by vendor, then name. */
export const joinModels = (
  listed: readonly ListedModel[],
  settings: GetModelSettingsResponse,
): readonly ModelInfo[] => {
  const offline = new Set(settings.providers.filter(({ isOffline }) => isOffline).map(({ name }) => name));
  const exact = new Map(
    settings.models.filter(({ isPattern }) => !isPattern).map((setting) => [setting.modelId, setting]),
  );
  const models = new Map<string, ModelInfo>();
  for (const { modelId: id, modelName, providerName, inputModalities, outputModalities } of listed) {
    if (id === undefined) continue;
    const setting =
      exact.get(id) ??
      settings.models.find(({ modelId, isPattern }) => isPattern && matchesPattern(modelId, id));
    models.set(
      id,
      known(
        {
          id,
          name: modelName ?? id,
          vendor: providerName ?? '',
          isReachable: true,
          makesText: outputModalities === undefined || outputModalities.includes('TEXT'),
          ...(inputModalities?.includes('IMAGE') && { takesImages: true }),
        },
        setting,
        offline,
      ),
    );
  }
  for (const [id, setting] of exact)
    if (!models.has(id))
      models.set(
        id,
        known(
          {
            id,
            name: id,
            vendor: setting.provider,
            isReachable: offline.has(setting.provider),
            makesText: true,
          },
          setting,
          offline,
        ),
      );
  return [...models.values()].sort((a, b) =>
    `${a.vendor} ${a.name}`.localeCompare(`${b.vendor} ${b.name}`, 'en'),
  );
};

/** What answers an id: a listed model, a pattern of the configuration, or nothing that is known. */
export type Resolved =
  | { readonly kind: 'model'; readonly model: ModelInfo }
  | {
      readonly kind: 'pattern';
      readonly pattern: string;
      readonly provider: string;
      readonly isOffline: boolean;
      readonly setting: ModelSetting;
    }
  /** Nothing was meant for it; the offline model answers all the same, and on a server without others that is no surprise. */
  | { readonly kind: 'unmapped'; readonly isUsual: boolean }
  | { readonly kind: 'nothing' };

export const resolveModel = (id: string, { list, settings }: Models): Resolved => {
  const names = namesOf(id);
  const model = list.find((each) => names.includes(each.id));
  if (model) return { kind: 'model', model };
  const setting = settings.models.find(
    ({ modelId, isPattern }) => isPattern && names.some((name) => matchesPattern(modelId, name)),
  );
  if (!setting)
    return settings.unmappedProvider === undefined
      ? { kind: 'nothing' }
      : { kind: 'unmapped', isUsual: settings.providers.every(({ isOffline }) => isOffline) };
  const isOffline = settings.providers.some(({ name, isOffline: is }) => is && name === setting.provider);
  return { kind: 'pattern', pattern: setting.modelId, provider: setting.provider, isOffline, setting };
};

/** Whether the offline model answers it. */
export const answersOffline = (resolved: Resolved | undefined): boolean =>
  (resolved?.kind === 'model' && resolved.model.isOffline) ||
  (resolved?.kind === 'pattern' && resolved.isOffline) ||
  resolved?.kind === 'unmapped';

/** Whether the configuration says that it can call no tools, or the offline model answers it, which calls none. */
export const takesNoTools = (resolved: Resolved | undefined): boolean =>
  answersOffline(resolved) ||
  (resolved?.kind === 'model' && resolved.model.takesTools === false) ||
  (resolved?.kind === 'pattern' && resolved.setting.takesTools === false);

/** The context length that is known for an id; undefined when nothing is. */
export const contextLengthOf = (id: string, models: Models | undefined): number | undefined => {
  const resolved = models && resolveModel(id, models);
  if (resolved?.kind === 'model') return resolved.model.contextLength;
  return resolved?.kind === 'pattern' ? resolved.setting.contextLength : undefined;
};
