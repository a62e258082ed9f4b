import {
  type ConstraintViolation,
  checkConstraints,
  constraintMessage,
  type JsonValue,
  type Member,
  pickMembers,
  type ServiceModel,
} from '@streambed/model';
import { type BodyLimits, bodyLimit, DEFAULT_BODY_LIMITS } from './body-limit.ts';
import { type InputPlaces, inputPlaces } from './input-places.ts';
import { parseJsonBody } from './json-body.ts';
import type { QueryPairs } from './query-string.ts';
import type { RequestHeaders } from './request-head.ts';
import type { Route } from './route.ts';
import { requestTooLarge, validationException } from './service-exception.ts';

/** An operation's input: JSON values, and bytes where the model has blobs. The generated types say which. */
export type OperationInput = Record<string, unknown>;

/**
 * Bytes → the operation's input (restJson1): path labels, query, headers and body put together, every constraint of the
 * model checked, unknown and null members dropped. Base64 in a JSON body becomes bytes; a body that is bytes becomes the
 * member that the model makes the payload (absent when there are none). A body is ignored where the input has nothing in
 * it. Throws ValidationException, or RequestEntityTooLargeException for a body above `bodyLimit(route, limits)`.
 */
export const parseInput = (
  route: Route,
  query: QueryPairs,
  headers: RequestHeaders,
  body: Uint8Array,
  limits: BodyLimits = DEFAULT_BODY_LIMITS,
): OperationInput => {
  const { model, operation, labels } = route;
  const limit = bodyLimit(route, limits);
  if (body.length > limit) throw requestTooLarge(limit);
  const places = inputPlaces(model, operation.inputShape);
  const members = membersOfBody(places, body);
  for (const [name, member] of places.elsewhere) {
    const value = valueElsewhere(model, name, member, query, headers, labels);
    // Never taken from the body: a `flowIdentifier` there must not override the one in the path.
    if (value === undefined) delete members[name];
    else members[name] = value;
  }
  const violations = checkConstraints(model, operation.inputShape, members);
  if (violations.length > 0) throw constraintsBroken(violations);
  return pickMembers(model, operation.inputShape, members, bytesOf) as OperationInput;
};

const membersOfBody = ({ body: kind, payload }: InputPlaces, body: Uint8Array): OperationInput => {
  if (kind === 'none') return {};
  if (payload === undefined) return parseJsonBody(body);
  return body.length === 0 ? {} : { [payload.name]: body };
};

/** Base64 that was checked → bytes in memory of their own: nothing else lies beside them in their buffer. */
const bytesOf = (base64: string): Uint8Array => {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(base64, 'base64'));
  const written = bytes.write(base64, 'base64');
  return new Uint8Array(bytes.buffer, 0, written);
};

const valueElsewhere = (
  model: ServiceModel,
  name: string,
  member: Member,
  query: QueryPairs,
  headers: RequestHeaders,
  labels: ReadonlyMap<string, string>,
): JsonValue | undefined => {
  const wireName = member.locationName ?? name;
  if (member.location === 'uri') return labels.get(wireName);
  if (member.location === 'header') {
    const text = headers.get(wireName.toLowerCase());
    return text === undefined ? undefined : fromText(model, name, member.shape, text);
  }
  const sent = query.filter(([key]) => key === wireName).map(([, value]) => value);
  if (sent.length === 0) return undefined;
  const shape = model.shapes[member.shape]!;
  if (shape.type === 'list') return sent.map((text) => fromText(model, name, shape.member, text));
  if (sent.length > 1) throw parameterBroken(name, 'Member must not be given more than once');
  return fromText(model, name, member.shape, sent[0]!);
};

/** Text → boolean, number or string, as the shape wants it. */
const fromText = (model: ServiceModel, name: string, shapeName: string, text: string): JsonValue => {
  const { type } = model.shapes[shapeName]!;
  if (type === 'boolean') {
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw parameterBroken(name, 'Member must be true or false');
  }
  if (type === 'integer' || type === 'long') {
    if (/^-?\d{1,15}$/.test(text)) return Number(text);
    throw parameterBroken(name, 'Member must be a whole number');
  }
  return text;
};

const parameterBroken = (name: string, rule: string) => constraintsBroken([{ path: name, rule }]);

const constraintsBroken = (violations: readonly ConstraintViolation[]) =>
  validationException(
    constraintMessage(violations),
    violations.map(({ path, rule }) => ({ name: path, message: rule })),
  );
