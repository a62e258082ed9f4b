import type { Span } from '../../sentences.ts';
import type { Steps } from '../../turns.ts';
import { afterCodePoint, betweenCharacters, isSpace } from './characters.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Measures pieces of a text in tokens, each in the time of a few words whatever its length. */
export interface Ruler {
  readonly text: string;
  /** Exactly what the tokenizer counts in `text.slice(start, end)`. */
  count(start: number, end: number): number;
  /**
   * The furthest place up to `limit` where a piece may end that begins at `start` and has at most `tokens`: the end of a
   * word, without the space after it; where the first one alone does not fit, between two characters. At least one
   * character is taken, even if it alone has more tokens than that.
   */
  fit(start: number, limit: number, tokens: number): number;
  /**
   * The earliest place from `floor` on where a word begins and from which on there are at most `tokens` to `end`; `end` if
   * there is none.
   */
  fitBefore(end: number, floor: number, tokens: number): number;
  /** The first place from `at` on that holds no white space; `limit` if there is none before. */
  skipSpace(at: number, limit: number): number;
  /** The same without white space around it. */
  trim(span: Span): Span;
}

const WORDS_IN_A_STEP = 500;

/** What the tokenizer makes several words of may be one to readers: `don't`, `3.14`, an address. */
const PARTS_OF_A_WORD = 32;

/** After so many words a piece is in step with the whole text, unless it begins inside of a long run. */
const WORDS_UNTIL_EXACT = 8;

/** Scripts written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Reads the text once. What it keeps is 8 bytes for each word. */
export function* createRuler(text: string, tokenizer: Tokenizer): Steps<Ruler> {
  /** Where each word ends, and the tokens of all words up to there. */
  const ends = growing();
  const sums = growing();
  let sum = 0;
  for (let at = 0; at < text.length; ) {
    let left = WORDS_IN_A_STEP;
    tokenizer.words(text, at, text.length, (end, tokens) => {
      sum += tokens;
      ends.push(end);
      sums.push(sum);
      at = end;
      return --left > 0;
    });
    yield;
  }
  return rulerOf(text, tokenizer, ends.values(), sums.values());
}

