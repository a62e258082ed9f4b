import { constants } from 'node:http2';
import { FlowError } from '@streambed/flow/ports';
import { authorize as decide } from '../authorization/index.ts';
import { serviceExceptionOf } from '../operations/index.ts';
import {
  bodyLimit,
  encodeError,
  encodeOutput,
  exceptionEvent,
  route as findRoute,
  parseInput,
  readRequestHead,
  ServiceException,
  type StreamEvent,
  streamsEvents,
  unknownOperation,
  type WireResponse,
} from '../protocol/index.ts';
import { writeAccessLog } from './access-log.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { Exchange, must, type Rooms } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { answerPublicly } from './public-routes.ts';
import { RequestAborted, readBody } from './request-body.ts';
import { cutWhenStalled, streamResponse } from './stream-response.ts';

/** One thing that happens to every request; it throws what is to be answered instead. */
type Step = (exchange: Exchange) => void | Promise<void>;

/**
 * The journey of a request, on one screen. Nothing but the head, the route's existence and the body's size is looked
 * at before the signature is verified; nothing of the store is touched before that either.
 */
const steps: readonly Step[] = [
  // step          what it learns                        what it may answer instead
  readHead, //     method, path, query, headers          400 malformed
  route, //        operation (told only after signing)
  receive, //      body                                  413 too large, 415 encoded, 408, 503
  authenticate, // caller, account, region               403
  parse, //        input, checked against the model      400, 404 unknown operation
  authorize, //    that the caller may                   403
  run, //          output                                what the operation's model names
  encode, //       the answer, or the stream of frames
];

/** Takes every request of a server to its end. Never rejects; the request's failures are answered or logged. */
export const createPipeline =
  (rooms: Rooms, running: Set<Exchange>) =>
  async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    request.on('error', ignore);
    response.on('error', ignore);
    if (answerPublicly(request, response)) return;
    const exchange = new Exchange(request, response, rooms);
    running.add(exchange);
    // Until then bytes may be on their way, and a server that stops waits for them.
    response.once('close', () => {
      running.delete(exchange);
      exchange.closed();
    });
    let failure: unknown;
    try {
      for (const step of steps) {
        const pending = step(exchange);
        if (pending !== undefined) await pending;
      }
    } catch (error) {
      failure = error;
      fail(exchange, error);
    } finally {
      writeAccessLog(exchange, failure);
    }
  };

function readHead(exchange: Exchange): void {
  const { request } = exchange;
  exchange.head = readRequestHead(request.method ?? '', request.url ?? '', request.rawHeaders);
}

/** What cannot be routed is remembered and told after authentication: strangers learn nothing about paths. */
function route(exchange: Exchange): void {
  const { method, rawPath } = must(exchange.head);
  try {
    exchange.route = findRoute(method, rawPath);
  } catch (error) {
    exchange.routeError = error;
  }
}

/** Bodies come as they are: no model of ours asks for an encoding, so an encoded one is only a bomb's wrapping. */
async function receive(exchange: Exchange): Promise<void> {
  const { request, rooms, route } = exchange;
  const head = must(exchange.head);
  const { headers } = head;
  // Whoever sends no credentials need not send a body either: authentication refuses without it.
  if (!headers.has('authorization') && head.query.length === 0) rooms.authenticate(head, NO_BODY);
  const encoding = headers.get('content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw unsupportedEncoding();
  exchange.body = await readBody(request, headers.get('content-length'), {
    limit: route === undefined ? UNROUTED_BODY_BYTES : bodyLimit(route, rooms.limits.bodyBytes),
    timeout: rooms.limits.requestTimeout,
    budget: rooms.bodies,
  });
}

const NO_BODY = new Uint8Array(0);
const UNROUTED_BODY_BYTES = 64 * 1024;

const unsupportedEncoding = () =>
  new ServiceException('ValidationException', 'The request body must not have a Content-Encoding.');

function authenticate(exchange: Exchange): void {
  exchange.caller = exchange.rooms.authenticate(must(exchange.head), must(exchange.body));
}

/** Also checks the input against every constraint of the model. */
function parse(exchange: Exchange): void {
  if (exchange.route === undefined) throw exchange.routeError;
  const { operation, model } = exchange.route;
  const { operations, limits } = exchange.rooms;
  const handler = operations.get(operation.operation);
  if (handler?.service !== model.service) throw unknownOperation(operation.method);
  const { query, headers } = must(exchange.head);
  exchange.input = parseInput(exchange.route, query, headers, must(exchange.body), limits.bodyBytes);
  exchange.operation = handler as Exchange['operation'];
  // The bytes are not needed any more; a long stream should not keep them.
  exchange.body = undefined;
}

function authorize(exchange: Exchange): void {
  const { action, resource } = must(exchange.operation);
  decide(exchange.caller, action, resource(must(exchange.input), exchange.scope));
}

async function run(exchange: Exchange): Promise<void> {
  exchange.output = await must(exchange.operation).handle(must(exchange.input), exchange);
}

function encode(exchange: Exchange): void | Promise<void> {
  const { operation, model } = must(exchange.route);
  const answer = encodeOutput(operation, model, exchange.output, exchange);
  exchange.answer = answer;
  if (streamsEvents(operation, model)) return stream(exchange, answer);
  send(exchange, answer);
}

/** An output that streams has the events in the one member that is the payload. */
function stream(exchange: Exchange, head: WireResponse): Promise<void> {
  const { responseStream } = exchange.output as { responseStream: AsyncIterable<readonly StreamEvent[]> };
  exchange.stream = streamResponse(exchange.response, head, responseStream, {
    stallTimeout: exchange.rooms.limits.stallTimeout,
    exceptionEvent: (error) => {
      logDefect(exchange, error);
      return exceptionEvent(modelled(error), exchange.requestId);
    },
  });
  if (exchange.abortReason !== undefined) exchange.stop(exchange.abortReason);
  return exchange.stream.done;
}

function send(exchange: Exchange, answer: WireResponse): void {
  atEndOfTurn(() => {
    const { request, response, rooms } = exchange;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
    if (request.complete) response.end(answer.body);
    else {
      // Answered before the body was there: the rest is thrown away, or in HTTP/2 waived (RFC 9113 section 8.1).
      request.resume();
      response.end(answer.body, () => request.stream?.close(constants.NGHTTP2_NO_ERROR));
    }
    cutWhenStalled(response, rooms.limits.stallTimeout);
  });
}

function fail(exchange: Exchange, error: unknown): void {
  if (exchange.hungUp || error instanceof RequestAborted) {
    exchange.hungUp = true;
    return;
  }
  const shown = exchange.abortReason ?? modelled(error);
  if (shown !== exchange.abortReason) logDefect(exchange, error);
  if (exchange.response.headersSent) {
    exchange.response.destroy();
    return;
  }
  exchange.answer = encodeError(shown, exchange, exchange.route);
  send(exchange, exchange.answer);
}

/** A flow's fault has its own name on the wire. */
const modelled = (error: unknown): unknown =>
  error instanceof FlowError ? serviceExceptionOf(error.fault) : error;

/** What is neither modelled nor a flow's fault is a fault of ours, and only the log tells about it. */
const logDefect = ({ rooms, requestId, route }: Exchange, error: unknown): void => {
  if (error instanceof ServiceException || error instanceof FlowError) return;
  rooms.log.error('request failed', {
    requestId,
    ...(route && { operation: route.operation.operation }),
    error,
  });
};

/** 'close' follows, and is handled. */
const ignore = () => {};
