import { tokenUnitsOf, UNITS_PER_TOKEN } from '@streambed/flow/ports';

/** How the offline model counts tokens: as everything that must guess. */
export { countTokens } from '@streambed/flow/ports';

/**
 * The longest beginning of `text` that is at most `maxTokens` tokens long, cut before a word where there is one and
 * never inside a surrogate pair. Never empty for a non-empty text: its first character always fits.
 */
export function truncateToTokens(text: string, maxTokens: number): string {
  const budget = maxTokens * UNITS_PER_TOKEN;
  let units = 0;
  let end = 0;
  while (end < text.length) {
    units += tokenUnitsOf(text.charCodeAt(end));
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
