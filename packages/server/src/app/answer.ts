import { constants } from 'node:http2';
import { FlowError } from '@streambed/flow/ports';
import { serviceExceptionOf } from '../operations/index.ts';
import {
  type EventStream,
  encodeError,
  ServiceException,
  type StreamEvent,
  type WireResponse,
} from '../protocol/index.ts';
import { StoreError, type StoreErrorCode } from '../store/index.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { type Exchange, must } from './exchange.ts';
import { RequestAborted } from './request-body.ts';
import { cutWhenStalled, streamResponse } from './stream-response.ts';

/** Sends a whole answer. */
export const send = (exchange: Exchange, answer: WireResponse): void => {
  exchange.answer = answer;
  atEndOfTurn(() => {
    const { request, response, rooms } = exchange;
    const { status, headers, body } = leaving(exchange, answer);
    // RFC 9110 section 8.6: an answer without content has no length either.
    response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': body.length });
    if (request.complete) response.end(body);
    else {
      // Answered before the body was there: the rest is thrown away, or in HTTP/2 waived (RFC 9113 section 8.1).
      request.resume();
      response.end(body, () => request.stream?.close(constants.NGHTTP2_NO_ERROR));
    }
    cutWhenStalled(response, rooms.limits.stallTimeout);
  });
};

/** Sends the head and then the events of the output, as `frames` writes them; resolves at the end of the stream. */
export const stream = (exchange: Exchange, head: WireResponse, frames: EventStream): Promise<void> => {
  exchange.answer = head;
  const output = exchange.output as Readonly<Record<string, AsyncIterable<readonly StreamEvent[]>>>;
  exchange.stream = streamResponse(exchange.response, leaving(exchange, head), must(output[frames.member]), {
    frames,
    stallTimeout: exchange.rooms.limits.stallTimeout,
    exceptionEvent: (error) => {
      logDefect(exchange, error);
      return frames.exceptionEvent(modelled(error), exchange.requestId);
    },
  });
  return exchange.stream.done;
};

/** Answers with the modelled form of what a step threw; nothing when nobody is there, or it was answered already. */
export const fail = (exchange: Exchange, error: unknown): void => {
  if (error instanceof RequestAborted) exchange.hungUp = true;
  if (exchange.hungUp || exchange.answer !== undefined) return;
  logDefect(exchange, error);
  send(exchange, encodeError(modelled(error), exchange, exchange.route));
};

/** Ends an exchange because the server stops: its client is told so now, and the work for it is aborted. */
export const stop = (exchange: Exchange, reason: ServiceException): void => {
  if (exchange.stream === undefined) fail(exchange, reason);
  else exchange.stream.stop(reason);
  exchange.abort(reason);
};

/** While the server stops, clients of HTTP/1.1 learn with each answer that the connection ends (RFC 9112 section 9.6). */
const leaving = ({ door, request }: Exchange, answer: WireResponse): WireResponse =>
  door.draining && request.stream === undefined
    ? { ...answer, headers: { ...answer.headers, connection: 'close' } }
    : answer;

/** Failures of the store that pass, or end with a restart: worth another try, and no riddle for the client. */
const unavailable: ReadonlyMap<StoreErrorCode, string> = new Map([
  ['DiskFull', 'The disk of the server is full. Nothing was changed; reading still works.'],
  ['TransactionTimeout', 'The server was too busy to write. Nothing was changed; try again.'],
  ['Stopped', 'The server takes no more writes until it is started again.'],
  ['Closed', 'The server is shutting down.'],
]);

/** A flow's fault and the store's passing failures have their own names on the wire. */
const modelled = (error: unknown): unknown => {
  if (error instanceof FlowError) return serviceExceptionOf(error.fault);
  const passing = error instanceof StoreError ? unavailable.get(error.code) : undefined;
  return passing === undefined
    ? error
    : new ServiceException('ServiceUnavailableException', passing, {}, { cause: error });
};

/** What is neither modelled nor a flow's fault is a fault of ours, and only the log tells about it. */
const logDefect = ({ rooms, requestId, route }: Exchange, error: unknown): void => {
  if (error instanceof ServiceException || error instanceof FlowError) return;
  rooms.log.error('request failed', {
    requestId,
    ...(route && { operation: route.operation.operation }),
    error,
  });
};
