/**
 * How the offline model counts tokens, an approximation: four UTF-16 code units make one token, and a code unit of a
 * script written without spaces (from U+2E80 on: Han, Kana, Hangul, emoji surrogates) counts for three quarters of
 * one. Real tokenizers differ from it and from each other by some 20 %; it serves `usage` and `maxTokens`, not bills.
 */

const UNITS_PER_TOKEN = 4;
const WIDE_UNIT = 3;
const FIRST_WIDE = 0x2e80;

const unitsOf = (codeUnit: number): number => (codeUnit < FIRST_WIDE ? 1 : WIDE_UNIT);

/** Tokens of a text; 0 for the empty text only. */
export function countTokens(text: string): number {
  let units = 0;
  for (let i = 0; i < text.length; i++) units += unitsOf(text.charCodeAt(i));
  return Math.ceil(units / UNITS_PER_TOKEN);
}

/**
 * The longest beginning of `text` that is at most `maxTokens` tokens long, cut before a word where there is one and
 * never inside a surrogate pair. Never empty for a non-empty text: its first character always fits.
 */
export function truncateToTokens(text: string, maxTokens: number): string {
  const budget = maxTokens * UNITS_PER_TOKEN;
  let units = 0;
  let end = 0;
  while (end < text.length) {
    units += unitsOf(text.charCodeAt(end));
    if (units > budget) break;
    end++;
  }
  if (end === text.length) return text;
  if (splitsPair(text, end)) end--;
  if (end === 0) return String.fromCodePoint(text.codePointAt(0) ?? 0);
  const wordEnd = text.slice(0, end + 1).search(/\s\S*$/u);
  return wordEnd > 0 ? text.slice(0, wordEnd).trimEnd() : text.slice(0, end);
}

const splitsPair = (text: string, index: number): boolean => {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
};
