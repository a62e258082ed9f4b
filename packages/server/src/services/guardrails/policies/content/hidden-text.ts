import { atOnce, type Steps } from '../../../turns.ts';

/**
 * Texts inside a text that a model would read and a filter of words would not: base64, hexadecimal and binary numbers,
 * escapes, rot13, words written backwards, and Unicode's invisible tag characters. Each pattern is linear and what is
 * decoded is no longer than what it was decoded from.
 */

const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const HEX = /(?:[0-9a-fA-F]{2}[ :]?){10,}/g;
const BINARY = /(?:[01]{8}[ ,]?){6,}/g;
const ESCAPED = /(?:\\x[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|&#x?[0-9a-fA-F]{2,3};){4,}/g;
const TAGS = /[\u{e0020}-\u{e007e}]{4,}/gu;
/** Words that give rot13 away: ignore, instructions, previous, system, prompt, bomb, kill. */
const ROT13 = /\b(?:vtaber|vafgehpgvbaf?|cerivbhf|flfgrz|cebzcg|qvfertneq|wnvyoernx|obzo|xvyy)\b/;
const BACKWARDS = /\b(?:erongi|snoitcurtsni|noitcurtsni|suoiverp|metsys|tpmorp|dragersid|kaerbliaj)\b/;

/** {@link hiddenTextsInSteps}, at once. */
export const hiddenTexts = (text: string, normalized: string): string[] =>
  atOnce(hiddenTextsInSteps(text, normalized));

/**
 * For a text of some thousand code units, which may be a piece of a longer one: a run that reaches the edge may have begun
 * before it, and is decoded from each of the places where it could begin. `normalized` is `text` as normalizeText returns it.
 */
export function* hiddenTextsInSteps(text: string, normalized: string): Steps<string[]> {
  const found: string[] = [];
  const add = (decoded: string): boolean => {
    if (!isProse(decoded)) return false;
    found.push(decoded);
    return true;
  };
  const { longestRun, digits, bits } = countSigns(text);
  if (longestRun >= SHORTEST_BASE64) {
    for (const { 0: run, index } of text.matchAll(BASE64))
      if (!/^[a-z]+$/.test(run)) decode(run, index, 4, (part) => add(fromBytes(part, 'base64')));
    yield;
  }
  if (digits >= 5) {
    for (const { 0: run, index } of text.matchAll(HEX))
      decode(run.replace(/[ :]/g, ''), index, 2, (part) => add(fromBytes(part, 'hex')));
    yield;
  }
  if (bits >= 48) {
    for (const { 0: run, index } of text.matchAll(BINARY))
      decode(run.replace(/[ ,]/g, ''), index, 8, (part) =>
        add(part.replace(/[01]{8}/g, (byte) => String.fromCharCode(Number.parseInt(byte, 2)))),
      );
    yield;
  }
  if (/[\\%&]/.test(text)) {
    if (text.search(ESCAPED) >= 0) add(text.replace(ESCAPED, withoutEscapes));
    yield;
  }
  for (const [run] of text.matchAll(TAGS))
    found.push([...run].map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join(''));
  if (ROT13.test(normalized)) found.push(normalized.replace(/[a-z]/g, rotate));
  yield;
  if (BACKWARDS.test(normalized)) found.push([...normalized].reverse().join(''));
  return found;
}

/** Decodes a run; one at the edge also from a later place, until something is found. */
function decode(run: string, index: number, unit: number, found: (part: string) => boolean): void {
  for (let from = 0; from < (index === 0 ? unit : 1); from++) if (found(run.slice(from))) return;
}

/** As UTF-8; a character that is cut at either end is left out. */
const fromBytes = (run: string, encoding: 'base64' | 'hex'): string =>
  Buffer.from(run, encoding)
    .toString('utf8')
    .replace(/^\ufffd{1,3}|\ufffd{1,3}$/g, '');

const withoutEscapes = (run: string): string =>
  run.replace(/(\\x|\\u00|%|&#x?)([0-9a-fA-F]{2,3});?/g, (_, kind: string, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, kind === '&#' ? 10 : 16)),
  );

const rotate = (letter: string): string => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97);

const SHORTEST_BASE64 = 16;

/** What decodings need, counted in one pass: most texts have too little of it to be searched. */
function countSigns(text: string): { longestRun: number; digits: number; bits: number } {
  let run = 0;
  let longestRun = 0;
  let digits = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (isDigit) {
      digits++;
      if (unit <= 0x31) bits++;
    }
    const isInAlphabet =
      isDigit ||
      (unit >= 0x61 && unit <= 0x7a) ||
      (unit >= 0x41 && unit <= 0x5a) ||
      unit === 0x2b ||
      unit === 0x2f ||
      unit === 0x5f ||
      unit === 0x2d;
    run = isInAlphabet ? run + 1 : 0;
    if (run > longestRun) longestRun = run;
  }
  return { longestRun, digits, bits };
}

/** Mostly letters and spaces: what a random run of letters decodes to is not. */
function isProse(decoded: string): boolean {
  if (decoded.length < 6) return false;
  const plain = decoded.match(/[A-Za-z ,.'\p{L}]/gu)?.length ?? 0;
  return plain >= decoded.length * 0.85 && !decoded.includes('\ufffd');
}
