import type { JsonObject, JsonValue } from '@streambed/model';
import { type DataType, dataTypeOf } from '../definition/index.ts';
import { authorFault, type FlowError } from '../ports/index.ts';

/**
 * Input expressions: the JsonPath subset in which a node input says which part of the upstream value it takes.
 * Source: expressions.md section 2. What the sources leave open is decided here:
 *
 * - Quoted members (`$.data['a b']`, double quotes too) are accepted; they reach keys that the dot form cannot write.
 * - `..`, filters, functions and negative indexes are malformed, each with a cause of its own.
 * - `*`, slices and index lists always yield an array, even of one. They take what is there: an element that lacks a
 *   member, or an index beyond the end, adds nothing (RFC 9535 section 2.1.2). A path of single steps that leads
 *   nowhere is an error instead.
 * - An index list names each element once, so a result is never larger than the value it was taken from.
 */

/** One step of a path: a member name, an index, every member or element, a slice (end exclusive), or some indexes. */
export type PathStep =
  | string
  | number
  | { readonly all: true }
  | { readonly from: number; readonly to: number | null }
  | { readonly indexes: readonly number[] };

/** The steps after `$.data`, as plain JSON; no steps at all is the whole value. */
export type InputExpression = readonly PathStep[];

export type ParsedInputExpression =
  | { readonly ok: true; readonly expression: InputExpression }
  | { readonly ok: false; readonly cause: string };

const ROOT = '$.data';
/** A member in dot form. Anything else that a JSON key may hold needs the quoted form. */
const MEMBER = /[\p{L}\p{N}_-]+/uy;
const INDEX = /^(?:0|[1-9][0-9]{0,9})$/;
const NEGATIVE = /(?:^|[\s:,])-[0-9]/;

/**
 * Compiles the text of an input expression.
 * A malformed one yields a cause for the author: what is wrong, and what to write instead.
 */
export function parseInputExpression(text: string): ParsedInputExpression {
  const start = text.startsWith(ROOT) ? text[ROOT.length] : '';
  if (start !== undefined && start !== '.' && start !== '[') return malformed(causeOfWrongRoot(text));

  const steps: PathStep[] = [];
  let position = ROOT.length;
  while (position < text.length) {
    const step = text[position] === '.' ? dotStep(text, position + 1) : bracketStep(text, position);
    if ('cause' in step) return malformed(step.cause);
    steps.push(step.step);
    position = step.end;
  }
  return { ok: true, expression: steps };
}

/** Whether the expression is the bare `$.data`: then the upstream value itself must have the input's type. */
export const isWholeValue = (expression: InputExpression): boolean => expression.length === 0;

/** Whether the result is always an Array, whatever the upstream value holds. */
export const yieldsArray = (expression: InputExpression): boolean => expression.some(isFanOut);

/** The types an upstream value must have for the first step to find anything; undefined when any type will do. */
export function typesReadBy(expression: InputExpression): readonly DataType[] | undefined {
  const [first] = expression;
  if (first === undefined) return undefined;
  if (typeof first === 'string') return ['Object'];
  if (typeof first === 'object' && 'all' in first) return ['Object', 'Array'];
  return ['Array'];
}

/**
 * Takes from `value` what the expression points at. The result shares structure with `value`: nothing is copied, and
 * a path of single steps allocates nothing. Throws FlowError (the author's fault) when the path leads nowhere.
 */
export function evaluateInputExpression(expression: InputExpression, value: JsonValue): JsonValue {
  let current = value;
  for (let depth = 0; depth < expression.length; depth++) {
    const step = expression[depth]!;
    if (typeof step === 'string') {
      if (!hasMember(current, step)) throw absent(expression, depth, current);
      current = current[step]!;
    } else if (typeof step === 'number') {
      if (!Array.isArray(current) || step >= current.length) throw absent(expression, depth, current);
      current = current[step]!;
    } else {
      if (!canFanOut(step, current)) throw absent(expression, depth, current);
      return evaluateFanOut(expression, depth, current);
    }
  }
  return current;
}

type FanOut = Exclude<PathStep, string | number>;

const isFanOut = (step: PathStep): step is FanOut => typeof step === 'object';

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasMember = (value: JsonValue, name: string): value is JsonObject =>
  isObject(value) && Object.hasOwn(value, name);

