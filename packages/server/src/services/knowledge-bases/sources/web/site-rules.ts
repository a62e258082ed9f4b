import { FlowError } from '@streambed/flow/ports';
import { DocumentProblem } from '../../parsing/index.ts';
import { checkStatus, type FetchedPage, type FetchPageOptions, fetchPage } from './fetch-page.ts';
import { EVERYTHING, parseRobots, ROBOTS_SIZE, type Robots } from './robots.ts';

/** What we are called in robots.txt. */
export const PRODUCT_TOKEN = 'streambed';

export type SiteRulesOptions = Pick<FetchPageOptions, 'fetch' | 'userAgent' | 'clock'>;

/** Asks each site once what it lets be fetched (RFC 9309). */
export interface SiteRules {
  /** Rejects with DocumentProblem when the site's robots.txt forbids the page, or cannot be had. */
  check(url: URL, signal: AbortSignal): Promise<void>;
}

export function siteRules(options: SiteRulesOptions): SiteRules {
  const sites = new Map<string, Promise<Robots>>();
  const rulesOf = async (origin: string, signal: AbortSignal): Promise<Robots> => {
    const page = await fetchPage(new URL('/robots.txt', origin), {
      ...options,
      signal,
      maxBytes: ROBOTS_SIZE,
      // The way out checks each hop; a site may keep the file elsewhere (section 2.3.1.2).
      checkRedirect: async () => undefined,
    });
    return robotsOf(page);
  };
  return {
    async check(url, signal) {
      let site = sites.get(url.origin);
      if (!site) {
        site = rulesOf(url.origin, signal);
        sites.set(url.origin, site);
        site.catch(() => signal.aborted && sites.delete(url.origin));
      }
      const robots = await site.catch((error: unknown) => {
        // A file that is too long, or stands where it is not gone, forbids nothing that is known.
        if (error instanceof DocumentProblem && error.reason === 'too-large') return EVERYTHING;
        throw error instanceof FlowError ? unreachable(url, error) : error;
      });
      if (!robots(url.pathname + url.search))
        throw new DocumentProblem(
          'unsupported',
          `${url} is not read, since ${url.origin}/robots.txt forbids it to ${PRODUCT_TOKEN}.`,
        );
    },
  };
}

/** A site that has none forbids nothing; of one that fails nothing is read meanwhile (section 2.3.1). */
function robotsOf(page: FetchedPage): Robots {
  if (page.status === 200) return parseRobots(new TextDecoder().decode(page.bytes), PRODUCT_TOKEN);
  if (page.status >= 500 || page.status === 429) checkStatus(page);
  return EVERYTHING;
}

const unreachable = (url: URL, error: FlowError): FlowError =>
  new FlowError({ ...error.fault, message: `${url} is not read: ${error.message}` }, { cause: error });
