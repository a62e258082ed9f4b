import { ServiceException } from '../protocol/index.ts';
import type { Exchange } from './exchange.ts';

/**
 * One line per request at level debug. At the usual levels only a request that was slow is told; failures of ours
 * have been logged where they happened, with what caused them.
 */
export const writeAccessLog = (exchange: Exchange, failure: unknown): void => {
  const { log, clock, slowRequest } = exchange.rooms;
  const duration = clock.monotonic() - exchange.startedAt;
  const isStream = failure === undefined && exchange.answer?.body.length === 0;
  const isSlow = duration > slowRequest && !isStream;
  if (!isSlow && !log.writes('debug')) return;

  const caller = exchange.callerIfKnown;
  const headers = exchange.head?.headers;
  const userAgent = headers?.get('user-agent');
  const remoteAddress = exchange.request.socket?.remoteAddress;
  const fields = {
    requestId: exchange.requestId,
    ...(exchange.route && { operation: exchange.route.operation.operation }),
    method: exchange.request.method ?? '',
    path: exchange.head?.rawPath ?? '',
    ...(exchange.answer && { status: exchange.answer.status }),
    ...(failure instanceof ServiceException && { exception: failure.code }),
    durationMs: Math.round(duration * 10) / 10,
    ...(caller && { accessKeyId: caller.accessKeyId, accountId: caller.accountId }),
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(userAgent !== undefined && { userAgent }),
  };
  const message = exchange.hungUp ? 'client hung up' : isSlow ? 'slow request' : 'request';
  if (isSlow) log.warn(message, fields);
  else log.debug(message, fields);
};
