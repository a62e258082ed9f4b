import { MAX_PATTERN_INPUT, patternTest } from './constraints-pattern.ts';
import type {
  BlobShape,
  ListShape,
  MapShape,
  NumberShape,
  ServiceModel,
  Shape,
  StringShape,
  StructureShape,
} from './service-model.ts';

/**
 * Checks a value against the shapes of a service model: types, required members, lengths, patterns, enums, bounds,
 * unions. Pure, and compiled once per shape into closures, since it runs on every request.
 *
 * As the service does: members that the model does not know are ignored, and a null member counts as absent.
 * Documents may hold any JSON; one that is the choice of a union (`content: { document: null }`) may be null itself.
 */

/** One broken constraint. Never holds the value: it may be sensitive, and it may be long. */
export interface ConstraintViolation {
  /** Where, from the checked value: `definition.nodes[3].inputs[0].name`; empty for the value itself. */
  readonly path: string;
  /** The constraint as a sentence about the member: `Member must not be null`. */
  readonly rule: string;
}

export interface ConstraintOptions {
  /** The walk ends after this many violations. */
  readonly limit?: number;
  /** Stands before every path, such as `definition`. */
  readonly path?: string;
}

const DEFAULT_LIMIT = 20;

/** Structures, lists and maps may nest this deep; the only recursive shape (a loop's definition) needs far less. */
export const MAX_DEPTH = 200;

/**
 * What of the shape `shapeName` the value breaks; empty when it conforms. At most `limit` violations (20), in the
 * order of the model's members. Throws only when the model has no such shape.
 */
export function checkConstraints(
  model: ServiceModel,
  shapeName: string,
  value: unknown,
  options: ConstraintOptions = {},
): ConstraintViolation[] {
  const walk = new Walk(options.path ?? '', options.limit ?? DEFAULT_LIMIT);
  if (value === undefined || value === null) walk.report('Member must not be null');
  else checkOf(model, shapeName)(value, walk);
  return walk.violations;
}

/**
 * Words violations the way the service does: how many there are, and for each the member and the constraint.
 * Values are never repeated.
 */
export function constraintMessage(violations: readonly ConstraintViolation[]): string {
  const complaints = violations.map(
    ({ path, rule }) => `Value${path === '' ? '' : ` at '${path}'`} failed to satisfy constraint: ${rule}`,
  );
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  return `${count}: ${complaints.join('; ')}`;
}

/** The state of one walk: where it is and what it found. The path becomes text only when something is wrong. */
class Walk {
  readonly violations: ConstraintViolation[] = [];
  readonly path: (string | number)[] = [];
  readonly #root: string;
  readonly #limit: number;

  constructor(root: string, limit: number) {
    this.#root = root;
    this.#limit = limit;
  }

  get isOver(): boolean {
    return this.violations.length >= this.#limit;
  }

  report(rule: string): void {
    if (this.isOver) return;
    let path = this.#root;
    for (const step of this.path) {
      if (typeof step === 'number') path += `[${step}]`;
      else path += path === '' ? step : `.${step}`;
    }
    this.violations.push({ path, rule });
  }
}

/** Checks one present value and reports to the walk. */
type Check = (value: unknown, walk: Walk) => void;

const checksOfModels = new WeakMap<ServiceModel, Map<string, Check>>();

function checkOf(model: ServiceModel, shapeName: string): Check {
  let checks = checksOfModels.get(model);
  if (!checks) {
    checks = new Map();
    checksOfModels.set(model, checks);
  }
  let check = checks.get(shapeName);
  if (!check) {
    const shape = Object.hasOwn(model.shapes, shapeName) ? model.shapes[shapeName] : undefined;
    if (!shape) throw new Error(`The model of ${model.service} has no shape ${shapeName}.`);
    check = compile(model, shape);
    checks.set(shapeName, check);
  }
  return check;
}

/** A shape's check, looked up when it first runs, since shapes may contain themselves. */
function lazyCheckOf(model: ServiceModel, shapeName: string): Check {
  let check: Check | undefined;
  return (value, walk) => {
    check ??= checkOf(model, shapeName);
    check(value, walk);
  };
}

function compile(model: ServiceModel, shape: Shape): Check {
  switch (shape.type) {
    case 'string':
      return stringCheck(shape);
    case 'integer':
    case 'long':
      return numberCheck(shape, Number.isSafeInteger, 'Member must be a whole number');
    case 'float':
    case 'double':
      return numberCheck(shape, Number.isFinite, 'Member must be a number');
    case 'boolean':
      return (value, walk) => {
        if (typeof value !== 'boolean') walk.report('Member must be true or false');
      };
    case 'timestamp':
      return (value, walk) => {
        if (!isTimestamp(value)) walk.report('Member must be a timestamp, such as 2025-01-31T12:00:00Z');
      };
    case 'blob':
      return blobCheck(shape);
    case 'list':
      return listCheck(model, shape);
    case 'map':
      return mapCheck(model, shape);
    case 'structure':
      return shape.document ? () => {} : structureCheck(model, shape);
  }
}

