import {
  type ConstraintViolation,
  checkConstraints,
  constraintMessage,
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

/** The cloud does not document a limit for flows; this leaves room for a definition with a 5 MB inline code node. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** For operations whose input has nothing in the body: SDKs send none, or `{}`. */
const MAX_UNREAD_BODY_BYTES = 64 * 1024;

/** How many body bytes the operation takes, at most `most`; whoever reads the socket stops there. */
export const bodyLimit = (
  { operation, model }: Pick<Route, 'operation' | 'model'>,
  most = MAX_BODY_BYTES,
): number => (placesOf(model, operation.inputShape).hasBody ? most : Math.min(most, MAX_UNREAD_BODY_BYTES));

/**
 * Bytes → the operation's input (restJson1): path labels, query, headers and JSON body put together, every constraint
 * of the model checked, unknown and null members dropped. A body is ignored where the input has nothing in it.
 * Throws ValidationException, or RequestEntityTooLargeException for a body above `bodyLimit(route, mostBodyBytes)`.
 */
export const parseInput = (
  route: Route,
  query: QueryPairs,
  headers: RequestHeaders,
  body: Uint8Array,
  mostBodyBytes = MAX_BODY_BYTES,
): JsonObject => {
  const { model, operation, labels } = route;
  const limit = bodyLimit(route, mostBodyBytes);
  if (body.length > limit) throw requestTooLarge(limit);
  const places = placesOf(model, operation.inputShape);
  const members = places.hasBody ? parseJsonBody(body) : {};
  for (const [name, member] of places.elsewhere) {
    const value = valueElsewhere(model, name, member, query, headers, labels);
    // Never taken from the body: a `flowIdentifier` there must not override the one in the path.
    if (value === undefined) delete members[name];
    else members[name] = value;
  }
  const violations = checkConstraints(model, operation.inputShape, members);
  if (violations.length > 0) throw constraintsBroken(violations);
  return pickMembers(model, operation.inputShape, members) as JsonObject;
};

/** Where the members of an input travel. */
interface Places {
  readonly hasBody: boolean;
  /** Members in the path, the query or a header. */
  readonly elsewhere: readonly (readonly [name: string, member: Member])[];
}

const placesOfShapes = new WeakMap<StructureShape, Places>();

const placesOf = (model: ServiceModel, shapeName: string): Places => {
  const shape = model.shapes[shapeName];
  if (shape?.type !== 'structure') throw new Error(`${model.service} has no structure ${shapeName}`);
  const known = placesOfShapes.get(shape);
  if (known !== undefined) return known;
  const members = Object.entries(shape.members);
  const elsewhere = members.filter(([, { location }]) => location !== undefined);
  const places = { hasBody: elsewhere.length < members.length, elsewhere };
  placesOfShapes.set(shape, places);
  return places;
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
