import { authorFault } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';

/** Longer schemas are refused, and so are deeper ones. */
const MAX_CHARACTERS = 100_000;
const MAX_DEPTH = 64;

const TYPES: ReadonlySet<JsonValue> = new Set([
  'null',
  'boolean',
  'object',
  'array',
  'number',
  'string',
  'integer',
]);

type Check = (value: JsonValue) => string | undefined;

const expects =
  (what: string, holds: (value: JsonValue) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : `must be ${what}`;

const isTexts = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isType = (value: JsonValue): boolean => TYPES.has(value);
const number = expects('a number', (value) => typeof value === 'number');
const count = expects('a whole number from 0', (value) => Number.isInteger(value) && Number(value) >= 0);
const flag = expects('true or false', (value) => typeof value === 'boolean');
const texts = expects('a list of names', isTexts);

/** Keywords whose values are plain data, and what they must be. */
const DATA: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'type',
    expects(`one of ${[...TYPES].join(', ')}, or a list of them`, (value) =>
      Array.isArray(value) ? value.length > 0 && value.every(isType) : isType(value),
    ),
  ],
  ['enum', expects('a list', Array.isArray)],
  ['const', () => undefined],
  ['required', texts],
  [
    'dependentRequired',
    expects('lists of names by name', (value) => isObject(value) && Object.values(value).every(isTexts)),
  ],
  ['minimum', number],
  ['maximum', number],
  ['exclusiveMinimum', number],
  ['exclusiveMaximum', number],
  ['multipleOf', expects('a number above 0', (value) => typeof value === 'number' && value > 0)],
  ['minLength', count],
  ['maxLength', count],
  ['minItems', count],
  ['maxItems', count],
  ['minContains', count],
  ['maxContains', count],
  ['minProperties', count],
  ['maxProperties', count],
  ['uniqueItems', flag],
  [
    '$ref',
    (value) =>
      typeof value === 'string' && /^#(?:\/|$)/u.test(value)
        ? undefined
        : 'must lead to a place in the schema itself, such as #/$defs/name; nothing is fetched',
  ],
]);

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const SCHEMA = [
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'not',
  'if',
  'then',
  'else',
];
const SCHEMAS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const NAMED_SCHEMAS = ['properties', '$defs', 'definitions', 'dependentSchemas'];

/** Keywords that this server does not check, and the way out. Leaving them out silently would promise too much. */
const REFUSED: Readonly<Record<string, string>> = {
  pattern:
    'is not supported, since patterns of authors are not run here; use enum, or check the text in a later node',
  patternProperties: 'is not supported, since patterns of authors are not run here; use properties',
  $recursiveRef: 'is not supported; use $ref',
  $dynamicRef: 'is not supported; use $ref',
  dependencies: 'is not supported; use dependentRequired or dependentSchemas',
};

/**
 * The JSON schema of `outputConfig.textFormat`, read from its text and checked; only the keywords that are checked
 * remain, so annotations (title, format, $id …) do not. Throws FlowError, the author's mistake, with the place.
 */
export function readSchema(text: string): JsonObject | boolean {
  if (text.length > MAX_CHARACTERS)
    throw authorFault(`The JSON schema for the answer is longer than ${MAX_CHARACTERS} characters.`);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw authorFault(
      'The JSON schema for the answer (outputConfig.textFormat.structure.jsonSchema.schema) is no JSON; it must be a JSON schema written as a text.',
    );
  }
  return schemaAt(value, '#', 0);
}

function schemaAt(value: JsonValue, path: string, depth: number): JsonObject | boolean {
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) throw mistake(path, 'must be a schema: an object, true or false');
  if (depth > MAX_DEPTH) throw mistake(path, `is nested more than ${MAX_DEPTH} levels deep`);
  const members: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}/${name}`;
    const refused = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
    if (refused !== undefined) throw mistake(at, refused);
    const checked = checkedMember(name, member, at, depth);
    if (checked !== undefined) members.push([name, checked]);
  }
  return Object.fromEntries(members);
}

/** Undefined for annotations. */
function checkedMember(name: string, member: JsonValue, at: string, depth: number): JsonValue | undefined {
  const check = DATA.get(name);
  if (check) {
    const wrong = check(member);
    if (wrong !== undefined) throw mistake(at, wrong);
    return member;
  }
  const below = (value: JsonValue, place: string) => schemaAt(value, place, depth + 1);
  if (SCHEMAS.includes(name) || (name === 'items' && Array.isArray(member))) {
    if (!Array.isArray(member)) throw mistake(at, 'must be a list of schemas');
    return member.map((item, index) => below(item, `${at}/${index}`));
  }
  if (SCHEMA.includes(name)) return below(member, at);
  if (!NAMED_SCHEMAS.includes(name)) return undefined;
  if (!isObject(member)) throw mistake(at, 'must be schemas by name');
  return Object.fromEntries(Object.entries(member).map(([key, item]) => [key, below(item, `${at}/${key}`)]));
}

const mistake = (path: string, problem: string) =>
  authorFault(`The JSON schema for the answer is wrong: ${path.slice(0, 200)} ${problem}.`);

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
