import { LARGEST_REGEX_PROGRAM } from '@streambed/flow/ports';
import type { WebCrawlerConfiguration } from '@streambed/model/bedrock-agent';
import { DocumentProblem } from '../../parsing/index.ts';

/** URLs that are longer are not asked for: they would be made by a page that makes links without end. */
const LONGEST_URL = 2_048;

/** Which addresses belong to a data source. */
export interface WebScope {
  /** Whether a page is within the seeds' hosts (HOST_ONLY, SUBDOMAINS) and passes the filters. */
  includes(url: URL): boolean;
  /** Whether a redirect may be followed there: within the hosts, or from a host to the same with or without `www.`. */
  mayLeadTo(url: URL): boolean;
}

/**
 * The scope of the seeds. Default HOST_ONLY. Filters are regexes in RE2's syntax, whose time is linear, found anywhere in
 * the URL; exclusion wins. Rejects with DocumentProblem when one does not compile.
 */
export async function webScope(
  seeds: readonly URL[],
  {
    scope = 'HOST_ONLY',
    inclusionFilters = [],
    exclusionFilters = [],
  }: Pick<WebCrawlerConfiguration, 'scope' | 'inclusionFilters' | 'exclusionFilters'>,
): Promise<WebScope> {
  const includes = await matcher(inclusionFilters);
  const excludes = await matcher(exclusionFilters);
  const hosts = new Set(seeds.map(({ hostname }) => hostname));
  const bare = new Set(seeds.map(({ hostname }) => withoutWww(hostname)));
  const isSubdomain = (hostname: string): boolean =>
    bare.has(withoutWww(hostname)) || [...bare].some((host) => hostname.endsWith(`.${host}`));
  const isWithin = (url: URL): boolean =>
    hosts.has(url.hostname) || (scope === 'SUBDOMAINS' && isSubdomain(url.hostname));
  return {
    includes: (url) =>
      isWithin(url) && !excludes(url.href) && (inclusionFilters.length === 0 || includes(url.href)),
    mayLeadTo: (url) => isWithin(url) || bare.has(withoutWww(url.hostname)),
  };
}

const withoutWww = (hostname: string): string => hostname.replace(/^www\./, '');

/** What a page is known by: its address without the fragment, in one spelling; undefined for what is no page's address. */
export function normalisedUrl(address: string, base?: URL): URL | undefined {
  const url = URL.parse(address, base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  return url.href.length > LONGEST_URL ? undefined : url;
}

async function matcher(patterns: readonly string[]): Promise<(text: string) => boolean> {
  if (patterns.length === 0) return () => false;
  const { RE2JS } = await import('re2js');
  const compiled = patterns.map((pattern) => {
    try {
      const regex = RE2JS.compile(pattern);
      if (regex.programSize() > LARGEST_REGEX_PROGRAM) throw new Error('too large');
      return regex;
    } catch (error) {
      throw new DocumentProblem(
        'unsupported',
        `The filter ${pattern} of the web crawler cannot be used. It is a regex in RE2's syntax, without look-ahead, back-references and large counts.`,
        { cause: error },
      );
    }
  });
  return (text) => compiled.some((regex) => regex.matcher(text).find());
}
