/**
 * How tokens are counted where a model does not say, an approximation: four UTF-16 code units make one token, and a code
 * unit of a script written without spaces (from U+2E80 on: Han, Kana, Hangul, emoji surrogates) counts for three
 * quarters of one. Real tokenizers differ from it and from each other by some 20 %; it serves estimates, limits and the
 * offline model, not bills.
 */

/** A token is this many units. */
export const UNITS_PER_TOKEN = 4;
const WIDE_UNIT = 3;
const FIRST_WIDE = 0x2e80;

/** The units of a UTF-16 code unit. */
export const tokenUnitsOf = (codeUnit: number): number => (codeUnit < FIRST_WIDE ? 1 : WIDE_UNIT);

/** Tokens of a text; 0 for the empty text only. */
export function countTokens(text: string): number {
  let units = 0;
  for (let i = 0; i < text.length; i++) units += tokenUnitsOf(text.charCodeAt(i));
  return Math.ceil(units / UNITS_PER_TOKEN);
}
