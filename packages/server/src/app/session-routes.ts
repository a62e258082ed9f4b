import type { SignedIn } from '../identity/index.ts';
import {
  encodeError,
  parseJsonBody,
  type RequestHeaders,
  responseHeaders,
  ServiceException,
  validationException,
  type WireResponse,
} from '../protocol/index.ts';
import { send } from './answer.ts';
import { type Exchange, must } from './exchange.ts';
import { FOREIGN_HOST } from './own-host.ts';
import { readBody } from './request-body.ts';
import { SESSION_PATH } from './session-cookie.ts';
import { sessionOutput } from './session-output.ts';

/** A code and its frame. */
const MAX_BODY_BYTES = 1024;

interface SessionRoute {
  /** Why it is answered without a signature. */
  readonly why: string;
  handle(exchange: Exchange): Promise<Answer>;
}

interface Answer {
  readonly status?: number;
  readonly body?: object;
  readonly error?: ServiceException;
  readonly cookie?: string;
}

/** What a browser calls that has no access key: POST only, from our own pages only. */
export const sessionRoutes: ReadonlyMap<string, SessionRoute> = new Map([
  [
    `${SESSION_PATH}/link`,
    {
      why: 'Whoever signs in by a link has no key yet. The code in the body is the proof; it is good once, for ten minutes.',
      handle: link,
    },
  ],
  [
    `${SESSION_PATH}/renew`,
    {
      why: 'A page that was reloaded has no key any more. The cookie is the proof; no script can read it.',
      handle: renew,
    },
  ],
  [
    `${SESSION_PATH}/end`,
    {
      why: 'Whoever signs out may have no key any more. The cookie says which session; nothing is told.',
      handle: end,
    },
  ],
]);

/** Answers a session route: host, origin and body are checked here, before anything is done. */
export const answerSessionRoute = async (exchange: Exchange, route: SessionRoute): Promise<void> => {
  const { headers } = must(exchange.head);
  if (!exchange.rooms.isOwnHost(hostOf(headers))) {
    throw new ServiceException('AccessDeniedException', FOREIGN_HOST);
  }
  requireOwnOrigin(headers);
  exchange.body = await readBody(exchange.request, headers.get('content-length'), {
    limit: MAX_BODY_BYTES,
    timeout: exchange.rooms.limits.requestTimeout,
    budget: exchange.rooms.bodies,
  });
  const { status = 200, body, error, cookie } = await route.handle(exchange);
  if (exchange.hungUp) return;
  const answer: WireResponse =
    error === undefined
      ? {
          status,
          headers: responseHeaders(exchange),
          body: body === undefined ? NO_BYTES : Buffer.from(JSON.stringify(body)),
        }
      : encodeError(error, exchange);
  send(exchange, {
    ...answer,
    headers: {
      ...answer.headers,
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    },
  });
};

const NO_BYTES = new Uint8Array(0);

async function link(exchange: Exchange): Promise<Answer> {
  const { rooms } = exchange;
  const address = exchange.request.socket?.remoteAddress ?? '';
  limitAttempts(exchange, address);
  const { headers } = must(exchange.head);
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? '')) {
    throw validationException('The request must have the content type application/json.', []);
  }
  const input = parseJsonBody(must(exchange.body));
  const code = typeof input === 'object' && input !== null && 'code' in input ? input.code : undefined;
  const signedIn = await rooms.sessions.redeem(typeof code === 'string' ? code : '');
  if (signedIn === undefined) {
    rooms.attempts.failed(address, rooms.clock.now());
    throw new ServiceException(
      'AccessDeniedException',
      'This sign-in link was used already, or is older than ten minutes. `streambed studio` prints a new one.',
    );
  }
  // Whoever was signed in here before is not any more; the old cookie is worth nothing.
  for (const cookie of rooms.cookie.read(headers.get('cookie'))) await rooms.sessions.end(cookie);
  return { status: 200, body: sessionOutput(signedIn, rooms.quotas), cookie: cookieOf(exchange, signedIn) };
}

async function renew(exchange: Exchange): Promise<Answer> {
  const { rooms } = exchange;
  const cookies = rooms.cookie.read(must(exchange.head).headers.get('cookie'));
  // Nobody was signed in here, and nobody guesses at anything: the page asks each time it is loaded.
  if (cookies.length === 0) return { status: 204 };
  const address = exchange.request.socket?.remoteAddress ?? '';
  limitAttempts(exchange, address);
  for (const cookie of cookies) {
    const signedIn = rooms.sessions.renew(cookie);
    if (signedIn !== undefined) return { status: 200, body: sessionOutput(signedIn, rooms.quotas) };
  }
  rooms.attempts.failed(address, rooms.clock.now());
  const over = new ServiceException('ExpiredTokenException', 'The session has ended. Sign in again.');
  return { error: over, cookie: rooms.cookie.clear() };
}

async function end(exchange: Exchange): Promise<Answer> {
  const { rooms } = exchange;
  const cookies = rooms.cookie.read(must(exchange.head).headers.get('cookie'));
  for (const cookie of cookies) await rooms.sessions.end(cookie);
  return { status: 204, cookie: rooms.cookie.clear() };
}

const cookieOf = ({ rooms }: Exchange, { cookie, session }: SignedIn & { readonly cookie: string }): string =>
  rooms.cookie.set(cookie, session.expiresAt - rooms.clock.now());

const limitAttempts = ({ rooms }: Exchange, address: string): void => {
  const wait = rooms.attempts.wait(address, rooms.clock.now());
  if (wait === 0) return;
  throw new ServiceException(
    'ThrottlingException',
    `Too many attempts to sign in from this address. Try again in ${Math.ceil(wait / 1000)} seconds.`,
  );
};

const hostOf = (headers: RequestHeaders): string | undefined =>
  headers.get('host') ?? headers.get(':authority');

/**
 * Browsers say with every POST which page sent it, and no page can say otherwise. Only our own may: without that
 * header, or with another page's, nothing happens. `Sec-Fetch-Site` says the same where it is sent.
 */
const requireOwnOrigin = (headers: RequestHeaders): void => {
  const origin = headers.get('origin') ?? '';
  const host = hostOf(headers)?.toLowerCase();
  const isOwn = /^https?:\/\//.test(origin) && origin.slice(origin.indexOf('//') + 2).toLowerCase() === host;
  if (isOwn && (headers.get('sec-fetch-site') ?? 'same-origin') === 'same-origin') return;
  throw new ServiceException(
    'AccessDeniedException',
    'Only pages of this server may ask for this: the Origin header must name the host that the request went to.',
  );
};
