import {
  checkConstraints,
  type JsonObject,
  type JsonValue,
  type Member,
  pickMembers,
  type ServiceModel,
  type StructureShape,
} from '@streambed/model';
import { parseJsonBody } from './json-body.ts';
import type { QueryPairs } from './query-string.ts';
import type { RequestHeaders } from './request-head.ts';
import type { Route } from './route.ts';
import { requestTooLarge, validationException } from './service-exception.ts';

/**
 * The cloud does not document a limit for flows; this is Lambda's for a synchronous payload, and leaves room for a
 * definition with a 5 MB inline code node.
 */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** For operations whose input has nothing in the body: SDKs send none, or `{}`. */
const MAX_UNREAD_BODY_BYTES = 64 * 1024;

/** How many body bytes the operation takes; whoever reads the socket stops there. */
export const bodyLimit = ({ operation, model }: Pick<Route, 'operation' | 'model'>): number =>
  hasBody(inputShape(model, operation.inputShape)) ? MAX_BODY_BYTES : MAX_UNREAD_BODY_BYTES;

/**
 * Bytes → the operation's input (restJson1): path labels, query, headers and JSON body put together, unknown members
 * dropped, every constraint of the model checked. A body is ignored where the input has nothing in it.
 * Throws ValidationException, or RequestEntityTooLargeException for a body above `bodyLimit`.
 */
export const parseInput = (
  route: Route,
  query: QueryPairs,
  headers: RequestHeaders,
  body: Uint8Array,
): JsonObject => {
  const { model, operation, labels } = route;
  const limit = bodyLimit(route);
  if (body.length > limit) throw requestTooLarge(limit);
  const shape = inputShape(model, operation.inputShape);
  const bound = boundMembers(model, shape, query, headers, labels);
  const raw = hasBody(shape) ? Object.assign(withoutBound(parseJsonBody(body), shape), bound) : bound;
  const input = pickMembers(model, operation.inputShape, raw) as JsonObject;
  refuseViolations(checkConstraints(model, operation.inputShape, input));
  return input;
};

const inputShape = (model: ServiceModel, name: string): StructureShape => {
  const shape = model.shapes[name];
  if (shape?.type !== 'structure') throw new Error(`${model.service} has no structure ${name}`);
  return shape;
};

const bodyShapes = new WeakMap<StructureShape, boolean>();

const hasBody = (shape: StructureShape): boolean => {
  let answer = bodyShapes.get(shape);
  if (answer === undefined) {
    answer = Object.values(shape.members).some(({ location }) => location === undefined);
    bodyShapes.set(shape, answer);
  }
  return answer;
};

/** A member that travels elsewhere is not taken from the body: `flowIdentifier` there must not override the path. */
const withoutBound = (body: JsonObject, shape: StructureShape): JsonObject => {
  for (const [name, { location }] of Object.entries(shape.members)) {
    if (location !== undefined && Object.hasOwn(body, name)) delete body[name];
  }
  return body;
};

const boundMembers = (
  model: ServiceModel,
  shape: StructureShape,
  query: QueryPairs,
  headers: RequestHeaders,
  labels: ReadonlyMap<string, string>,
): JsonObject => {
  const members: JsonObject = {};
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.location === undefined) continue;
    const value = boundValue(model, name, member, query, headers, labels);
    if (value !== undefined) members[name] = value;
  }
  return members;
};

const boundValue = (
  model: ServiceModel,
  name: string,
  member: Member,
  query: QueryPairs,
  headers: RequestHeaders,
  labels: ReadonlyMap<string, string>,
): JsonValue | undefined => {
  const wireName = member.locationName ?? name;
  if (member.location === 'uri') return labels.get(wireName);
  const sent =
    member.location === 'header'
      ? [headers.get(wireName.toLowerCase())].filter((value) => value !== undefined)
      : query.filter(([key]) => key === wireName).map(([, value]) => value);
  if (sent.length === 0) return undefined;
  const shape = model.shapes[member.shape]!;
  if (shape.type === 'list') return sent.map((text) => scalar(model, name, shape.member, text));
  if (sent.length > 1) throw invalidParameter(name, 'is given more than once');
  return scalar(model, name, member.shape, sent[0]!);
};

/** Text → boolean, number or string, as the shape wants it. */
const scalar = (model: ServiceModel, name: string, shapeName: string, text: string): JsonValue => {
  const { type } = model.shapes[shapeName]!;
  if (type === 'boolean') {
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw invalidParameter(name, 'must be true or false');
  }
  if (type === 'integer' || type === 'long') {
    if (/^-?\d{1,15}$/.test(text)) return Number(text);
    throw invalidParameter(name, 'must be a whole number');
  }
  return text;
};

const invalidParameter = (name: string, rule: string) =>
  validationException(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member ${rule}`,
    [{ name, message: `Member ${rule}` }],
  );

/** A thousand bad nodes need no thousand sentences. */
const MAX_REPORTED = 20;

const refuseViolations = (violations: readonly { path: string; rule: string }[]): void => {
  if (violations.length === 0) return;
  const reported = violations.slice(0, MAX_REPORTED);
  const details = reported.map(
    ({ path, rule }) => `Value at '${path}' failed to satisfy constraint: ${rule}`,
  );
  if (violations.length > MAX_REPORTED) details.push(`and ${violations.length - MAX_REPORTED} more`);
  throw validationException(
    `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: ${details.join('; ')}`,
    reported.map(({ path, rule }) => ({ name: path, message: rule })),
  );
};