const canFanOut = (step: FanOut, value: JsonValue): value is JsonObject | JsonValue[] =>
  Array.isArray(value) || ('all' in step && isObject(value));

/** From the first step that selects several values on: a list of values goes through each step. */
function evaluateFanOut(expression: InputExpression, from: number, value: JsonValue): JsonValue[] {
  let selected = [value];
  for (let depth = from; depth < expression.length; depth++) {
    const step = expression[depth]!;
    const next: JsonValue[] = [];
    for (const current of selected) select(step, current, next);
    selected = next;
  }
  return selected;
}

/** Adds to `into` what one step finds in one value; nothing when it finds nothing. */
function select(step: PathStep, value: JsonValue, into: JsonValue[]): void {
  if (typeof step === 'string') {
    if (hasMember(value, step)) into.push(value[step]!);
  } else if (typeof step === 'number') {
    if (Array.isArray(value) && step < value.length) into.push(value[step]!);
  } else if ('all' in step) {
    if (Array.isArray(value)) for (const element of value) into.push(element);
    else if (isObject(value)) for (const name of Object.keys(value)) into.push(value[name]!);
  } else if (Array.isArray(value)) {
    if ('indexes' in step) {
      for (const index of step.indexes) if (index < value.length) into.push(value[index]!);
    } else {
      const end = Math.min(step.to ?? value.length, value.length);
      for (let index = step.from; index < end; index++) into.push(value[index]!);
    }
  }
}

type ParsedStep = { readonly step: PathStep; readonly end: number } | { readonly cause: string };

/** The step after a dot. */
function dotStep(text: string, position: number): ParsedStep {
  if (text[position] === '*') return afterStep(text, { all: true }, position + 1);
  if (text[position] === '.')
    return {
      cause: '".." (search at any depth) is not supported; write the whole path, such as $.data.a.b.',
    };
  MEMBER.lastIndex = position;
  const name = MEMBER.exec(text)?.[0];
  if (name === undefined) {
    const found = text[position];
    return {
      cause:
        found === undefined
          ? 'it ends with a dot; write the name of a member after it, or take the dot away.'
          : `a member name cannot begin with ${quote(found)}; write ["…"] around names with special characters.`,
    };
  }
  return afterStep(text, name, position + name.length);
}

/** A step is followed by another one or by the end. */
function afterStep(text: string, step: PathStep, end: number): ParsedStep {
  const next = text[end];
  if (next === undefined || next === '.' || next === '[') return { step, end };
  if (next === '(')
    return { cause: 'functions are not supported; a path may only name members and elements.' };
  if (/\s/.test(next)) return { cause: `it has a blank after ${quote(text.slice(0, end))}; take it away.` };
  return {
    cause: `${quote(next)} cannot follow ${quote(text.slice(0, end))}; write ["…"] around names with special characters.`,
  };
}

/** The step in brackets that begins at `position`. */
function bracketStep(text: string, position: number): ParsedStep {
  const first = text[position + 1];
  if (first === '"' || first === "'") return quotedStep(text, position + 1, first);
  const close = text.indexOf(']', position);
  if (close < 0) return { cause: 'a "[" is not closed; add the missing "]".' };
  const inside = text.slice(position + 1, close).trim();
  const step = selectorOf(inside);
  return 'cause' in step ? step : afterStep(text, step.step, close + 1);
}

function quotedStep(text: string, position: number, mark: string): ParsedStep {
  let name = '';
  let at = position + 1;
  for (; at < text.length && text[at] !== mark; at++) {
    if (text[at] === '\\') at++;
    name += text[at] ?? '';
  }
  if (at >= text.length) return { cause: `a quoted member name is not closed; add the missing ${mark}.` };
  if (text[at + 1] !== ']')
    return { cause: `a quoted member name must be followed by "]"; select one member per bracket.` };
  return afterStep(text, name, at + 2);
}

/** What stands between brackets: `*`, an index, some indexes, or a slice. */
function selectorOf(inside: string): { readonly step: PathStep } | { readonly cause: string } {
  if (inside === '*') return { step: { all: true } };
  if (INDEX.test(inside)) return { step: Number(inside) };
  if (inside.startsWith('?'))
    return { cause: 'filters are not supported; select elements by index, slice or *.' };
  if (inside.startsWith('(')) return { cause: 'scripts are not supported; select elements by index.' };
  if (NEGATIVE.test(inside))
    return { cause: 'negative indexes are not supported; count from the beginning.' };
  if (inside.includes(':')) return sliceOf(inside);
  if (inside.includes(',')) return indexesOf(inside);
  return {
    cause: `[${clip(inside)}] is no index; write [0], [0,2], [1:3], [*], or ["name"] for a member.`,
  };
}

