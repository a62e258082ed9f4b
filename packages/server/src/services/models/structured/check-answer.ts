import { Validator } from '@cfworker/json-schema';
import { authorFault } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';

/** Says what of a text is not as the schema wants it; undefined when all is well. */
export type AnswerCheck = (text: string) => string | undefined;

/** Longer answers are not checked, and so count as malformed. */
const MAX_CHARACTERS = 1_000_000;
/** Comparing all items with each other: beyond this it would hold up everybody else. */
const MAX_UNIQUE_ITEMS = 1_000;
/** Schemas that are asked; references that fan out can turn a small schema into billions of questions. */
const MAX_STEPS = 500_000;

class TooCostly extends Error {}

/** A check of answers for a schema that readSchema gave. Throws FlowError when its references lead nowhere. */
export function answerCheck(schema: JsonObject | boolean): AnswerCheck {
  let steps = 0;
  const counted =
    typeof schema === 'boolean'
      ? schema
      : countSteps(schema, () => {
          if (++steps > MAX_STEPS) throw new TooCostly();
        });
  const unique = JSON.stringify(schema).includes('"uniqueItems":true');
  const validator = compiled(counted);
  return (text) => {
    if (text.length > MAX_CHARACTERS) return `is longer than ${MAX_CHARACTERS} characters`;
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      return text.trim() === '' ? 'is empty' : 'is no JSON';
    }
    if (unique && hasLongArray(value))
      return `has a list of more than ${MAX_UNIQUE_ITEMS} items, which uniqueItems cannot check`;
    steps = 0;
    try {
      const { valid, errors } = validator.validate(value);
      return valid ? undefined : problemOf(errors);
    } catch (error) {
      if (error instanceof TooCostly || error instanceof RangeError)
        throw authorFault(
          'The JSON schema for the answer cannot be checked in reasonable time: its references ($ref) lead to themselves, or fan out too far.',
        );
      throw error;
    }
  };
}

function compiled(schema: JsonObject | boolean): Validator {
  const dangling = danglingReference(schema);
  if (dangling !== undefined)
    throw authorFault(
      `The JSON schema for the answer is wrong: the $ref ${dangling} leads to nothing in it.`,
    );
  return new Validator(schema as ConstructorParameters<typeof Validator>[0], '2020-12');
}

/**
 * A copy of the schema in which every subschema tells `count` each time it is asked. The validator reads all keywords
 * of a schema when it asks it, `$recursiveRef` among them, which readSchema lets nobody use.
 */
function countSteps(schema: JsonObject, count: () => void): JsonObject {
  const copy = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    const object = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
    // Plain data (const, enum) gets the counter too, where it is never read.
    if (!Object.hasOwn(object, '$recursiveRef'))
      Object.defineProperty(object, '$recursiveRef', { enumerable: false, get: () => void count() });
    return object;
  };
  return copy(schema) as JsonObject;
}

/** The first reference that no pointer of the schema answers to. */
function danglingReference(schema: JsonObject | boolean): string | undefined {
  const stack: JsonValue[] = [schema];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && typeof value.$ref === 'string' && !leadsToSchema(schema, value.$ref))
      return value.$ref.slice(0, 100);
    stack.push(...Object.values(value));
  }
  return undefined;
}

function leadsToSchema(root: JsonObject | boolean, reference: string): boolean {
  let value: JsonValue | undefined = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = unescaped(part);
    if (typeof value !== 'object' || value === null || name === undefined) return false;
    value = Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
  }
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** One part of a JSON pointer in a URI fragment (RFC 6901 section 6). */
function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

function hasLongArray(root: JsonValue): boolean {
  const stack: JsonValue[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value) && value.length > MAX_UNIQUE_ITEMS) return true;
    for (const member of Object.values(value)) stack.push(member);
  }
  return false;
}

interface Finding {
  readonly instanceLocation: string;
  readonly keyword: string;
  readonly error: string;
}

/** A choice of which no branch holds says more than what is wrong with its last branch; else the deepest finding. */
function problemOf(findings: readonly Finding[]): string {
  const choice = findings.find(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const { instanceLocation = '#', error = 'It is not as the schema wants it.' } =
    choice ?? findings.at(-1) ?? {};
  return `is wrong at ${jsonPath(instanceLocation)}: ${error}`;
}

/** `#/lines/0/unit-price` as `$.lines[0]["unit-price"]`. */
function jsonPath(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => unescaped(part) ?? part);
  const path = parts.map((part) => {
    if (/^\d+$/u.test(part)) return `[${part}]`;
    return /^[A-Za-z_]\w*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return `$${path.join('')}`;
}
