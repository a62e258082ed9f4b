import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { authorFault, type FlowError } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';

/** Says what of a text is not as the schema wants it; undefined when all is well. */
export type AnswerCheck = (text: string) => string | undefined;

/** Longer answers are not checked, and so count as malformed. */
const MAX_CHARACTERS = 1_000_000;
/** Comparing all items with each other: beyond this it would hold up everybody else. */
const MAX_UNIQUE_ITEMS = 1_000;
const MAX_PAIRS = MAX_UNIQUE_ITEMS ** 2;
/**
 * Schemas that are asked, of about a microsecond each; references that fan out can turn a small schema into billions of
 * questions, and a long enum that is asked about each of many items into minutes and gigabytes of findings.
 */
const MAX_STEPS = 500_000;
/** What takes as long as a step: names looked for, characters of plain data compared (or told in a finding) or counted. */
const NAMES_PER_STEP = 4;
const DATA_PER_STEP = 64;
const LETTERS_PER_STEP = 500;

class TooCostly extends Error {}

const tooCostly = (): FlowError =>
  authorFault(
    'The JSON schema for the answer cannot be checked in reasonable time: its references ($ref) lead to themselves, or fan out too far, or its lists (enum, properties) are too long for so many items.',
  );

/** A check of answers for a schema that readSchema gave. Throws FlowError when its references lead nowhere. */
export function answerCheck(schema: JsonObject | boolean): AnswerCheck {
  let steps = 0;
  let longestText = 0;
  const counted =
    typeof schema === 'boolean'
      ? schema
      : countSteps(schema, (cost, countsLetters) => {
          steps += cost + (countsLetters ? longestText / LETTERS_PER_STEP : 0);
          if (steps > MAX_STEPS) throw new TooCostly();
        });
  const unique = JSON.stringify(schema).includes('"uniqueItems":true');
  const places = placesIn(counted);
  const ask = (value: JsonValue): ReturnType<typeof validate> => {
    steps = 0;
    try {
      return validate(value, counted, '2020-12', places);
    } catch (error) {
      throw error instanceof TooCostly ? tooCostly() : error;
    }
  };
  try {
    ask(null);
  } catch (error) {
    // What leads to itself does so whatever it is asked about.
    throw error instanceof RangeError ? tooCostly() : error;
  }
  return (text) => {
    if (text.length > MAX_CHARACTERS) return `is longer than ${MAX_CHARACTERS} characters`;
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      return text.trim() === '' ? 'is empty' : 'is no JSON';
    }
    const size = sizeOf(value);
    if (unique && (size.longestList > MAX_UNIQUE_ITEMS || size.pairs > MAX_PAIRS))
      return `has a list of more than ${MAX_UNIQUE_ITEMS} items, or as much in many lists, which uniqueItems cannot check`;
    longestText = size.longestText;
    try {
      const { valid, errors } = ask(value);
      return valid ? undefined : problemOf(errors);
    } catch (error) {
      if (error instanceof RangeError) return 'is nested too deep to be checked';
      throw error;
    }
  };
}

/**
 * A copy of the schema in which every subschema tells `count` each time it is asked what that costs. The validator reads
 * all keywords of a schema when it asks it, `$recursiveRef` among them, which readSchema lets nobody use.
 */
function countSteps(schema: JsonObject, count: (cost: number, countsLetters: boolean) => void): JsonObject {
  const copy = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    const object = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
    // Plain data (const, enum) gets the counter too, where it is never read.
    if (!Object.hasOwn(object, '$recursiveRef')) {
      const cost = costOf(value);
      const countsLetters = Object.hasOwn(value, 'minLength') || Object.hasOwn(value, 'maxLength');
      Object.defineProperty(object, '$recursiveRef', {
        enumerable: false,
        get: () => void count(cost, countsLetters),
      });
    }
    return object;
  };
  return copy(schema) as JsonObject;
}

/** Steps that one question costs by the lists that the schema itself has. */
function costOf(schema: JsonObject): number {
  const letters = (name: string): number =>
    Object.hasOwn(schema, name) ? JSON.stringify(schema[name]).length : 0;
  const names = (name: string): number =>
    Object.hasOwn(schema, name) && typeof schema[name] === 'object'
      ? Object.keys(schema[name] ?? {}).length
      : 0;
  const data = letters('enum') + letters('const') + letters('required') + letters('dependentRequired');
  return 1 + data / DATA_PER_STEP + (names('properties') + names('dependentSchemas')) / NAMES_PER_STEP;
}

/** The schema's places by their addresses; throws FlowError when a reference leads to none of them. */
function placesIn(schema: Schema | boolean): ReturnType<typeof dereference> {
  const places = dereference(schema);
  for (const place of Object.values(places))
    if (
      typeof place === 'object' &&
      place.$ref !== undefined &&
      places[place.__absolute_ref__ ?? ''] === undefined
    )
      throw authorFault(
        `The JSON schema for the answer is wrong: the $ref ${place.$ref.slice(0, 100)} leads to no schema in it.`,
      );
  return places;
}

/** One part of a JSON pointer in a URI fragment (RFC 6901 section 6). */
function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

/** What a check of an answer may cost by the answer. */
interface AnswerSize {
  readonly longestText: number;
  readonly longestList: number;
  /** Of items of one list, over all lists. */
  readonly pairs: number;
}

function sizeOf(root: JsonValue): AnswerSize {
  let longestText = 0;
  let longestList = 0;
  let pairs = 0;
  const stack: JsonValue[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value === 'string') longestText = Math.max(longestText, value.length);
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      longestList = Math.max(longestList, value.length);
      pairs += value.length ** 2;
    }
    for (const member of Object.values(value)) stack.push(member);
  }
  return { longestText, longestList, pairs };
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
