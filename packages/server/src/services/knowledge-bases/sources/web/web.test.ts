import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Clock } from '@streambed/flow/ports';
import type { WebCrawlerConfiguration } from '@streambed/model/bedrock-agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutbound, type Outbound } from '../../../outbound/index.ts';
import { type CountingServer, openCountingServer } from '../../../outbound/outbound.fixture.ts';
import type { SourceDocument } from '../source.ts';
import { webSource } from './web.ts';

/** Path → what it answers: a page of HTML, or more exactly. */
type Answer =
  | string
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer };
let site: Record<string, Answer | ((request: IncomingMessage) => Answer)>;
let asked: { path: string; host: string; agent: string }[];
let server: CountingServer;
let outbound: Outbound;

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const path = request.url ?? '';
  asked.push({ path, host: request.headers.host ?? '', agent: request.headers['user-agent'] ?? '' });
  const found = site[path] ?? { status: 404 };
  const given = typeof found === 'function' ? found(request) : found;
  const { status = 200, headers = {}, body = '' } = typeof given === 'string' ? { body: given } : given;
  response.writeHead(status, { 'content-type': 'text/html', ...headers });
  response.end(body);
};

beforeEach(async () => {
  site = {};
  asked = [];
  server = await openCountingServer(answer);
  outbound = createOutbound({
    publicOnly: true,
    privateHosts: ['site.example', 'www.site.example', 'docs.site.example', 'other.example'],
    resolve: async (name) => [name === 'hidden.example' ? '10.0.0.8' : '127.0.0.1'],
  });
});
afterEach(async () => {
  await outbound.close();
  await server.close();
});

/** Time that passes by itself when somebody waits for the next page, and stands still for those who wait for an answer. */
const clock: Clock & { waited: number } = {
  waited: 0,
  now: () => 0,
  monotonic: () => 0,
  after(delay, action) {
    if (delay >= 60_000) return () => undefined;
    clock.waited += delay;
    const timer = setImmediate(action);
    return () => clearImmediate(timer);
  },
};

const at = (path: string, host = 'site.example'): string => `http://${host}:${server.port}${path}`;
const signal = new AbortController().signal;

const list = async (urls: readonly string[], crawlerConfiguration?: WebCrawlerConfiguration) => {
  const listing = await webSource({
    configuration: {
      sourceConfiguration: { urlConfiguration: { seedUrls: urls.map((url) => ({ url })) } },
      ...(crawlerConfiguration && { crawlerConfiguration }),
    },
    fetch: outbound.fetch,
    clock,
  })(signal);
  const documents: SourceDocument[] = [];
  const skipped: string[] = [];
  for await (const item of listing.items)
    if ('skipped' in item) skipped.push(new URL(item.skipped).pathname);
    else documents.push(item);
  return { documents, skipped, missed: listing.missed?.(), expected: listing.expected };
};

const open = async (url: string, knownTag?: string) => {
  const { documents } = await list([url]);
  return documents[0]?.open({ signal, ...(knownTag !== undefined && { knownTag }) });
};

const textOf = (opened: { readonly bytes: Uint8Array } | undefined): string =>
  Buffer.from(opened?.bytes ?? []).toString();