function stringCheck(shape: StringShape): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  const values = shape.enum && new Set(shape.enum);
  const enumRule = `Member must satisfy enum value set: [${shape.enum?.join(', ')}]`;
  // A code point is at most two UTF-16 units, which is what the pattern's bound counts.
  const matches = shape.pattern && patternTest(shape.pattern, Math.min(2 * max, MAX_PATTERN_INPUT));
  return (value, walk) => {
    if (typeof value !== 'string') return walk.report('Member must be a string');
    if (isShorterThan(value, min)) return walk.report(atLeast('length', min));
    if (isLongerThan(value, max)) return walk.report(atMost('length', max));
    if (values && !values.has(value)) return walk.report(enumRule);
    if (matches && !matches(value))
      walk.report(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  };
}

function numberCheck(shape: NumberShape, isOne: (value: unknown) => boolean, rule: string): Check {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = shape;
  return (value, walk) => {
    if (typeof value !== 'number' || !isOne(value)) walk.report(rule);
    else if (value < min) walk.report(atLeast('value', min));
    else if (value > max) walk.report(atMost('value', max));
  };
}

/** A blob is bytes, or still the base64 text of them; its length counts bytes. */
function blobCheck(shape: BlobShape): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  return (value, walk) => {
    const length = byteLength(value);
    if (length === undefined) walk.report('Member must be base64 encoded bytes');
    else if (length < min) walk.report(atLeast('length', min));
    else if (length > max) walk.report(atMost('length', max));
  };
}

function listCheck(model: ServiceModel, shape: ListShape): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  const checkMember = lazyCheckOf(model, shape.member);
  return (value, walk) => {
    if (!Array.isArray(value)) return walk.report('Member must be a list');
    if (value.length < min) walk.report(atLeast('length', min));
    if (value.length > max) return walk.report(atMost('length', max));
    if (isTooDeep(walk)) return;
    for (let index = 0; index < value.length && !walk.isOver; index++) {
      walk.path.push(index);
      checkPresent(checkMember, value[index], walk);
      walk.path.pop();
    }
  };
}

function mapCheck(model: ServiceModel, shape: MapShape): Check {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  const checkKey = lazyCheckOf(model, shape.key);
  const checkValue = lazyCheckOf(model, shape.value);
  return (value, walk) => {
    if (!isRecord(value)) return walk.report('Member must be a map');
    const keys = Object.keys(value);
    if (keys.length < min) walk.report(atLeast('length', min));
    if (keys.length > max) return walk.report(atMost('length', max));
    if (isTooDeep(walk)) return;
    for (const key of keys) {
      if (walk.isOver) return;
      walk.path.push(key.length > 60 ? `${key.slice(0, 59)}…` : key);
      checkKey(key, walk);
      checkPresent(checkValue, value[key], walk);
      walk.path.pop();
    }
  };
}

function structureCheck(model: ServiceModel, shape: StructureShape): Check {
  const required = new Set(shape.required);
  const members = Object.entries(shape.members).map(([name, member]) => ({
    name,
    isRequired: required.has(name),
    mayBeNull: mayBeNull(model, shape, member.shape),
    check: lazyCheckOf(model, member.shape),
  }));
  const unionRule = `Member must have exactly one of these members set: [${Object.keys(shape.members).join(', ')}]`;
  return (value, walk) => {
    if (!isRecord(value)) return walk.report('Member must be a structure');
    if (isTooDeep(walk)) return;
    let present = 0;
    for (const { name, isRequired, mayBeNull, check } of members) {
      if (walk.isOver) return;
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      if (mayBeNull && member === null) {
        present++;
        continue;
      }
      const isAbsent = member === undefined || member === null;
      if (isAbsent && !isRequired) continue;
      if (!isAbsent) present++;
      walk.path.push(name);
      checkPresent(check, member, walk);
      walk.path.pop();
    }
    if (shape.union && present !== 1) walk.report(unionRule);
  };
}

/** Whether null is a value of the member and does not mean that it is absent: for the documents of unions. */
export function mayBeNull(model: ServiceModel, owner: StructureShape, memberShape: string): boolean {
  const shape = model.shapes[memberShape];
  return owner.union === true && shape?.type === 'structure' && shape.document === true;
}

function checkPresent(check: Check, value: unknown, walk: Walk): void {
  if (value === undefined || value === null) walk.report('Member must not be null');
  else check(value, walk);
}

/** Whether another level would be too deep for the call stack to be safe; then it is reported. */
function isTooDeep(walk: Walk): boolean {
  const isDeep = walk.path.length >= MAX_DEPTH;
  if (isDeep) walk.report(`Member must not be nested deeper than ${MAX_DEPTH} levels`);
  return isDeep;
}

const atLeast = (what: 'length' | 'value', bound: number): string =>
  `Member must have ${what} greater than or equal to ${bound}`;

const atMost = (what: 'length' | 'value', bound: number): string =>
  `Member must have ${what} less than or equal to ${bound}`;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lengths count code points; a string has at least half as many as UTF-16 units, so most need no counting. */
const isShorterThan = (text: string, min: number): boolean =>
  text.length < min || (text.length < 2 * min && codePoints(text) < min);

const isLongerThan = (text: string, max: number): boolean =>
  text.length > max && (text.length > 2 * max || codePoints(text) > max);

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function byteLength(value: unknown): number | undefined {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value !== 'string' || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    return undefined;
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0;
  return (value.length / 4) * 3 - padding;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** A parsed date, seconds since 1970, or the text of an RFC 3339 date and time. */
function isTimestamp(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value));
}
