import type { Span } from '../../sentences.ts';
import type { Steps } from '../../turns.ts';
import { afterCodePoint } from './characters.ts';
import type { Ruler } from './ruler.ts';
import type { Section, Sentence } from './sections.ts';

/** How a stretch of text is filled into pieces. */
export interface Packing {
  /** No piece has more, unless a single character has. */
  readonly maxTokens: number;
  /** Tokens at the end of a piece that the next one begins with again, at most. */
  readonly overlapTokens: number;
  /**
   * The part of `maxTokens` that a piece has at least before it may end with a sentence: at 0 every piece does, unless a
   * sentence alone is too long; else one ends with a word where no sentence ends in what is left.
   */
  readonly fill: number;
}

/** A piece that honours sentences ends before a heading when it has this part of its tokens. */
const ENOUGH_BEFORE_HEADING = 0.5;

const PIECES_IN_A_STEP = 20;

/** Cuts a section into pieces that hold all of it but white space, in time that grows with their number. */
export function* pack(ruler: Ruler, section: Section, packing: Packing): Steps<Span[]> {
  const { sentences, end: limit } = section;
  const { maxTokens, overlapTokens } = packing;
  const pieces: Span[] = [];
  let done = section.start;
  let start = ruler.skipSpace(section.start, limit);
  while (start < limit) {
    const full = ruler.fit(start, limit, maxTokens);
    const end = full >= limit ? full : endOf(ruler, sentences, { start, end: full }, done, packing);
    pieces.push({ start, end });
    done = end;
    const next = ruler.skipSpace(end, limit);
    if (next >= limit) break;
    start = overlapTokens > 0 ? overlapStart(ruler, sentences, { start, end }, next, limit, packing) : next;
    if (pieces.length % PIECES_IN_A_STEP === 0) yield;
  }
  return pieces;
}

/** Where a piece ends for which there is more text than fits: behind `done`, where the last one ended. */
const endOf = (
  ruler: Ruler,
  sentences: readonly Sentence[],
  { start, end }: Span,
  done: number,
  { maxTokens, fill }: Packing,
): number => {
  const least = Math.max(start, done, fill > 0 ? ruler.fit(start, end, Math.ceil(maxTokens * fill)) : 0);
  let best = end;
  let last = lastEndingAt(sentences, end);
  const found = sentences[last];
  if (!found || found.end <= least) return best;
  best = found.end;
  // A heading belongs to what comes after it.
  while (last > 0 && sentences[last]!.isHeading && sentences[last - 1]!.end > least)
    best = sentences[--last]!.end;
  if (sentences[last]!.isHeading) best = found.end;
  if (fill > 0) return best;
  for (let at = last; at > 0; at--) {
    const { start: from, isHeading } = sentences[at]!;
    const before = sentences[at - 1]!;
    if (from <= start || before.end <= least) break;
    if (!isHeading || before.isHeading) continue;
    return ruler.count(start, before.end) >= maxTokens * ENOUGH_BEFORE_HEADING ? before.end : best;
  }
  return best;
};

/** Where the next piece begins: in the last one, as far as what must come behind it still fits; else at `next`. */
const overlapStart = (
  ruler: Ruler,
  sentences: readonly Sentence[],
  { start, end }: Span,
  next: number,
  limit: number,
  packing: Packing,
): number => {
  const { maxTokens, overlapTokens } = packing;
  const floor = ruler.skipSpace(afterCodePoint(ruler.text, start), end);
  const needed = neededAfter(ruler, sentences, next, limit, packing);
  const room = maxTokens - ruler.count(next, needed);
  for (let tokens = Math.min(overlapTokens, room); tokens > 0; tokens >>>= 1) {
    let from = ruler.fitBefore(end, floor, tokens);
    // A sentence that begins there is a better beginning than a word.
    const sentence = sentences[lastEndingAt(sentences, from - 1) + 1];
    if (sentence && sentence.start >= from && sentence.start < end) from = sentence.start;
    if (from < end && ruler.fit(from, limit, maxTokens) >= needed) return from;
  }
  return next;
};

/** What must fit behind the overlap: the next sentence where those are honoured and it fits at all, else a word. */
const neededAfter = (
  ruler: Ruler,
  sentences: readonly Sentence[],
  next: number,
  limit: number,
  { maxTokens, fill }: Packing,
): number => {
  const word = ruler.fit(next, limit, 1);
  if (fill > 0) return word;
  const sentence = sentences[lastEndingAt(sentences, next) + 1];
  return sentence && sentence.end <= limit && ruler.count(next, sentence.end) <= maxTokens
    ? sentence.end
    : word;
};

/** The index of the last sentence that ends at `place` or before; -1: none. */
const lastEndingAt = (sentences: readonly Sentence[], place: number): number => {
  let low = -1;
  let high = sentences.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (sentences[middle]!.end <= place) low = middle;
    else high = middle - 1;
  }
  return low;
};
