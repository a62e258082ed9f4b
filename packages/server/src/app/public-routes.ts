import type { Exchange } from './exchange.ts';
import { must } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { readHead } from './read-head.ts';
import { answerSessionRoute, sessionRoutes } from './session-routes.ts';
import { answerStudio, isStudioRequest } from './studio-pages.ts';

interface PublicRoute {
  readonly methods: readonly string[];
  /** Why it is answered to everybody. */
  readonly why: string;
}

const HEALTH = '/health';

/**
 * Everything that is answered without a signature, each with the reason why. There is no other way past the pipeline.
 * A path that ends in `*` stands for all below it.
 */
export const publicRoutes: ReadonlyMap<string, PublicRoute> = new Map([
  [
    HEALTH,
    {
      methods: ['GET', 'HEAD'],
      why: 'Process managers and load balancers cannot sign. It says only that the process answers.',
    },
  ],
  [
    '/studio/*',
    {
      methods: ['GET', 'HEAD'],
      why: 'Browsers load pages unsigned. These are the files of the studio, the same for everybody; all data comes by signed calls.',
    },
  ],
  [
    '/',
    {
      methods: ['GET', 'HEAD'],
      why: 'Whoever types only the host into a browser means the studio, and is sent there. Told to nobody but browsers.',
    },
  ],
  ...[...sessionRoutes].map(([path, { why }]): [string, PublicRoute] => [path, { methods: ['POST'], why }]),
]);

const HEALTH_BODY = Buffer.from('{"status":"ok"}');

/** Answers /health; false, with nothing done, for everything else. */
export const answerAtOnce = (request: HttpRequest, response: HttpResponse): boolean => {
  if (request.url !== HEALTH || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': HEALTH_BODY.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : HEALTH_BODY);
  return true;
};

/** The steps of a public route that is answered in order, as any request is; undefined for everything else. */
export const publicJourney = ({
  method = '',
  url = '',
  rawHeaders,
}: HttpRequest): readonly ((exchange: Exchange) => void | Promise<void>)[] | undefined => {
  if (method === 'POST' && sessionRoutes.has(url)) return SESSION;
  return isStudioRequest(method, url, rawHeaders) ? STUDIO : undefined;
};

const SESSION = [
  readHead,
  (exchange: Exchange) => answerSessionRoute(exchange, must(sessionRoutes.get(must(exchange.head).rawPath))),
];
const STUDIO = [readHead, answerStudio];