describe('seed URLs', () => {
  test('are the documents, each once; links are not followed', async () => {
    site['/a'] = '<a href="/b">B</a>';
    const { documents, expected } = await list([at('/a'), at('/a#part'), at('/c')]);
    expect(documents.map(({ documentId }) => documentId)).toEqual([at('/a'), at('/c')]);
    expect(expected).toBe(2);
    expect(textOf(await documents[0]?.open({ signal }))).toBe('<a href="/b">B</a>');
    expect(asked.map(({ path }) => path)).toEqual(['/robots.txt', '/a']);
    expect(asked[1]?.agent).toMatch(/^streambed\//);
  });

  test.each(['ftp://site.example/', 'file:///etc/passwd', 'http://user:secret@site.example/', 'nothing', ''])(
    '%j is none',
    async (url) => {
      await expect(list([url])).rejects.toThrow('no http or https address');
    },
  );

  test.each([
    ['http://127.0.0.1:PORT/', 'operator'],
    ['http://[::ffff:127.0.0.1]:PORT/', 'operator'],
    ['http://2130706433:PORT/', 'operator'],
    ['http://localhost:PORT/', 'operator'],
    ['http://intranet:PORT/', 'operator'],
    ['http://hidden.example:PORT/', 'operator'],
    ['http://169.254.169.254/latest/meta-data/', 'metadata service'],
    ['http://metadata.google.internal/', 'metadata service'],
  ])('%s is not called', async (url, reason) => {
    await expect(open(url.replace('PORT', String(server.port)))).rejects.toThrow(reason);
    expect(server.connections()).toBe(0);
  });

  test.each([
    ['text/html; charset=utf-8', '/page', 'page.html'],
    ['text/html', '/report.pdf', 'report.pdf.html'],
    ['application/pdf', '/report.PDF', 'report.PDF'],
    ['text/html', '/', 'site.example.html'],
    ['text/plain', '/read/me', 'me.txt'],
  ])('%s at %s is called %s', async (type, path, name) => {
    site[path] = { headers: { 'content-type': type }, body: 'x' };
    expect(await open(at(path))).toMatchObject({ name, mimeType: type });
  });

  test.each<[string, Answer, string]>([
    ['a picture', { headers: { 'content-type': 'image/png' } }, 'image/png'],
    ['a page that is gone', { status: 404 }, 'There is no page'],
    ['a page for members', { status: 403 }, 'only public pages'],
    ['a site that is down', { status: 503 }, 'failed with status 503'],
    ['a site that is asked too often', { status: 429 }, 'less often'],
    ['a circle', { status: 302, headers: { location: '/x' } }, 'redirects more than'],
    [
      'a redirect to another site',
      { status: 302, headers: { location: 'http://other.example/' } },
      'outside of the scope',
    ],
    [
      'a redirect to a file',
      { status: 302, headers: { location: 'file:///etc/passwd' } },
      'outside of the scope',
    ],
    [
      'a redirect to this machine',
      { status: 302, headers: { location: 'http://127.0.0.1/' } },
      'outside of the scope',
    ],
    ['a redirect to nowhere', { status: 302, headers: { location: 'http://' } }, 'no address'],
    [
      'a body that says it is large',
      { headers: { 'content-length': String(60 * 1024 * 1024) } },
      'more than',
    ],
    [
      'a bomb',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(60 * 1024 * 1024)) },
      'more than',
    ],
  ])('%s cannot be opened', async (_, given, reason) => {
    site['/x'] = given;
    await expect(open(at('/x'))).rejects.toThrow(reason);
  });

  test('redirects within the site are followed, also to and from www', async () => {
    site['/old'] = { status: 301, headers: { location: '/new' } };
    site['/new'] = { status: 308, headers: { location: at('/final', 'www.site.example') } };
    site['/final'] = 'final';
    expect(textOf(await open(at('/old')))).toBe('final');
  });

  test('robots.txt is heeded, of each host that a redirect leads to as well', async () => {
    site['/robots.txt'] = (request) =>
      `User-agent: *\nDisallow: ${request.headers.host?.startsWith('www.') ? '/' : '/closed'}`;
    site['/closed/x'] = 'closed';
    site['/open'] = { status: 302, headers: { location: at('/open', 'www.site.example') } };
    await expect(open(at('/closed/x'))).rejects.toThrow('robots.txt forbids');
    await expect(open(at('/open'))).rejects.toThrow('robots.txt forbids');
    expect(asked.filter(({ path }) => path.startsWith('/closed'))).toEqual([]);
  });

  test('nothing is read while robots.txt cannot be had', async () => {
    site['/robots.txt'] = { status: 500 };
    site['/x'] = 'x';
    await expect(open(at('/x'))).rejects.toThrow('is not read');
    expect(asked.map(({ path }) => path)).toEqual(['/robots.txt']);
  });

  test.each<[Record<string, string>, string]>([
    [{ etag: '"one"' }, 'if-none-match'],
    [{ 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 'if-modified-since'],
  ])('a page with %j is asked for only if it changed', async (headers, condition) => {
    const [value] = Object.values(headers);
    site['/x'] = (request) =>
      request.headers[condition] === value ? { status: 304 } : { headers, body: 'x' };
    const opened = await open(at('/x'));
    expect(textOf(opened)).toBe('x');
    expect(await open(at('/x'), opened?.tag)).toBeUndefined();
  });
});

