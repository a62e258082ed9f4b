import { authorize as decide } from '../authorization/index.ts';
import { operationKey } from '../operations/index.ts';
import {
  bodyLimit,
  encodeOutput,
  eventStreamOf,
  route as findRoute,
  parseInput,
  ServiceException,
  unknownOperation,
} from '../protocol/index.ts';
import { writeAccessLog } from './access-log.ts';
import { fail, send, stream } from './answer.ts';
import { type DoorState, Exchange, must, type Rooms } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { answerAtOnce, publicJourney } from './public-routes.ts';
import { readHead } from './read-head.ts';
import { readBody } from './request-body.ts';

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
  parse, //        input, checked against the model      400, 404 unknown operation, 503 too much to hold
  authorize, //    that the caller may                   403
  run, //          output                                what the operation's model names
  encode, //       the answer, or the stream of frames
];

/** Takes every request of a server to its end. Never rejects; the request's failures are answered or logged. */
export const createPipeline =
  (rooms: Rooms, door: DoorState) =>
  async (request: HttpRequest, response: HttpResponse): Promise<void> => {
    request.on('error', ignore);
    response.on('error', ignore);
    if (answerAtOnce(request, response)) return;
    const exchange = new Exchange(request, response, rooms, door);
    door.running.add(exchange);
    // Until then bytes may be on their way, and a server that stops waits for them.
    response.once('close', () => {
      door.running.delete(exchange);
      exchange.closed();
    });
    let failure: unknown;
    try {
      for (const step of publicJourney(request) ?? steps) {
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
    limit: route === undefined ? UNROUTED_BODY_BYTES : bodyLimit(route, rooms.limits),
    timeout: rooms.limits.requestTimeout,
    budget: rooms.bodies,
  });
}

/** Smaller bodies are not counted while they are worked on: large ones must not keep them out. */
const SMALL_BODY_BYTES = 64 * 1024;
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
  const handler = operations.get(operationKey(model.service, operation.operation));
  if (handler === undefined) throw unknownOperation(operation.method);
  const { query, headers } = must(exchange.head);
  const body = must(exchange.body);
  // What is parsed stays until the answer is given, and an answer may take a model minutes.
  if (body.length > SMALL_BODY_BYTES) exchange.hold(body.length);
  exchange.input = parseInput(exchange.route, query, headers, body, limits);
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
  // A server that stops has answered already, and nobody is there to take what comes after a hang-up.
  if (exchange.answer !== undefined || exchange.hungUp) return;
  const { operation, model } = must(exchange.route);
  const answer = encodeOutput(operation, model, exchange.output, exchange);
  const frames = eventStreamOf(operation, model);
  if (frames !== undefined) return stream(exchange, answer, frames);
  send(exchange, answer);
}

/** 'close' follows, and is handled. */
const ignore = () => {};
