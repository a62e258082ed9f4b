import { type DataType, dataTypeOf } from '@streambed/flow/definition';
import {
  evaluateInputExpression,
  type InputExpression,
  isWholeValue,
  parseInputExpression,
  typesReadBy,
  yieldsArray,
} from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import { expressionMessages as words } from '../../messages/nodes.ts';

/** What is known of the value that an expression will be evaluated on. */
export interface Delivered {
  readonly value?: JsonValue;
  /** The type that is promised; of no use once there is a value. */
  readonly declared?: DataType;
}

/** A way to make the expression yield what is wanted. */
export interface ExpressionFix {
  readonly label: string;
  readonly expression: string;
}

export type ExpressionPreview =
  | { readonly kind: 'value'; readonly value: JsonValue; readonly type: DataType | 'Null' }
  | {
      readonly kind: 'mismatch';
      readonly value?: JsonValue;
      readonly type: DataType | 'Null';
      readonly fixes: readonly ExpressionFix[];
    }
  /** There is no value yet; what is promised fits, or nothing can be said. */
  | { readonly kind: 'promised'; readonly type: DataType | undefined }
  /** It parses, and leads nowhere in this value. */
  | { readonly kind: 'nowhere'; readonly cause: string; readonly fixes: readonly ExpressionFix[] }
  | { readonly kind: 'malformed'; readonly cause: string; readonly at: number };

const MOST_FIXES = 3;
const PLAIN = /^[\p{L}\p{N}_-]+$/u;

