import { readRequestHead } from '../../protocol/index.ts';
import { authenticate, type SignedRequest } from '../sigv4.ts';
import { exampleKey, keysOf, type SignOptions, signed, type Unsigned } from './sign.ts';

/** The time at which the requests of these tests arrive. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export const getFlows: Unsigned = { method: 'GET', path: '/flows/' };

export const sign = (request: Unsigned = getFlows, options: Partial<SignOptions> = {}) =>
  signed(request, { at: NOW, ...options });

const keys = keysOf(exampleKey);
export const verify = (request: SignedRequest, now = NOW) => authenticate(request, keys, now);

/** What the request is refused with. */
export const failure = (request: SignedRequest, now = NOW): { code: string; message: string } => {
  try {
    verify(request, now);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('the request was believed');
};

/** The request with one header set, or taken away. */
export const withHeader = (
  request: SignedRequest,
  name: string,
  value: string | undefined,
): SignedRequest => {
  const headers = new Map(request.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  return { ...request, headers };
};

export const editAuthorization = (request: SignedRequest, from: string | RegExp, to: string): SignedRequest =>
  withHeader(request, 'authorization', request.headers.get('authorization')!.replace(from, to));

/** A request with just these headers beside the host. */
export const unsigned = (
  headers: readonly string[],
  target = '/flows/',
  method = 'GET',
  body = '',
): SignedRequest => ({
  ...readRequestHead(method, target, ['host', '127.0.0.1:4600', ...headers]),
  body: Buffer.from(body),
});
