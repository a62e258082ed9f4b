import type { DefinitionChange, FieldChange } from '../definitions/definition-diff.ts';
import type { Style } from './terminal.ts';
import { counted, displayWidth, harmless, inline, padEnd, shorten } from './text.ts';

const marks = { added: '+', removed: '-', changed: '~', reordered: '~' } as const;

/**
 * Changes of a definition for a person: a line per node or connection, below it a line per field, values shortened to
 * the width with what differs in sight. Empty for no changes.
 */
export const renderDiff = (changes: readonly DefinitionChange[], style: Style): string =>
  changes.map((change) => renderChange(change, style)).join('');

/** `2 nodes added, 1 connection removed`. */
export const summarizeDiff = (changes: readonly DefinitionChange[]): string => {
  const counts = new Map<string, number>();
  for (const { kind, what } of changes) {
    const key = kind === 'reordered' ? `order of ${what}` : `${what} ${kind}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => {
      if (key.startsWith('order of')) return `${key} changed`;
      const [what, kind] = key.split(' ') as [string, string];
      return `${counted(count, what)} ${kind}`;
    })
    .join(', ');
};

const renderChange = ({ kind, what, name, type, within, fields }: DefinitionChange, style: Style): string => {
  const { colours } = style;
  const paint = {
    added: colours.green,
    removed: colours.red,
    changed: colours.yellow,
    reordered: colours.yellow,
  }[kind];
  const place = within.length > 0 ? colours.dim(` in loop ${within.join(' › ')}`) : '';
  const title =
    kind === 'reordered'
      ? `order of ${what}`
      : `${what} ${colours.bold(harmless(name))}${kind === 'changed' ? '' : colours.dim(` (${type})`)}`;
  return `${paint(marks[kind])} ${title}${place}\n${renderFieldChanges(fields, style)}`;
};

/** A line, or two for long values, per field: `modelId  "a" → "b"`. */
export const renderFieldChanges = (fields: readonly FieldChange[], style: Style): string => {
  const width = Math.min(
    Math.max(0, ...fields.map(({ path }) => displayWidth(shownPath(path)))),
    Math.floor(style.width / 2),
  );
  return fields.map((field) => renderField(field, width, style)).join('');
};

/** The first step of a path says nothing where all of them begin alike, and prompts lie seven levels deep. */
const shownPath = (path: string): string =>
  harmless(path.replace(/^configuration\.\w+\./, '').replace(/sourceConfiguration\.inline\./, ''));

const renderField = ({ path, before, after }: FieldChange, width: number, style: Style): string => {
  const { colours } = style;
  const name = padEnd(shorten(shownPath(path), width), width);
  const room = Math.max(16, style.width - width - 6);
  const value = (text: unknown, columns: number) => inline(text, columns);
  if (before === undefined) return `    ${name}  ${colours.green(`+ ${value(after, room - 2)}`)}\n`;
  if (after === undefined) return `    ${name}  ${colours.red(`- ${value(before, room - 2)}`)}\n`;
  const [old, now] =
    typeof before === 'string' && typeof after === 'string' ? differing(before, after) : [before, after];
  const short = `${value(old, room)} → ${value(now, room)}`;
  if (displayWidth(short) <= room)
    return `    ${name}  ${colours.red(value(old, room))} ${colours.dim('→')} ${colours.green(value(now, room))}\n`;
  const indent = ' '.repeat(4 + width + 2);
  return (
    `    ${name}  ${colours.red(`- ${value(old, room - 2)}`)}\n` +
    `${indent}${colours.green(`+ ${value(now, room - 2)}`)}\n`
  );
};

/** Characters of a long text that are shown before its first difference. */
const CONTEXT = 16;
/** Texts up to here are shown from their beginning. */
const SHORT = 48;

/** Two texts from shortly before their first difference on. */
const differing = (before: string, after: string): [string, string] => {
  if (before.length <= SHORT && after.length <= SHORT) return [before, after];
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const from = same <= CONTEXT * 2 ? 0 : same - CONTEXT;
  const cut = (text: string) => (from === 0 ? text : `…${text.slice(from)}`.toWellFormed());
  return [cut(before), cut(after)];
};
