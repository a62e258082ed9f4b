import type { ProviderConfiguration } from '../configuration.ts';
import { isRecord, type ListedModel, MAX_LISTED, nameIn, recordsIn } from './listed-model.ts';

/** How the lists of one type of provider are asked for and read; each from its provider's public reference. */
interface ListProtocol {
  readonly base: string;
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  /** The path and query of a page; `page` is what `next` gave. */
  readonly path: (page: string | undefined) => string;
  readonly models: (body: unknown) => readonly ListedModel[];
  /** What to ask for the next page with; undefined on the last one. */
  readonly next: (body: unknown) => string | undefined;
}

const MAX_PAGES = 20;

/** https://platform.openai.com/docs/api-reference/models/list; all that speak OpenAI's protocol have it. */
const OPENAI: ListProtocol = {
  base: 'https://api.openai.com/v1',
  headers: (key): Readonly<Record<string, string>> => (key === '' ? {} : { authorization: `Bearer ${key}` }),
  path: () => '/models',
  models: (body) =>
    recordsIn(isRecord(body) ? body.data : undefined).flatMap(({ id }) => {
      const name = nameIn(id);
      return name === undefined ? [] : [{ name }];
    }),
  next: () => undefined,
};

/** https://platform.claude.com/docs/en/api/models-list */
const ANTHROPIC: ListProtocol = {
  base: 'https://api.anthropic.com/v1',
  headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  path: (page) => `/models?limit=1000${page === undefined ? '' : `&after_id=${encodeURIComponent(page)}`}`,
  models: (body) =>
    recordsIn(isRecord(body) ? body.data : undefined).flatMap(({ id, display_name: title }) => {
      const name = nameIn(id);
      return name === undefined ? [] : [{ name, ...withTitle(title) }];
    }),
  next: (body) => (isRecord(body) && body.has_more === true ? nameIn(body.last_id) : undefined),
};

/** https://ai.google.dev/api/models#method:-models.list */
const GOOGLE: ListProtocol = {
  base: 'https://generativelanguage.googleapis.com/v1beta',
  headers: (key) => ({ 'x-goog-api-key': key }),
  path: (page) =>
    `/models?pageSize=1000${page === undefined ? '' : `&pageToken=${encodeURIComponent(page)}`}`,
  models: (body) =>
    recordsIn(isRecord(body) ? body.models : undefined).flatMap(
      ({ name: path, displayName: title, supportedGenerationMethods: methods }) => {
        const name = nameIn(path)?.replace(/^models\//u, '');
        const can = Array.isArray(methods) ? methods : ['generateContent'];
        const embeds = can.includes('embedContent');
        if (name === undefined || !(embeds || can.includes('generateContent'))) return [];
        return [{ name, embeds, ...withTitle(title) }];
      },
    ),
  next: (body) => (isRecord(body) ? nameIn(body.nextPageToken) : undefined),
};

const PROTOCOLS = { openai: OPENAI, 'openai-compatible': OPENAI, anthropic: ANTHROPIC, google: GOOGLE };

export type HttpListType = keyof typeof PROTOCOLS;

/** The provider answered, and not with its list. */
export class ListRefused extends Error {
  override readonly name = 'ListRefused';
  readonly status: number;

  constructor(status: number) {
    super(`answered ${status}`);
    this.status = status;
  }
}

/**
 * A provider's list of models, all pages of it. Rejects with ListRefused when it answers anything else, as fetch does,
 * or when aborted.
 */
export async function listOverHttp(
  provider: ProviderConfiguration & { readonly type: HttpListType },
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const protocol: ListProtocol = PROTOCOLS[provider.type];
  const base = (provider.baseUrl ?? protocol.base).replace(/\/$/u, '');
  const headers = {
    accept: 'application/json',
    ...protocol.headers(provider.apiKey?.() ?? ''),
    ...Object.fromEntries([...(provider.headers ?? [])].map(([name, value]) => [name, value()])),
  };
  const models: ListedModel[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < MAX_PAGES && models.length < MAX_LISTED; pages++) {
    const response = await fetch(`${base}${protocol.path(page)}`, { headers, signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ListRefused(response.status);
    }
    const body: unknown = await response.json();
    models.push(...protocol.models(body));
    page = protocol.next(body);
    if (page === undefined) break;
  }
  return models.slice(0, MAX_LISTED);
}

const withTitle = (title: unknown): { readonly title?: string } =>
  typeof title === 'string' && title !== ''
    ? { title: title.replace(/[\p{C}\s]+/gu, ' ').slice(0, 100) }
    : {};
