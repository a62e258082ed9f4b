import type { HttpRequest, HttpResponse } from './http.ts';

/**
 * Everything that is answered without a signature, each with the reason why. There is no other way past the pipeline.
 */
export const publicRoutes: ReadonlyMap<string, { readonly why: string; readonly body: Uint8Array }> = new Map(
  [
    [
      '/health',
      {
        why: 'Process managers and load balancers cannot sign. It says only that the process answers.',
        body: Buffer.from('{"status":"ok"}'),
      },
    ],
  ],
);

/** Answers a public route; false, with nothing done, for everything else. */
export const answerPublicly = (request: HttpRequest, response: HttpResponse): boolean => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const route = publicRoutes.get(request.url ?? '');
  if (route === undefined) return false;
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': route.body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : route.body);
  return true;
};