function sliceOf(inside: string): { readonly step: PathStep } | { readonly cause: string } {
  const bounds = inside.split(':').map((bound) => bound.trim());
  const [from = '', to = ''] = bounds;
  if (bounds.length > 2) return { cause: 'a slice has no step; write [from:to].' };
  if (from === '' && to === '') return { cause: '[:] has no bounds; write [*] for all elements.' };
  if ((from !== '' && !INDEX.test(from)) || (to !== '' && !INDEX.test(to)))
    return { cause: `[${clip(inside)}] is no slice; write [from:to] with whole numbers.` };
  return { step: { from: Number(from), to: to === '' ? null : Number(to) } };
}

function indexesOf(inside: string): { readonly step: PathStep } | { readonly cause: string } {
  const parts = inside.split(',').map((part) => part.trim());
  const wrong = parts.find((part) => !INDEX.test(part));
  if (wrong !== undefined) return { cause: `[${clip(inside)}] may only list indexes, such as [0,2].` };
  const indexes = parts.map(Number);
  if (new Set(indexes).size < indexes.length)
    return { cause: `[${clip(inside)}] lists an element twice; name each one once.` };
  return { step: { indexes } };
}

function causeOfWrongRoot(text: string): string {
  if (text === '') return `it is empty; write ${ROOT} for the whole value.`;
  if (text.trim() !== text) return 'it begins or ends with a blank; take it away.';
  const member = /^\$\.([\p{L}\p{N}_-]+)/u.exec(text)?.[1];
  if (member !== undefined)
    return `it must begin with ${ROOT}; write ${ROOT}.${clip(text.slice(2))} for the member ${quote(member)} of the value.`;
  return `it must begin with ${ROOT}; write ${ROOT} for the whole value or ${ROOT}.name for its member "name".`;
}

const malformed = (cause: string): ParsedInputExpression => ({ ok: false, cause });

/** Texts of authors are shown shortened, so that a message stays one. */
const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const quote = (text: string): string => `"${clip(text)}"`;

/** The text of an expression, in the form its author would write it. */
export function inputExpressionText(expression: InputExpression): string {
  let text = ROOT;
  for (const step of expression) {
    if (typeof step === 'string') text += stepTextOfMember(step);
    else if (typeof step === 'number') text += `[${step}]`;
    else if ('all' in step) text += '[*]';
    else if ('indexes' in step) text += `[${step.indexes.join(',')}]`;
    else text += `[${step.from}:${step.to ?? ''}]`;
  }
  return text;
}

const stepTextOfMember = (name: string): string =>
  /^[\p{L}\p{N}_-]+$/u.test(name) ? `.${name}` : `["${name.replace(/["\\]/g, '\\$&')}"]`;

/** The step at `depth` found nothing in `found`: says what was looked for, where, and what stands there. */
function absent(expression: InputExpression, depth: number, found: JsonValue): FlowError {
  const step = expression[depth]!;
  const where = clip(inputExpressionText(expression.slice(0, depth)));
  const sought =
    typeof step === 'string'
      ? `the member ${quote(step)}`
      : typeof step === 'number'
        ? `the element [${step}]`
        : `the elements ${clip(inputExpressionText([step]).slice(ROOT.length))}`;
  return authorFault(
    `The expression ${clip(inputExpressionText(expression))} looks for ${sought} in ${where}, but ${where} is ${describe(found)}.`,
  );
}

/** What a value is, without showing its contents: its type, and for an object the names of some members. */
function describe(value: JsonValue): string {
  const type = dataTypeOf(value);
  if (type === 'Null') return 'null';
  if (Array.isArray(value)) return `an Array of ${value.length} element${value.length === 1 ? '' : 's'}`;
  if (!isObject(value)) return `a ${type}`;
  const names = Object.keys(value);
  if (names.length === 0) return 'an empty Object';
  const shown = names.slice(0, 10).map(quote).join(', ');
  return `an Object with the member${names.length === 1 ? '' : 's'} ${shown}${names.length > 10 ? ', …' : ''}`;
}
