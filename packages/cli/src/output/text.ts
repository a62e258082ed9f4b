/** Texts that stand in columns and come from models, people and files: how wide they are, and what of them may be shown. */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Characters that terminals show two columns wide: East Asian scripts and forms, emoji. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{RI}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])|\ufe0f/u;
/** Marks that stand alone, joiners and the like. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
const COLOUR = /\u001b\[[\d;]*m/g;
/** Controls a terminal may obey, and characters that turn the direction of a line around. */
const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is there to find
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Columns that a text takes in a terminal; colours take none. */
export const displayWidth = (text: string): number => {
  const bare = text.replace(COLOUR, '');
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemes.segment(bare)) width += widthOf(segment);
  return width;
};

const widthOf = (grapheme: string): number => (NO_WIDTH.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1);

/** The text when it fits into `width` columns, else its beginning and `…`. Not for texts with colours. */
export const shorten = (text: string, width: number): string => {
  // No character takes less than a column for long: what lies far beyond need not be measured.
  const near = text.length > width * 8 + 64 ? text.slice(0, width * 8 + 64) : text;
  if (near.length === text.length && displayWidth(text) <= width) return text;
  let shown = '';
  let taken = 1;
  for (const { segment } of graphemes.segment(near)) {
    taken += widthOf(segment);
    if (taken > width) break;
    shown += segment;
  }
  return `${shown}…`;
};

/** Fills a text, colours included, with spaces up to `width` columns. */
export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));

/** The same, to the right edge. */
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;

/** The first names of a list, and how many more there are: `a.png, b.zip and 12 more`. */
export const listed = (names: readonly string[], most = 5): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${(names.length - most).toLocaleString('en-US')} more`;

/** What may be written to a terminal: line ends and tabs stay, everything that would steer it is shown as `\u001b`. */
export const harmless = (text: string): string =>
  text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * A value as JSON that steers no terminal: what JSON leaves as it is and terminals obey is escaped, which changes nothing
 * for those who parse it.
 */
export const jsonText = (value: unknown, indent?: number): string =>
  harmless(JSON.stringify(value, null, indent));

/** Longest beginning of a value that is worth turning into text to be shortened. */
const ENOUGH = 4_096;

/** A JSON value in one harmless line of at most `width` columns. */
export const inline = (value: unknown, width: number): string =>
  shorten(harmless(JSON.stringify(beginning(value, ENOUGH)) ?? 'nothing'), width);

/** A copy of the value's beginning, about `budget` characters of JSON; documents may have megabytes. */
const beginning = (value: unknown, budget: number): unknown => {
  let left = budget;
  const take = (part: unknown, depth: number): unknown => {
    left -= 4;
    if (typeof part === 'string') {
      const kept = part.length > left ? part.slice(0, Math.max(0, left)).toWellFormed() : part;
      left -= kept.length;
      return kept;
    }
    if (typeof part !== 'object' || part === null || depth > 100)
      return typeof part === 'object' ? null : part;
    if (Array.isArray(part)) {
      const kept: unknown[] = [];
      for (const item of part) {
        if (left <= 0) break;
        kept.push(take(item, depth + 1));
      }
      return kept;
    }
    const kept: [string, unknown][] = [];
    for (const [key, item] of Object.entries(part)) {
      if (left <= 0) break;
      left -= key.length;
      kept.push([key, take(item, depth + 1)]);
    }
    return Object.fromEntries(kept);
  };
  return take(value, 0);
};

/** `206 ms`, `1.24 s`, `2 min 5 s`. */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** `$0.0013`, `$1.25`: two digits that say something, and cents from a dollar on. */
export const dollars = (usd: number): string => {
  if (usd >= 1 || usd === 0) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(12, 1 - Math.floor(Math.log10(usd))))}`;
};

/** `1 node`, `2 nodes`. */
export const counted = (count: number, one: string, many: string = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