const rulerOf = (text: string, tokenizer: Tokenizer, ends: Uint32Array, sums: Uint32Array): Ruler => {
  const wordStart = (word: number): number => (word === 0 ? 0 : ends[word - 1]!);
  const sumBefore = (word: number): number => (word === 0 ? 0 : sums[word - 1]!);
  /** The word that holds a place. */
  const wordAt = (place: number): number => firstIn(ends, 0, (end) => end > place);

  /**
   * The first word from `start` on that begins where one of the whole text does, and the tokens before it. In a long run
   * whose words were cut elsewhere there may be none near; then the tokens are those up to the next, and not exact.
   */
  const enter = (
    start: number,
    end: number,
  ): { readonly word: number; readonly tokens: number; readonly isExact: boolean } => {
    let word = wordAt(start);
    if (wordStart(word) === start) return { word, tokens: 0, isExact: true };
    const next = word + 1;
    let tokens = 0;
    let left = WORDS_UNTIL_EXACT;
    tokenizer.words(text, start, end, (wordEnd, wordTokens) => {
      tokens += wordTokens;
      while (word < ends.length && wordStart(word) < wordEnd) word++;
      return wordStart(word) !== wordEnd && --left > 0;
    });
    if (left > 0) return { word, tokens, isExact: true };
    return { word: next, tokens: countAll(start, wordStart(next)), isExact: false };
  };

  const countAll = (start: number, end: number): number => {
    let sum = 0;
    tokenizer.words(text, start, end, (_end, tokens) => {
      sum += tokens;
      return true;
    });
    return sum;
  };

  const count = (start: number, end: number): number => {
    const last = end >= text.length ? ends.length : wordAt(end);
    // The last words are counted anew: white space, and what ends inside of a word, depends on what comes after.
    let tail = Math.max(0, last - 1);
    while (tail > 0 && isBlank(text, wordStart(tail), ends[tail]!)) tail--;
    if (start >= wordStart(tail)) return countAll(start, end);
    const { word, tokens, isExact } = enter(start, end);
    if (!isExact || word >= tail) return countAll(start, end);
    return tokens + sumBefore(tail) - sumBefore(word) + countAll(wordStart(tail), end);
  };

  const trimEnd = (start: number, end: number): number => {
    let at = end;
    while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
    return at;
  };

  const skipSpace = (from: number, limit: number): number => {
    let at = from;
    while (at < limit && isSpace(text.charCodeAt(at))) at++;
    return at;
  };

  /** Whether a reader would part the text there: at white space, or anywhere in scripts that have none. */
  const isBreak = (place: number): boolean =>
    place <= 0 ||
    place >= text.length ||
    isSpace(text.charCodeAt(place)) ||
    isSpace(text.charCodeAt(place - 1)) ||
    isUnspacedAt(text, place) ||
    isUnspacedAt(text, place - 1);

  /** The furthest place up to `limit` for a piece that is cut between any two characters. */
  const cut = (start: number, limit: number, tokens: number): number => {
    let fits = afterCodePoint(text, start);
    let over = limit;
    while (over > fits) {
      const middle = betweenCharacters(text, (fits + over + 1) >>> 1);
      if (middle <= fits || count(start, middle) > tokens) over = Math.min(over - 1, middle - 1);
      else fits = middle;
    }
    return fits;
  };

  const fit = (start: number, limit: number, tokens: number): number => {
    const endOf = (word: number): number => trimEnd(start, Math.min(limit, ends[word]!));
    const fits = (end: number): boolean => count(start, end) <= tokens;
    const { word: entered, tokens: head } = enter(start, limit);
    const budget = tokens - head + sumBefore(entered);
    const first = wordAt(start);
    const last = wordAt(limit - 1);
    // The first word that may be too much; without the space behind it, it may fit.
    let word = Math.min(
      last,
      firstIn(sums, entered, (sum) => sum > budget),
    );
    while (word > first && !fits(endOf(word))) word--;
    const end = endOf(word);
    if (!fits(end)) return cut(start, end, tokens);
    if (word === last) return end;
    for (let back = word; back >= first && back > word - PARTS_OF_A_WORD; back--)
      if (isBreak(endOf(back))) return endOf(back);
    return end;
  };

  const fitBefore = (end: number, floor: number, tokens: number): number => {
    const startOf = (word: number): number => skipSpace(Math.max(floor, wordStart(word)), end);
    const fits = (start: number): boolean => count(start, end) <= tokens;
    const last = wordAt(end - 1);
    const least = sums[last]! - tokens;
    let word = Math.max(
      wordAt(floor),
      firstIn(sums, 0, (sum) => sum >= least),
    );
    while (word <= last && !fits(startOf(word))) word++;
    for (; word <= last; word++) if (isBreak(startOf(word))) return startOf(word);
    return end;
  };

  const trim = ({ start, end }: Span): Span => {
    const first = skipSpace(start, end);
    return { start: first, end: trimEnd(first, end) };
  };

  return { text, count, fit, fitBefore, skipSpace, trim };
};

/** The first index from `from` on whose value passes; the values of which it does come after all others. */
const firstIn = (values: Uint32Array, from: number, passes: (value: number) => boolean): number => {
  let low = from;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(values[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const isUnspacedAt = (text: string, place: number): boolean =>
  text.charCodeAt(place) >= 0x0e00 && UNSPACED.test(text[place]!);

const isBlank = (text: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
};

interface Growing {
  push(value: number): void;
  values(): Uint32Array;
}

const growing = (): Growing => {
  let values = new Uint32Array(1_024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const longer = new Uint32Array(2 * length);
        longer.set(values);
        values = longer;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length),
  };
};
