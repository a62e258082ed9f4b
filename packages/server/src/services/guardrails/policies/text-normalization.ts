/**
 * Text as the lexical scorers compare it: one spelling for what looks alike, words in order with the place they stood
 * in. Everything here is linear in the text's length. Positions refer to the normalised text; nothing is masked by them.
 */

import { hasSecondReading, latinFor, letterBehind } from './lookalikes.ts';

/** Characters that show nothing and stand inside words only to hide them, and the marks of annotations. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
const MARKS = /\p{M}+/gu;
/** One character each, which stands for a whole sentence; spelled out, a text of them would be a book. */
const SENTENCES = /[\ufdfa\ufdfb]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what ASCII is
const ASCII_ONLY = /^[\u0000-\u007f]*$/;

const LATIN_LETTER = /[a-z]/;
const LOOKALIKE = /[\u0370-\u052f\u0131\u0251\u0261\u1d22\u217c]/;
const WORD = /[\p{L}\p{N}]+/gu;

const PUNCTUATION: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‛': "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
};
const TYPOGRAPHIC = /[‘’‛ʼ“”„«»–—‐‑]/gu;

/**
 * Compatibility forms folded (full width, mathematical letters, ligatures), invisible characters and accents dropped,
 * lower case, lookalike letters of other scripts made Latin in words that are Latin otherwise, plain quotes and dashes.
 */
export function normalizeText(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  const plain = text
    .replace(INVISIBLE, '')
    .replace(SENTENCES, ' ')
    // Before as well, since sorting a long row of them takes the square of its length.
    .replace(MARKS, '')
    .normalize('NFKD')
    .replace(MARKS, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(TYPOGRAPHIC, (mark) => PUNCTUATION[mark] ?? mark);
  return LOOKALIKE.test(plain) ? plain.replace(WORD, asLatin) : plain;
}

/** A word that only looks Latin, spelled in Latin; words that are truly of another script stay. */
function asLatin(word: string): string {
  if (!LOOKALIKE.test(word)) return word;
  let latin = '';
  let foreign = false;
  for (const letter of word) {
    const lookalike = latinFor(letter);
    if (lookalike === undefined && letter > '\u007f') foreign = true;
    latin += lookalike ?? letter;
  }
  return foreign && !LATIN_LETTER.test(word) ? word : latin;
}

/** The words of a text, column by column; all arrays have the same length. */
export interface Words {
  /** Normalised, without the apostrophe of `'s`; digits and letters as they stood (`pr3vious`). */
  readonly forms: readonly string[];
  /** Which sentence a word stands in, counted from 0. Lines end sentences only when blank or a list goes on. */
  readonly sentences: readonly number[];
  /** Whether the word stands between double quotes. */
  readonly quoted: readonly boolean[];
}

const LETTER = /[\p{L}\p{N}]/u;
const QUOTE = 0x22;

/** Reads the words of a text that normalizeText returned. */
export function readWords(text: string): Words {
  const forms: string[] = [];
  const sentences: number[] = [];
  const quoted: boolean[] = [];
  let sentence = 0;
  let inQuotes = false;
  const { length } = text;
  let i = 0;
  while (i < length) {
    const unit = text.charCodeAt(i);
    if (isWordUnit(text, i, unit)) {
      const start = i;
      i = endOfWord(text, i);
      let end = i;
      if (end - start > 2 && text.charCodeAt(end - 2) === 0x27 && text.charCodeAt(end - 1) === 0x73) end -= 2;
      forms.push(text.slice(start, end));
      sentences.push(sentence);
      quoted.push(inQuotes);
      continue;
    }
    if (unit === QUOTE) inQuotes = !inQuotes;
    else if (endsSentence(text, i, unit)) {
      sentence++;
      if (unit === 0x0a) inQuotes = false;
    }
    i++;
  }
  return { forms, sentences, quoted };
}

/** Letters and digits, and the signs that stand for letters when letters follow (`@ll`, `$ystem`). */
function isWordUnit(text: string, at: number, unit: number): boolean {
  if (unit < 0x80) {
    if (isAsciiLetterOrDigit(unit)) return true;
    return (unit === 0x40 || unit === 0x24) && isAsciiLetter(text.charCodeAt(at + 1));
  }
  // A surrogate pair is a letter of a rare script or a picture; pictures separate words.
  return LETTER.test(String.fromCodePoint(text.codePointAt(at) ?? unit));
}

function endOfWord(text: string, start: number): number {
  let i = start;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (isAsciiLetterOrDigit(unit)) continue;
      const followed = isAsciiLetterOrDigit(text.charCodeAt(i + 1));
      // Apostrophes join (`don't`); * ! @ $ | stand for a letter between letters (`k!ll`, `f*ck`).
      if (i === start) continue;
      if (
        followed &&
        (unit === 0x27 ||
          ((unit === 0x21 || unit === 0x40 || unit === 0x24 || unit === 0x7c) &&
            isAsciiLetter(text.charCodeAt(i + 1))))
      )
        continue;
      if (
        unit === 0x2a &&
        (followed || text.charCodeAt(i + 1) === 0x2a) &&
        isAsciiLetterOrDigit(text.charCodeAt(start)) &&
        i - start < 12
      )
        continue;
      return i;
    }
    const point = text.codePointAt(i) ?? unit;
    if (!LETTER.test(String.fromCodePoint(point))) return i;
    if (point > 0xffff) i++;
  }
  return i;
}

