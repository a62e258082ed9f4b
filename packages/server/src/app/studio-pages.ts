import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestHead, WireResponse } from '../protocol/index.ts';
import { type Exchange, must } from './exchange.ts';
import { FOREIGN_HOST } from './own-host.ts';
import { encodings, type StudioFile, type StudioVariant } from './studio-files.ts';

export const STUDIO_PATH = '/studio';

/**
 * Whether a request is the studio's: an unsigned GET or HEAD of `/`, `/studio` or what lies below it. A signed one is
 * the API's, whatever its path, so that a bucket may be called `studio`.
 */
export const isStudioRequest = (method: string, target: string, rawHeaders: readonly string[]): boolean => {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const isBelow = path === STUDIO_PATH || path.startsWith(`${STUDIO_PATH}/`);
  if (!isBelow && !(path === '/' && acceptsPages(rawHeaders))) return false;
  return !isSigned(rawHeaders, question < 0 ? '' : target.slice(question + 1));
};

/** `/` is nothing of the API; people who type only the host mean the studio. */
const acceptsPages = (rawHeaders: readonly string[]): boolean =>
  rawHeaders.some(
    (value, index) =>
      index % 2 === 1 &&
      rawHeaders[index - 1]!.toLowerCase() === 'accept' &&
      value.toLowerCase().includes('text/html'),
  );

const isSigned = (rawHeaders: readonly string[], query: string): boolean =>
  rawHeaders.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization') ||
  /(?:^|&)x-amz-/i.test(query);

/** Answers a request of the studio; see isStudioRequest. */
export const answerStudio = async (exchange: Exchange): Promise<void> => {
  const head = must(exchange.head);
  const { rawPath, headers } = head;
  if (!exchange.rooms.isOwnHost(headers.get('host') ?? headers.get(':authority'))) {
    sendText(exchange, 403, `${FOREIGN_HOST}\n`);
    return;
  }
  if (rawPath === '/' || rawPath === STUDIO_PATH) {
    reply(exchange, 307, { location: `${STUDIO_PATH}/`, 'cache-control': 'no-cache' });
    return;
  }
  const path = rawPath.slice(STUDIO_PATH.length + 1);
  const file = await exchange.rooms.studio.find(path);
  if (file !== undefined) await sendFile(exchange, head, file);
  else if (isPage(path)) await sendPage(exchange);
  else sendText(exchange, 404, 'There is no such file. Reload the page: the studio may have been updated.\n');
};

/** The studio's own addresses are pages; what looks like a file is one, and is not there. */
const isPage = (path: string): boolean =>
  !/^assets\/|(?:^|\/)\.|\.(?:[cm]?[jt]sx?|map|css|json|html?|br|gz|ico|png|svg|txt|xml|woff2?|webmanifest|env|yaml|db)$/i.test(
    path,
  );

/** Everything from this host and nothing from another; no inline script, no eval, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** No text becomes script or markup; the studio's one policy lets its own workers start. */
const NO_TEXT_AS_SCRIPT = ["require-trusted-types-for 'script'", 'trusted-types default'];

/** What each answer says to the browser, whatever it is. */
const hardening: OutgoingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
};

/** A worker has the policy of the answer that it came with. */
const filePolicy = [...POLICY, "style-src 'self'"].join('; ');

/**
 * The page. CodeMirror writes its styles into a `style` element, which the policy allows by a nonce that is new in each
 * answer and stands in a `meta` for it. So no copy of the page is good twice, and none is kept.
 */
const sendPage = async (exchange: Exchange): Promise<void> => {
  const index = await exchange.rooms.studio.index();
  if (index === undefined) {
    sendText(
      exchange,
      503,
      'The studio is not built yet: run `npm run build:studio` in the checkout, then reload this page.\n',
    );
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  const page = index.replace('<head>', () => `<head>\n    <meta name="csp-nonce" content="${nonce}" />`);
  reply(
    exchange,
    200,
    {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [...POLICY, `style-src 'self' 'nonce-${nonce}'`, ...NO_TEXT_AS_SCRIPT].join(
        '; ',
      ),
      'cache-control': 'no-store',
    },
    Buffer.from(page),
  );
};

const sendFile = async (exchange: Exchange, { headers }: RequestHead, file: StudioFile): Promise<void> => {
  const variant = choose(file, headers.get('accept-encoding') ?? '');
  const common: OutgoingHttpHeaders = {
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': filePolicy,
    etag: variant.etag,
    vary: 'accept-encoding',
  };
  const known = (headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(variant.etag)) {
    reply(exchange, 304, common);
    return;
  }
  reply(
    exchange,
    200,
    {
      ...common,
      'content-type': file.type,
      ...(variant.encoding !== undefined && { 'content-encoding': variant.encoding }),
    },
    await readFile(variant.path),
  );
};

/** The smallest form that the browser takes. */
const choose = (file: StudioFile, accepted: string): StudioVariant => {
  const names = accepted
    .toLowerCase()
    .split(',')
    .map((part) =>
      part
        .trim()
        .split(';')
        .map((piece) => piece.trim()),
    )
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)))
    .map(([name]) => name);
  for (const { name } of encodings) {
    const variant = names.includes(name) ? file.compressed.get(name) : undefined;
    if (variant !== undefined) return variant;
  }
  return file.plain;
};

const sendText = (exchange: Exchange, status: number, text: string): void =>
  reply(
    exchange,
    status,
    {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': filePolicy,
      'cache-control': 'no-store',
    },
    Buffer.from(text),
  );

const NO_BYTES = new Uint8Array(0);

const reply = (
  exchange: Exchange,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array = NO_BYTES,
): void => {
  if (exchange.hungUp || exchange.answer !== undefined) return;
  const { request, response } = exchange;
  const all = {
    ...hardening,
    ...headers,
    'content-length': body.length,
    date: new Date(exchange.now).toUTCString(),
  };
  exchange.answer = { status, headers: {}, body } satisfies WireResponse;
  request.resume();
  response.writeHead(status, all);
  response.end(request.method === 'HEAD' ? undefined : body);
};
