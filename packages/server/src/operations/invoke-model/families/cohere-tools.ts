import type { JsonObject, JsonValue } from '@streambed/model';
import type { BodyObject } from '../native-body.ts';

/** Cohere names types as Python does. */
const TYPES: ReadonlyMap<string, JsonObject> = new Map([
  ['str', { type: 'string' }],
  ['string', { type: 'string' }],
  ['int', { type: 'integer' }],
  ['integer', { type: 'integer' }],
  ['float', { type: 'number' }],
  ['number', { type: 'number' }],
  ['bool', { type: 'boolean' }],
  ['boolean', { type: 'boolean' }],
]);

/** `parameter_definitions` of a tool as the JSON schema of its input. */
export const parameterSchema = (tool: BodyObject): JsonObject => {
  const definitions = tool.object('parameter_definitions');
  const properties = new Map<string, JsonValue>();
  const required: string[] = [];
  for (const name of Object.keys(tool.jsonObject('parameter_definitions') ?? {})) {
    const definition = definitions?.object(name);
    if (definition === undefined) continue;
    const description = definition.text('description');
    const type = definition.requiredText('type');
    if (definition.flag('required')) required.push(name);
    definition.refuseOthers();
    properties.set(name, { ...typeOf(type), ...(description !== undefined && { description }) });
  }
  return {
    type: 'object',
    // A name such as `__proto__` stays one like any other.
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
};

/** `List[str]` and `Dict` are lists and objects; what is not known may be anything. */
const typeOf = (type: string): JsonObject => {
  const word = type.trim().toLowerCase();
  const known = TYPES.get(word);
  if (known !== undefined) return known;
  if (word.startsWith('list')) {
    const inner = word.endsWith(']') ? word.slice(word.indexOf('[') + 1, -1) : '';
    return { type: 'array', items: TYPES.get(inner) ?? {} };
  }
  return word.startsWith('dict') || word === 'object' ? { type: 'object' } : {};
};