const isAsciiLetter = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a;
const isAsciiLetterOrDigit = (unit: number): boolean => isAsciiLetter(unit) || (unit >= 0x30 && unit <= 0x39);

/** `.`, `!`, `?` before space or the end, `;`, a blank line, a line break before a list item, and `。！？`. */
function endsSentence(text: string, at: number, unit: number): boolean {
  if (unit === 0x2e || unit === 0x21 || unit === 0x3f) {
    const next = text.charCodeAt(at + 1);
    return !(next > 0x20) || next === QUOTE || next === 0x27 || next === 0x29;
  }
  if (unit === 0x0a) {
    const next = text.charCodeAt(at + 1);
    return next === 0x0a || next === 0x2d || next === 0x2a || next === 0x23 || (next >= 0x30 && next <= 0x39);
  }
  return unit === 0x3002 || unit === 0xff01 || unit === 0xff1f || unit === 0x2026;
}

const VOWEL = /[aeiouy]/;

/** Cuts the commonest English endings, so that `kill`, `kills`, `killed` and `killing` meet. Coarse on purpose. */
export function stem(word: string): string {
  const { length } = word;
  if (length <= 3) return word;
  if (word.endsWith('ies') && length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ied') && length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ing') && length > 5) return base(word, word.slice(0, -3));
  if (word.endsWith('ed') && length > 4 && !word.endsWith('eed')) return base(word, word.slice(0, -2));
  if (word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') && !word.endsWith('is')) {
    const sibilant = /(?:ch|sh|x|z|ss)es$/.test(word);
    return base(word, word.slice(0, sibilant ? -2 : -1));
  }
  return base(word, word);
}

function base(word: string, cut: string): string {
  if (!VOWEL.test(cut)) return word;
  const bare = cut.length > 3 && cut.endsWith('e') ? cut.slice(0, -1) : cut;
  const last = bare.length - 1;
  return bare.length > 3 && bare[last] === bare[last - 1] ? bare.slice(0, -1) : bare;
}

const DISGUISED = /[0-9@$!|]/;
const PURE_NUMBER = /^[0-9]+$/;

/**
 * The words that a spelling with digits or signs may stand for (`1gn0r3` → `ignore`); empty for words spelled plainly
 * and for numbers. `1`, `!` and `|` are read as `i` and as `l`.
 */
export function plainSpellings(word: string): readonly string[] {
  if (!DISGUISED.test(word) || PURE_NUMBER.test(word)) return [];
  const first = spelled(word, false);
  return hasSecondReading(word) ? [first, spelled(word, true)] : [first];
}

function spelled(word: string, second: boolean): string {
  let plain = '';
  for (const letter of word) plain += letterBehind(letter, second) ?? letter;
  return plain;
}
