import type { JsonObject, JsonValue } from '@streambed/model';
import { type ServiceException, validationException } from '../../protocol/index.ts';

/**
 * A model's own request body that breaks a rule of its family, worded as the service words what its schema check finds.
 * `path` is a JSON Pointer behind `#`, so `#` is the body itself.
 */
export const malformedBody = (path: string, complaint: string): ServiceException =>
  validationException(
    `Malformed input request: ${path}: ${complaint}, please reformat your input and try again.`,
  );

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/**
 * One object of a body, read member by member. A member that is null counts as absent. What has a wrong type or value,
 * and what nobody asked for (`refuseOthers`), is a ValidationException that names the member.
 */
export class BodyObject {
  readonly path: string;
  readonly #members: JsonObject;
  readonly #known = new Set<string>();

  constructor(value: JsonValue, path = '#') {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw malformedBody(path, `expected type: JSONObject, found: ${typeName(value)}`);
    this.#members = value;
    this.path = path;
  }

  /** The member as it is. */
  json(name: string): JsonValue | undefined {
    this.#known.add(name);
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.json(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.json(name);
    if (value !== undefined && typeof value !== 'string') throw this.#wrongType(name, 'String', value);
    return value;
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.missing(name);
  }

  /** One of a few words. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const known = words.find((word) => word === value);
    if (known === undefined)
      throw malformedBody(this.at(name), `${quoted(value)} is not one of ${words.join(', ')}`);
    return known;
  }

  number(name: string, range: Range = {}): number | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number') throw this.#wrongType(name, 'Number', value);
    return this.#inRange(name, value, range);
  }

  integer(name: string, range: Range = {}): number | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw this.#wrongType(name, 'Integer', value);
    return this.#inRange(name, value, range);
  }

  flag(name: string): boolean | undefined {
    const value = this.json(name);
    if (value !== undefined && typeof value !== 'boolean') throw this.#wrongType(name, 'Boolean', value);
    return value;
  }

  list(name: string): readonly JsonValue[] | undefined {
    const value = this.json(name);
    if (value !== undefined && !Array.isArray(value)) throw this.#wrongType(name, 'JSONArray', value);
    return value;
  }

  texts(name: string): string[] | undefined {
    return this.list(name)?.map((value, index) => {
      if (typeof value === 'string') return value;
      throw malformedBody(`${this.at(name)}/${index}`, `expected type: String, found: ${typeName(value)}`);
    });
  }

  /** Where a model stops writing; each of them has at least one character. */
  stopSequences(name: string): string[] | undefined {
    const sequences = this.texts(name);
    const empty = sequences?.indexOf('') ?? -1;
    if (empty >= 0) throw malformedBody(`${this.at(name)}/${empty}`, 'expected minLength: 1, actual: 0');
    return sequences;
  }

  object(name: string): BodyObject | undefined {
    const value = this.json(name);
    return value === undefined ? undefined : new BodyObject(value, this.at(name));
  }

  objects(name: string): BodyObject[] | undefined {
    return this.list(name)?.map((value, index) => new BodyObject(value, `${this.at(name)}/${index}`));
  }

  /** The object as data of the caller, whatever is in it. */
  jsonObject(name: string): JsonObject | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw this.#wrongType(name, 'JSONObject', value);
    return value;
  }

  /** Base64 → bytes, at least one. */
  bytes(name: string): Uint8Array {
    return base64Bytes(this.requiredText(name), this.at(name));
  }

  /** Those of the named members that there are, as they are. */
  picked(names: readonly string[]): JsonObject {
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.json(name);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }

  /** To be called when everything that the family knows was read. */
  refuseOthers(): void {
    const other = Object.keys(this.#members).find((name) => !this.#known.has(name));
    if (other !== undefined)
      throw malformedBody(this.path, `extraneous key [${shortened(other)}] is not permitted`);
  }

  missing(name: string): never {
    throw malformedBody(this.path, `required key [${name}] not found`);
  }

  /** The pointer to a member. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  #inRange(name: string, value: number, { min, max }: Range): number {
    if (min !== undefined && value < min)
      throw malformedBody(this.at(name), `${value} is not greater or equal to ${min}`);
    if (max !== undefined && value > max)
      throw malformedBody(this.at(name), `${value} is not less or equal to ${max}`);
    return value;
  }

  #wrongType(name: string, wanted: string, value: JsonValue): ServiceException {
    return malformedBody(this.at(name), `expected type: ${wanted}, found: ${typeName(value)}`);
  }
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Base64 → bytes; throws ValidationException for what is none. */
export const base64Bytes = (base64: string, path: string): Uint8Array => {
  if (base64.length % 4 !== 0 || !BASE64.test(base64))
    throw malformedBody(path, 'expected base64 of at least one byte');
  const bytes = Buffer.from(base64, 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const typeName = (value: JsonValue): string => {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'JSONArray';
  switch (typeof value) {
    case 'object':
      return 'JSONObject';
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'BigDecimal';
    case 'boolean':
      return 'Boolean';
    default:
      return 'String';
  }
};

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
const quoted = (text: string): string => JSON.stringify(shortened(text));