/** `$.data` and `name` → `$.data.name`; names that the dot form cannot write stand in brackets. */
export const memberPath = (path: string, member: string | number): string => {
  if (typeof member === 'number') return `${path}[${member}]`;
  return PLAIN.test(member)
    ? `${path}.${member}`
    : `${path}['${member.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
};

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members and elements of the value that have the wanted type, as expressions; the nearest first. */
export const fitsBelow = (value: JsonValue, path: string, wants: DataType): readonly ExpressionFix[] => {
  const fixes: ExpressionFix[] = [];
  const add = (expression: string) => {
    fixes.push({ expression, label: expression.slice(path.length) });
  };
  const look = (part: JsonValue, at: string, depth: number) => {
    if (fixes.length >= MOST_FIXES) return;
    const members: readonly (readonly [string | number, JsonValue])[] = isObject(part)
      ? Object.entries(part).slice(0, 50)
      : Array.isArray(part) && part.length > 0
        ? [[0, part[0]!]]
        : [];
    for (const [member, inner] of members)
      if (fixes.length < MOST_FIXES && dataTypeOf(inner) === wants) add(memberPath(at, member));
    if (depth < 2) for (const [member, inner] of members) look(inner, memberPath(at, member), depth + 1);
  };
  look(value, path, 0);
  return fixes;
};

/** Where in the text the first character is that cannot be: the end of the longest beginning that can. */
const faultAt = (text: string): number => {
  for (let end = text.length - 1; end > 0; end--) if (parseInputExpression(text.slice(0, end)).ok) return end;
  return 0;
};

const attempt = (
  expression: InputExpression,
  value: JsonValue,
): { readonly value: JsonValue } | { readonly cause: string } => {
  try {
    return { value: evaluateInputExpression(expression, value) };
  } catch (error) {
    return { cause: (error as Error).message };
  }
};

/** The part of the path before its last step, with that step; undefined for the whole value. */
export const lastStep = (text: string): { readonly parent: string; readonly step: string } | undefined => {
  for (let end = text.length - 1; end >= '$.data'.length; end--) {
    if (text[end] !== '.' && text[end] !== '[') continue;
    const parent = text.slice(0, end);
    if (parseInputExpression(parent).ok) return { parent, step: text.slice(end) };
  }
  return undefined;
};

/** What the path holds in this value; undefined when it leads nowhere. */
export const valueAt = (value: JsonValue | undefined, path: string): JsonValue | undefined => {
  const parsed = parseInputExpression(path);
  if (value === undefined || !parsed.ok) return undefined;
  const found = attempt(parsed.expression, value);
  return 'value' in found ? found.value : undefined;
};

/** What the expression yields on what is delivered, against what the input wants. */
export const previewExpression = (text: string, delivered: Delivered, wants: DataType): ExpressionPreview => {
  const parsed = parseInputExpression(text);
  if (!parsed.ok) return { kind: 'malformed', cause: parsed.cause, at: faultAt(text) };
  const { expression } = parsed;
  const { value, declared } = delivered;
  if (value === undefined) {
    if (yieldsArray(expression) && wants !== 'Array') return { kind: 'mismatch', type: 'Array', fixes: [] };
    if (isWholeValue(expression) && declared !== undefined && declared !== wants)
      return { kind: 'mismatch', type: declared, fixes: [] };
    const reads = typesReadBy(expression);
    if (declared !== undefined && reads && !reads.includes(declared))
      return { kind: 'nowhere', cause: words.readsOther(declared), fixes: [WHOLE] };
    return { kind: 'promised', type: isWholeValue(expression) ? declared : undefined };
  }
  const found = attempt(expression, value);
  if ('cause' in found)
    return { kind: 'nowhere', cause: found.cause, fixes: nearbyFixes(text, value, wants) };
  const type = dataTypeOf(found.value);
  if (type === wants) return { kind: 'value', value: found.value, type };
  const below = fitsBelow(found.value, text, wants);
  return {
    kind: 'mismatch',
    value: found.value,
    type,
    fixes: below.length > 0 || isWholeValue(expression) ? below : nearbyFixes(text, value, wants),
  };
};

const WHOLE: ExpressionFix = { label: '$.data', expression: '$.data' };

/** What fits beside the last step, or the whole value when it fits. */
const nearbyFixes = (text: string, value: JsonValue, wants: DataType): readonly ExpressionFix[] => {
  for (let step = lastStep(text); step; step = lastStep(step.parent)) {
    const parent = valueAt(value, step.parent);
    if (parent === undefined) continue;
    const fits = fitsBelow(parent, step.parent, wants).filter(({ expression }) => expression !== text);
    if (fits.length > 0) return fits.map((fix) => ({ ...fix, label: fix.expression }));
  }
  return dataTypeOf(value) === wants ? [WHOLE] : [];
};

/** A member that can follow a path, with what it holds. */
export interface Member {
  readonly name: string | number;
  readonly type: DataType | 'Null';
  readonly sample: string;
}

const brief = (value: JsonValue): string => {
  const text =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : JSON.stringify(value).slice(0, 60);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

const MOST_MEMBERS = 200;

/** What can follow the path in this value. */
export const membersAt = (value: JsonValue | undefined, path: string): readonly Member[] => {
  const parent = valueAt(value, path);
  const entries: readonly (readonly [string | number, JsonValue])[] = isObject(parent)
    ? Object.entries(parent)
    : Array.isArray(parent)
      ? parent.slice(0, 20).map((element, index) => [index, element] as const)
      : [];
  return entries
    .slice(0, MOST_MEMBERS)
    .map(([name, member]) => ({ name, type: dataTypeOf(member), sample: brief(member) }));
};

/** The path with its last step replaced by the next or previous member of the same parent; undefined when alone. */
export const siblingPath = (text: string, value: JsonValue | undefined, by: 1 | -1): string | undefined => {
  const step = lastStep(text);
  const members = step ? membersAt(value, step.parent) : membersAt(value, text);
  if (members.length === 0) return undefined;
  if (!step) return memberPath(text, members[by === 1 ? 0 : members.length - 1]!.name);
  const at = members.findIndex(({ name }) => memberPath(step.parent, name) === text);
  const next = members[(Math.max(at, by === 1 ? -1 : 0) + by + members.length) % members.length]!;
  return memberPath(step.parent, next.name);
};
