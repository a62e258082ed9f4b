import type { Steps } from '../../../turns.ts';
import { piecesOf } from '../slices.ts';
import { normalizeText, readWords, stem } from '../text-normalization.ts';
import { COMMON, SILENT } from '../topics/data/common-words.ts';
import { NEGATING_WORDS, NUMBER_WORDS, OPPOSITES } from './data.ts';

/** What one sentence says, as far as words tell. */
export interface Claim {
  /** Stems of its telling words with their weight, numbers (`#1000`) and names among them. */
  readonly words: ReadonlyMap<string, number>;
  readonly numbers: ReadonlySet<string>;
  readonly isNegated: boolean;
  /** Stems that have an opposite. */
  readonly poles: ReadonlySet<string>;
}

/** Weights of words in a claim: facts are made of numbers and names. */
const WEIGH = { common: 0.3, rare: 1, name: 1.8, number: 2.5 } as const;

const SILENT_WORDS = new Set(SILENT.split(' '));
const COMMON_STEMS = new Set(COMMON.split(' ').map(stem));
/** Stem → stems of its opposites. */
export const OPPOSITES_OF = new Map<string, Set<string>>();
for (const [one, other] of OPPOSITES)
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const known = OPPOSITES_OF.get(stem(from)) ?? new Set();
    OPPOSITES_OF.set(stem(from), known.add(stem(to)));
  }

/** `1,234.50` → `1234.5`; thousands and decimals as in English and, after a comma with other than three digits, elsewhere. */
const NUMBER = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?/g;
const CAPITALISED = /(?<![.!?:]["')]?\s|^|["(]|\n\s?)\b\p{Lu}[\p{L}\p{N}]+/gu;

const WORDS_IN_A_STEP = 200;

/** The claims of a text, sentence by sentence; sentences that claim nothing are left out. Linear. */
export function* claimsOf(text: string): Steps<Claim[]> {
  const names = new Set<string>();
  for (const piece of piecesOf(text)) {
    for (const [name] of piece.matchAll(CAPITALISED)) names.add(stem(normalizeText(name)));
    yield;
  }
  const claims: Claim[] = [];
  for (const piece of piecesOf(text)) {
    const withNumbers = normalizeText(piece.replace(NUMBER, canonicalNumber));
    yield;
    const { forms, sentences } = readWords(withNumbers);
    yield;
    let done = 0;
    for (let at = 0; at < forms.length; ) {
      const sentence = sentences[at];
      const start = at;
      while (at < forms.length && sentences[at] === sentence) at++;
      const claim = claimOf(forms.slice(start, at), names);
      if (claim.words.size > 0) claims.push(claim);
      if (at - done < WORDS_IN_A_STEP) continue;
      done = at;
      yield;
    }
  }
  return claims;
}

/** The claims of several texts, one after the other. */
export function* claimsOfAll(texts: readonly string[]): Steps<Claim[]> {
  const claims: Claim[] = [];
  for (const text of texts) for (const claim of yield* claimsOf(text)) claims.push(claim);
  return claims;
}

function canonicalNumber(written: string): string {
  const plain = /,\d{3}(?!\d)/.test(written) ? written.replaceAll(',', '') : written.replace(',', '.');
  const [whole = '', decimals = ''] = plain.split('.');
  const telling = decimals.replace(/0+$/, '');
  // Words are read without points, so a decimal point becomes a letter.
  return telling === '' ? whole : `${whole}d${telling}`;
}

const IS_NUMBER = /^\d+(?:d\d+)?(?:st|nd|rd|th|k|m|bn|mg|kg|km|cm|mm|gb|mb|ms|am|pm|h|s|c|f)?$/;

function claimOf(forms: readonly string[], names: ReadonlySet<string>): Claim {
  const words = new Map<string, number>();
  const numbers = new Set<string>();
  const poles = new Set<string>();
  let negations = 0;
  for (const [at, form] of forms.entries()) {
    // "No, …" answers the question; what follows says the same once more.
    if (NEGATING_WORDS.has(form) && !(at === 0 && form === 'no')) negations++;
    const key = stem(form);
    if (OPPOSITES_OF.has(key)) poles.add(key);
    const number = IS_NUMBER.test(form) ? numberOf(form) : NUMBER_WORDS.get(form);
    if (number !== undefined) {
      // "One" is often no number; it is believed when the other side has it too.
      if (form !== 'one') {
        words.set(`#${number}`, WEIGH.number);
        numbers.add(number);
      }
    } else if (!SILENT_WORDS.has(form) && form.length > 1)
      words.set(key, names.has(key) ? WEIGH.name : COMMON_STEMS.has(key) ? WEIGH.common : WEIGH.rare);
  }
  return { words, numbers, isNegated: negations % 2 === 1, poles };
}

/** Digits and decimals, without ordinal endings and units, which are written in too many ways. */
const numberOf = (form: string): string => /^\d+(?:d\d+)?/.exec(form)?.[0].replace('d', '.') ?? form;

/** The words of several claims, each once, with their weights. */
export function* wordsOf(claims: readonly Claim[]): Steps<Map<string, number>> {
  const all = new Map<string, number>();
  let done = 0;
  for (const { words } of claims) {
    for (const [word, weight] of words) all.set(word, weight);
    done += words.size;
    if (done < WORDS_IN_A_STEP) continue;
    done = 0;
    yield;
  }
  return all;
}