describe('a crawl', () => {
  const crawl = (configuration: WebCrawlerConfiguration = {}, seed = at('/')) =>
    list([seed], { crawlerLimits: { maxPages: 100 }, ...configuration });
  const paths = (documents: readonly SourceDocument[]): string[] =>
    documents.map(({ documentId }) => new URL(documentId).pathname);

  beforeEach(() => {
    site = {
      '/': `<a href="/a#x">A</a> <a href="/b/">B</a> <a href="/file.pdf">P</a> <a href="/pic.png">Picture</a>
        <a href="${at('/else', 'other.example')}">Other</a> <a href="${at('/sub', 'docs.site.example')}">Sub</a>
        <a href="mailto:x@example.com">Mail</a> <a href="/gone">Gone</a>`,
      '/a': '<a href="/">back</a><a href="/deep">deep</a>',
      '/b/': '<base href="/b/"><a href="c">C</a>',
      '/b/c': 'C',
      '/deep': '<a href="/deeper">deeper</a>',
      '/deeper': 'end',
      '/sub': 'sub',
      '/else': 'else',
      '/file.pdf': { headers: { 'content-type': 'application/pdf' }, body: '%PDF-' },
      '/pic.png': { headers: { 'content-type': 'image/png' } },
    };
  });

  test('takes what the pages of the host link to, the near ones first', async () => {
    const { documents, skipped, missed } = await crawl();
    expect(paths(documents)).toEqual(['/', '/a', '/b/', '/file.pdf', '/deep', '/b/c', '/deeper']);
    expect(skipped).toEqual(['/pic.png', '/gone']);
    expect(missed).toBeUndefined();
    const before = asked.length;
    expect(textOf(await documents[6]?.open({ signal }))).toBe('end');
    expect(asked.length, 'what was read to find links is not fetched again').toBe(before);
  });

  test.each<[WebCrawlerConfiguration, readonly string[]]>([
    [{ crawlerLimits: { maxPages: 3 } }, ['/', '/a', '/b/']],
    [{ scope: 'SUBDOMAINS' }, ['/', '/a', '/b/', '/file.pdf', '/sub', '/deep', '/b/c', '/deeper']],
    [{ exclusionFilters: ['/deep$', '\\.pdf'] }, ['/', '/a', '/b/', '/b/c']],
    [{ inclusionFilters: ['/b/'] }, ['/', '/b/', '/b/c']],
  ])('%j', async (configuration, expected) => {
    const { documents } = await crawl(configuration);
    expect(paths(documents)).toEqual(expected);
  });

  test.each(['(?=a)', '(', '(a{900}){900}'])('does not begin with the filter %s', async (filter) => {
    await expect(crawl({ inclusionFilters: [filter] })).rejects.toThrow('cannot be used');
  });

  test('says that it missed something when a page did not answer', async () => {
    site['/a'] = { status: 503 };
    const { documents, missed } = await crawl();
    expect(missed).toContain('503');
    expect(paths(documents)).toEqual(['/', '/a', '/b/', '/file.pdf', '/b/c']);
    await expect(documents[1]?.open({ signal })).rejects.toThrow('503');
  });

  test('asks a host no more often than the limit says', async () => {
    clock.waited = 0;
    await crawl({ crawlerLimits: { maxPages: 3, rateLimit: 60 } });
    // The clock stands still: the second page waits 1 s, the third 2 s.
    expect(clock.waited).toBe(3_000);
  });
});
