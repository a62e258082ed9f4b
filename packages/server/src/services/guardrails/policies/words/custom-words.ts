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
  private readonly vocabulary = new Map<string, number>();
  /** state × STRIDE + token → state. */
  private readonly next = new Map<number, number>();
  /** The state of the longest proper suffix. */
  private readonly fallback: number[] = [0];
  /** The words that end in a state, its own. */
  private readonly ending: number[][] = [[]];
  /** How many tokens lead to a state. */
  private readonly depth: number[] = [0];
  /** The nearest state on the way of fallbacks that ends a word; 0: none. */
  private readonly shorter: number[] = [0];
  private readonly longest: number;

  constructor(words: readonly string[]) {
    for (const [index, word] of words.entries()) this.add(word, index);
    this.longest = this.depth.reduce((longest, depth) => Math.max(longest, depth), 1);
    this.link();
  }

  /** Every place where a word stands, those inside longer ones included, ordered by their ends. */
  find(folded: Folded): WordMatch[] {
    if (this.next.size === 0) return [];
    const matches: WordMatch[] = [];
    // A ring of the last tokens: enough to know where the longest phrase began.
    const ring = new Int32Array(this.longest);
    let state = 0;
    let count = 0;
    for (const token of tokensOf(folded.text)) {
      ring[count++ % this.longest] = token.start;
      state = this.step(state, this.vocabulary.get(folded.text.slice(token.start, token.end)) ?? 0);
      for (let found = state; found !== 0; found = this.shorter[found] as number)
        for (const word of this.ending[found] as number[]) {
          const first = ring[(count - (this.depth[found] as number)) % this.longest] as number;
          matches.push({ word, ...placed(folded, first, token) });
        }
    }
    return matches;
  }

  private add(word: string, index: number): void {
    const { text } = fold(word);
    let state = 0;
    for (const { start, end } of tokensOf(text)) {
      const token = this.numbered(text.slice(start, end));
      const key = state * STRIDE + token;
      let following = this.next.get(key);
      if (following === undefined) {
        following = this.depth.length;
        this.next.set(key, following);
        this.depth.push((this.depth[state] as number) + 1);
        this.fallback.push(0);
        this.ending.push([]);
        this.shorter.push(0);
      }
      state = following;
    }
    if (state !== 0) this.ending[state]?.push(index);
  }

  private numbered(token: string): number {
    const known = this.vocabulary.get(token);
    if (known !== undefined) return known;
    this.vocabulary.set(token, this.vocabulary.size + 1);
    return this.vocabulary.size;
  }

  /** Fallbacks by increasing depth, so that each one's own is known before it is needed. */
  private link(): void {
    const edges = [...this.next].map(([key, target]) => ({
      from: Math.floor(key / STRIDE),
      token: key % STRIDE,
      target,
    }));
    edges.sort((a, b) => (this.depth[a.target] as number) - (this.depth[b.target] as number));
    for (const { from, token, target } of edges) {
      if (from !== 0) this.fallback[target] = this.step(this.fallback[from] as number, token);
      const suffix = this.fallback[target] as number;
      this.shorter[target] = this.ending[suffix]?.length ? suffix : (this.shorter[suffix] as number);
    }
  }

  private step(state: number, token: number): number {
    for (let at = state; ; at = this.fallback[at] as number) {
      const following = this.next.get(at * STRIDE + token);
      if (following !== undefined) return following;
      if (at === 0) return 0;
    }
  }
}

/** More tokens than 10,000 words of 100 characters can have. */
const STRIDE = 2 ** 21;

const placed = (folded: Folded, start: number, last: Token) => unfold(folded, start, last.end);
