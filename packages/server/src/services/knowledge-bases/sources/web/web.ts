import { type Clock, FlowError } from '@streambed/flow/ports';
import type { WebDataSourceConfiguration } from '@streambed/model/bedrock-agent';
import { DEFAULT_LIMITS, DocumentProblem } from '../../parsing/index.ts';
import { decodeText } from '../../parsing/text-encoding.ts';
import {
  DocumentGone,
  type ListSource,
  type OpenedDocument,
  type SkippedItem,
  type SourceDocument,
} from '../source.ts';
import { checkStatus, type FetchedPage, fetchPage } from './fetch-page.ts';
import { linksOf } from './links.ts';
import { politePace } from './polite-pace.ts';
import { normalisedUrl, type WebScope, webScope } from './scope.ts';
import { PRODUCT_TOKEN, siteRules } from './site-rules.ts';

export interface WebSourceOptions {
  readonly configuration: WebDataSourceConfiguration;
  /** A way out for addresses that come from users: Outbound, `publicOnly`. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Pages per minute and host where nothing is configured: the cloud's own limit. */
const RATE = 300;

/** Types of answers that are read, with the extension that tells the parser. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/pdf', 'pdf'],
  ['text/plain', 'txt'],
  ['text/markdown', 'md'],
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'tsv'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
]);

/**
 * The pages of a WEB data source: its seed URLs, or, where `crawlerLimits.maxPages` asks for it, also what they link to
 * within their scope, breadth first. robots.txt is heeded, and no more than `rateLimit` pages a minute are asked of a host.
 */
export const webSource =
  ({ configuration, fetch, clock }: WebSourceOptions): ListSource =>
  async (listSignal) => {
    const { sourceConfiguration, crawlerConfiguration = {} } = configuration;
    const { crawlerLimits = {}, userAgent } = crawlerConfiguration;
    const seeds = seedsOf((sourceConfiguration.urlConfiguration.seedUrls ?? []).map(({ url = '' }) => url));
    const scope = await webScope(seeds, crawlerConfiguration);
    const pace = politePace(crawlerLimits.rateLimit ?? RATE, clock);
    const shared = {
      fetch,
      clock,
      userAgent: [`${PRODUCT_TOKEN}/1.0`, userAgent].filter((part) => part !== undefined).join(' '),
    };
    const checkScope = (to: URL): void => {
      if (normalisedUrl(to.href) === undefined || !scope.mayLeadTo(to))
        throw new DocumentProblem(
          'unsupported',
          `It redirects to ${to.origin}, which is outside of the scope. Make that URL a seed.`,
        );
    };
    const rules = siteRules(shared);

    const get = async (url: URL, signal: AbortSignal, knownTag?: string): Promise<FetchedPage> => {
      await rules.check(url, signal);
      await pace(url.host, signal);
      const page = await fetchPage(url, {
        ...shared,
        signal,
        maxBytes: DEFAULT_LIMITS.inputSize,
        headers: conditionsOf(knownTag),
        checkRedirect: async (to) => {
          checkScope(to);
          await rules.check(to, signal);
        },
      });
      checkStatus(page);
      return page;
    };

    if (crawlerLimits.maxPages === undefined)
      return {
        expected: seeds.length,
        items: (async function* () {
          for (const url of seeds)
            yield pageDocument(url, async (signal, knownTag) => {
              const page = await get(url, signal, knownTag);
              return page.status === 304 ? undefined : openedPage(page);
            });
        })(),
      };
    let missed: string | undefined;
    const items = crawl({
      seeds,
      scope,
      get,
      maxPages: crawlerLimits.maxPages,
      signal: listSignal,
      onOutage: (reason) => {
        missed ??= reason;
      },
    });
    return { items, missed: () => missed };
  };

const seedsOf = (addresses: readonly string[]): readonly URL[] => {
  const byAddress = new Map<string, URL>();
  for (const address of addresses) {
    const url = normalisedUrl(address);
    if (url === undefined)
      throw new DocumentProblem(
        'unsupported',
        `The seed URL ${address} is no http or https address of a page.`,
      );
    byAddress.set(url.href, url);
  }
  return [...byAddress.values()];
};

interface CrawlOptions {
  readonly seeds: readonly URL[];
  readonly scope: WebScope;
  readonly get: (url: URL, signal: AbortSignal) => Promise<FetchedPage>;
  readonly maxPages: number;
  readonly signal: AbortSignal;
  /** A page did not answer, so that what it links to is not known. */
  readonly onOutage: (reason: string) => void;
}

/** Pages in the order of their distance from the seeds. A page that fails is a document that cannot be opened. */
async function* crawl({
  seeds,
  scope,
  get,
  maxPages,
  signal,
  onOutage,
}: CrawlOptions): AsyncGenerator<SourceDocument | SkippedItem> {
  const known = new Set(seeds.map(({ href }) => href));
  const queue = seeds.map((url) => ({ url, isSeed: true }));
  /** Where redirects led: a page is taken in once. */
  const taken = new Set<string>();
  let pages = 0;
  for (let next = queue.shift(); next && pages < maxPages; next = queue.shift()) {
    const { url, isSeed } = next;
    signal.throwIfAborted();
    let page: FetchedPage;
    try {
      page = await get(url, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FlowError) onOutage(error.message);
      if (isSeed || !(error instanceof DocumentGone || error instanceof DocumentProblem))
        yield pageDocument(url, () => Promise.reject(error));
      else yield { skipped: url.href, because: 'pages that are gone or must not be read' };
      continue;
    }
    const { href } = page.url;
    if (taken.has(href)) continue;
    taken.add(href);
    known.add(href);
    if (extensionOf(page) === undefined) {
      yield { skipped: url.href, because: 'types that are not read here' };
      continue;
    }
    if (extensionOf(page) === 'html')
      for (const link of await linksIn(page, signal))
        if (!known.has(link.href) && scope.includes(link)) {
          known.add(link.href);
          queue.push({ url: link, isSeed: false });
        }
    pages++;
    yield pageDocument(url, async () => openedPage(page));
  }
}

async function linksIn(page: FetchedPage, signal: AbortSignal): Promise<readonly URL[]> {
  const html = await decodeText(page.bytes, {
    name: page.url.pathname,
    html: true,
    ...mimeTypeOf(page),
  }).catch(() => '');
  const { base, links } = await linksOf(html, signal);
  const from = (base !== undefined && URL.parse(base, page.url)) || page.url;
  return links.map((link) => normalisedUrl(link, from)).filter((url) => url !== undefined);
}

const pageDocument = (
  url: URL,
  open: (signal: AbortSignal, knownTag: string | undefined) => Promise<OpenedDocument | undefined>,
): SourceDocument => ({
  documentId: url.href,
  sourceType: 'WEB',
  name: url.pathname,
  open: ({ signal, knownTag }) => open(signal, knownTag),
});

const mimeTypeOf = ({ headers }: FetchedPage): { mimeType?: string } => {
  const mimeType = headers.get('content-type');
  return mimeType === null ? {} : { mimeType };
};

const extensionOf = ({ headers }: FetchedPage): string | undefined =>
  EXTENSIONS.get(headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/html');

/** The declared type counts, whatever the address ends in. */
const nameOf = (page: FetchedPage): string => {
  const name = page.url.pathname.split('/').at(-1) || page.url.hostname;
  const extension = `.${extensionOf(page)}`;
  return name.toLowerCase().endsWith(extension) ? name : `${name}${extension}`;
};

const openedPage = (page: FetchedPage): OpenedDocument => {
  if (extensionOf(page) === undefined)
    throw new DocumentProblem(
      'unsupported',
      `${page.url} is of the type ${page.headers.get('content-type')}, which is not read here.`,
    );
  const tag = tagOf(page.headers);
  return { bytes: page.bytes, name: nameOf(page), ...mimeTypeOf(page), ...(tag !== undefined && { tag }) };
};

const ETAG = 'etag ';
const MODIFIED = 'modified ';

const tagOf = (headers: Headers): string | undefined => {
  const eTag = headers.get('etag');
  const modified = headers.get('last-modified');
  if (eTag !== null) return `${ETAG}${eTag}`;
  return modified === null ? undefined : `${MODIFIED}${modified}`;
};

const conditionsOf = (knownTag: string | undefined): Record<string, string> => {
  if (knownTag?.startsWith(ETAG)) return { 'if-none-match': knownTag.slice(ETAG.length) };
  if (knownTag?.startsWith(MODIFIED)) return { 'if-modified-since': knownTag.slice(MODIFIED.length) };
  return {};
};
