import { atOnce, type Steps } from '../../../turns.ts';
import { type Folded, fold, unfold } from './fold.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A configured word where it stands in a text. */
export interface WordMatch {
  /** Which of the words, by its place in the configuration. */
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds any of thousands of words and phrases in one pass over a text: the automaton of Aho and Corasick ("Efficient
 * string matching", 1975), over tokens instead of characters. Whole words come from the tokens, scripts without spaces
 * from their single-character tokens, and any whitespace between the words of a phrase from whitespace being no token.
 */
export class CustomWords {
  /** Token → number, from 1. */
  private readonly vocabulary: ReadonlyMap<string, number>;
  private readonly edges: Edges;
  /** The state of the longest proper suffix. */
  private readonly fallback: Int32Array;
  /** How many tokens lead to a state. */
  private readonly depth: Uint16Array;
  /** The nearest state on the way of fallbacks that ends a word; 0: none. */
  private readonly shorter: Int32Array;
  /** The last word that ends in a state, by its place from 1, and for each word the one before it; 0: none. */
  private readonly ending: Int32Array;
  private readonly endingToo: Int32Array;
  private readonly longest: number;

  /** Phrases as the numbers of their tokens; `compile` fills the automaton. */
  private constructor(vocabulary: Map<string, number>, phrases: readonly (readonly number[])[]) {
    const states = phrases.reduce((sum, phrase) => sum + phrase.length, 1);
    this.vocabulary = vocabulary;
    this.edges = new Edges(states);
    this.fallback = new Int32Array(states);
    this.depth = new Uint16Array(states);
    this.shorter = new Int32Array(states);
    this.ending = new Int32Array(states);
    this.endingToo = new Int32Array(phrases.length + 1);
    this.longest = phrases.reduce((longest, phrase) => Math.max(longest, phrase.length), 1);
  }

  /** Makes words ready in steps: thousands take some tenths of a second. */
  static *compile(words: readonly string[]): Steps<CustomWords> {
    const vocabulary = new Map<string, number>();
    const phrases: (readonly number[])[] = [];
    for (const [index, word] of words.entries()) {
      phrases.push(numbersOf(word, vocabulary));
      if (index % WORDS_IN_A_STEP === 0) yield;
    }
    const compiled = new CustomWords(vocabulary, phrases);
    yield;
    yield* compiled.link(yield* compiled.add(phrases));
    return compiled;
  }

  /** The same at once, for lists of our own. */
  static of(words: readonly string[]): CustomWords {
    return atOnce(CustomWords.compile(words));
  }

  /** Bytes that the automaton takes, about. */
  get bytes(): number {
    const arrays = [this.fallback, this.depth, this.shorter, this.ending, this.endingToo];
    return (
      arrays.reduce((sum, { byteLength }) => sum + byteLength, this.edges.bytes) +
      this.vocabulary.size * BYTES_PER_TOKEN
    );
  }

  /** Every place where a word stands, those inside longer ones included, ordered by their ends. */
  find(folded: Folded): WordMatch[] {
    const matches: WordMatch[] = [];
    atOnce(this.findInSteps(folded, (match) => matches.push(match)));
    return matches;
  }

  /** The same in steps. */
  *findInSteps(folded: Folded, found: (match: WordMatch) => void): Steps<void> {
    if (this.vocabulary.size === 0) return;
    // A ring of the last tokens: enough to know where the longest phrase began.
    const ring = new Int32Array(this.longest);
    let state = 0;
    let count = 0;
    let done = 0;
    for (const token of tokensOf(folded.text)) {
      ring[count++ % this.longest] = token.start;
      state = this.step(state, this.vocabulary.get(folded.text.slice(token.start, token.end)) ?? 0);
      for (let at = state; at !== 0; at = this.shorter[at] as number)
        for (let word = this.ending[at] as number; word !== 0; word = this.endingToo[word] as number) {
          const first = ring[(count - (this.depth[at] as number)) % this.longest] as number;
          found({ word: word - 1, ...placed(folded, first, token) });
          done++;
        }
      if (++done < TOKENS_IN_A_STEP) continue;
      done = 0;
      yield;
    }
  }

  /** Makes a state for each beginning of a phrase. @returns where each state comes from, and by which token. */
  private *add(phrases: readonly (readonly number[])[]): Steps<Origins> {
    const size = this.fallback.length;
    const origins = { count: 1, from: new Int32Array(size), token: new Int32Array(size) };
    for (const [index, phrase] of phrases.entries()) {
      if (index % WORDS_IN_A_STEP === 0) yield;
      let state = 0;
      for (const token of phrase) {
        let following = this.edges.get(state, token);
        if (following === 0) {
          following = origins.count++;
          this.edges.set(state, token, following);
          this.depth[following] = (this.depth[state] as number) + 1;
          origins.from[following] = state;
          origins.token[following] = token;
        }
        state = following;
      }
      if (state === 0) continue;
      this.endingToo[index + 1] = this.ending[state] as number;
      this.ending[state] = index + 1;
    }
    return origins;
  }

  /** Fallbacks by increasing depth, so that each one's own is known before it is needed. */
  private *link({ count, from, token }: Origins): Steps<void> {
    const states = this.byDepth(count);
    for (let at = 0; at < states.length; at++) {
      if (at % STATES_IN_A_STEP === 0) yield;
      const state = states[at] as number;
      const origin = from[state] as number;
      const suffix = origin === 0 ? 0 : this.step(this.fallback[origin] as number, token[state] as number);
      this.fallback[state] = suffix;
      this.shorter[state] = this.ending[suffix] === 0 ? (this.shorter[suffix] as number) : suffix;
    }
  }

  /** All states but the first, sorted by counting. */
  private byDepth(count: number): Int32Array {
    const places = new Int32Array(this.longest + 2);
    for (let state = 1; state < count; state++) {
      const next = (this.depth[state] as number) + 1;
      places[next] = (places[next] as number) + 1;
    }
    for (let depth = 1; depth < places.length; depth++)
      places[depth] = (places[depth] as number) + (places[depth - 1] as number);
    const sorted = new Int32Array(count - 1);
    for (let state = 1; state < count; state++) {
      const depth = this.depth[state] as number;
      const place = places[depth] as number;
      sorted[place] = state;
      places[depth] = place + 1;
    }
    return sorted;
  }

  private step(state: number, token: number): number {
    for (let at = state; ; at = this.fallback[at] as number) {
      const following = this.edges.get(at, token);
      if (following !== 0) return following;
      if (at === 0) return 0;
    }
  }
}

/** Some tenths of a millisecond each. */
const WORDS_IN_A_STEP = 10;
const STATES_IN_A_STEP = 1_000;
const TOKENS_IN_A_STEP = 500;

/** The numbers of a word's tokens; new ones are given out. */
function numbersOf(word: string, vocabulary: Map<string, number>): readonly number[] {
  const { text } = fold(word);
  const numbers: number[] = [];
  for (const { start, end } of tokensOf(text)) {
    const token = text.slice(start, end);
    const number = vocabulary.get(token) ?? vocabulary.size + 1;
    vocabulary.set(token, number);
    numbers.push(number);
  }
  return numbers;
}

/** What a token in a Map takes, about: its text, its number, its place. */
const BYTES_PER_TOKEN = 80;

interface Origins {
  /** States, the first included. */
  count: number;
  readonly from: Int32Array;
  readonly token: Int32Array;
}

/**
 * (state, token) → state, or 0. A hash table with open addresses in one array: 10,000 phrases have up to a million
 * edges, for which a Map takes ten times as much. Tokens count from 1, so that 0 marks what is free.
 */
class Edges {
  /** State, token, target for each place. */
  private readonly places: Int32Array;
  private readonly mask: number;

  constructor(most: number) {
    const capacity = 2 ** Math.ceil(Math.log2(most * 1.5 + 1));
    this.places = new Int32Array(capacity * 3);
    this.mask = capacity - 1;
  }

  get bytes(): number {
    return this.places.byteLength;
  }

  get(state: number, token: number): number {
    return this.places[this.find(state, token) + 2] as number;
  }

  set(state: number, token: number, target: number): void {
    this.places.set([state, token, target], this.find(state, token));
  }

  /** Where the edge stands, or would. */
  private find(state: number, token: number): number {
    const { places } = this;
    for (let at = mixed(state, token) & this.mask; ; at = (at + 1) & this.mask) {
      const place = at * 3;
      if (places[place + 1] === 0 || (places[place] === state && places[place + 1] === token)) return place;
    }
  }
}

/** Both numbers in all bits (the last steps of MurmurHash3), so that neighbours do not stand side by side. */
function mixed(state: number, token: number): number {
  let hash = Math.imul(state, 0x85eb_ca6b) ^ Math.imul(token, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

const placed = (folded: Folded, start: number, last: Token) => unfold(folded, start, last.end);
