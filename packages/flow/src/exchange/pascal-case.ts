import { bedrockAgent, type JsonObject, type JsonValue, type StructureShape } from '@streambed/model';
import type { FlowDefinition } from '../definition/index.ts';
import { nearest } from './nearest.ts';

/**
 * The API's camelCase ↔ CloudFormation's PascalCase, member by member as the wire model has them. Only names of the
 * model change: keys that somebody chose (documents, additionalModelRequestFields, tool schemas) stay as they are.
 */

/** A definition as CloudFormation writes it. Members that the model does not know are left out. */
export const toPascalCase = (definition: FlowDefinition): JsonObject =>
  write('FlowDefinition', definition as JsonValue) as JsonObject;

export interface FromPascalCase {
  /** In the API's form; not checked beyond its names. */
  readonly definition: JsonValue;
  /** Properties that CloudFormation does not have, each as a sentence. */
  readonly problems: readonly string[];
}

/**
 * A CloudFormation definition as the API writes it. As CloudFormation does, takes numbers and booleans written as
 * texts where the model wants numbers and booleans.
 */
export const fromPascalCase = (value: JsonValue, path = 'Definition'): FromPascalCase => {
  const problems: string[] = [];
  return { definition: read('FlowDefinition', value, path, problems), problems };
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const write = (shapeName: string, value: JsonValue): JsonValue => {
  const shape = bedrockAgent.shapes[shapeName]!;
  if (typeof value !== 'object' || value === null) return value;
  if (shape.type === 'list')
    return Array.isArray(value) ? value.map((item) => write(shape.member, item)) : value;
  if (Array.isArray(value)) return value;
  if (shape.type === 'map') return mapEntries(value, (key, item) => [key, write(shape.value, item)]);
  if (shape.type !== 'structure' || shape.document) return value;
  const known = Object.entries(value).filter(([name]) => Object.hasOwn(shape.members, name));
  return Object.fromEntries(
    known.map(([name, item]) => [capital(name), write(shape.members[name]!.shape, item)]),
  );
};

const read = (shapeName: string, value: JsonValue, path: string, problems: string[]): JsonValue => {
  const shape = bedrockAgent.shapes[shapeName]!;
  switch (shape.type) {
    case 'list':
      return Array.isArray(value)
        ? value.map((item, index) => read(shape.member, item, `${path}[${index}]`, problems))
        : value;
    case 'map':
      return isObject(value)
        ? mapEntries(value, (key, item) => [key, read(shape.value, item, `${path}.${key}`, problems)])
        : value;
    case 'structure':
      return isObject(value) && !shape.document ? readStructure(shape, value, path, problems) : value;
    default:
      return coerce(shapeName, value);
  }
};

const readStructure = (
  shape: StructureShape,
  value: JsonObject,
  path: string,
  problems: string[],
): JsonValue => {
  const names = new Map(Object.keys(shape.members).map((name) => [capital(name), name]));
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    const name = names.get(key);
    if (name === undefined) {
      const meant = nearest(key, [...names.keys()]);
      problems.push(`${path} has no property ${key}${meant ? `; did you mean ${meant}?` : '.'}`);
    } else entries.push([name, read(shape.members[name]!.shape, item, `${path}.${key}`, problems)]);
  }
  return Object.fromEntries(entries);
};

/** Numbers and booleans of an API definition that a substitution left as texts. */
export const coerceMembers = (definition: JsonValue): JsonValue => convertTexts('FlowDefinition', definition);

const convertTexts = (shapeName: string, value: JsonValue): JsonValue => {
  const shape = bedrockAgent.shapes[shapeName]!;
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item) => convertTexts(shape.member, item));
  if (shape.type === 'structure' && isObject(value) && !shape.document)
    return mapEntries(value, (key, item) => [
      key,
      Object.hasOwn(shape.members, key) ? convertTexts(shape.members[key]!.shape, item) : item,
    ]);
  return coerce(shapeName, value);
};

/** A text that stands where the model wants a number or a boolean, as that; every other value as it is. */
const coerce = (shapeName: string, value: JsonValue): JsonValue => {
  if (typeof value !== 'string') return value;
  switch (bedrockAgent.shapes[shapeName]!.type) {
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value.trim()) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    default:
      return value;
  }
};

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** fromEntries defines own members, whatever they are called. */
const mapEntries = (
  value: JsonObject,
  change: (key: string, item: JsonValue) => [string, JsonValue],
): JsonObject => Object.fromEntries(Object.entries(value).map(([key, item]) => change(key, item)));
