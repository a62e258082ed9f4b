import { atOnce, type Steps } from '../../../turns.ts';
import { piecesOf } from '../slices.ts';
import { normalizeText, readWords } from '../text-normalization.ts';
import { type Claim, claimsOf, claimsOfAll, OPPOSITES_OF, wordsOf } from './claims.ts';
import { ANSWERS_TO } from './data.ts';

/** What is left of a claim's support when … */
const LEFT = {
  /** it has a number that its source has not. */
  wrongNumber: 0.25,
  /** it denies what the nearest sentence of its source says, or says its opposite. */
  contradiction: 0.25,
} as const;
/** A claim contradicts a sentence of the source only when it speaks of the same: of so much of its words. */
const SAME_SUBJECT = 0.5;
/** A word's sentences in the source are looked up to that many; words that stand everywhere tell no place. */
const MOST_PLACES = 64;
/** Of the support, how much comes from one place of the source rather than from anywhere in it. */
const FROM_ONE_PLACE = 0.4;
/** How much the worst claim counts against the mean of all. */
const WORST = 0.6;

/** {@link scoreGrounding} of the first kind, at once. */
export const groundingScore = (answer: string, sources: readonly string[]): number =>
  atOnce(scoreGrounding({ answer, sources }, ['GROUNDING'])).GROUNDING ?? 0;

/** {@link scoreGrounding} of the second kind, at once. */
export const relevanceScore = (
  answer: string,
  queries: readonly string[],
  sources: readonly string[],
): number => atOnce(scoreGrounding({ answer, queries, sources }, ['RELEVANCE'])).RELEVANCE ?? 0;

export interface Grounds {
  readonly answer: string;
  readonly sources: readonly string[];
  readonly queries?: readonly string[];
}

/** The scores that are asked for, each in [0, 1]. */
export function* scoreGrounding(
  { answer, sources, queries = [] }: Grounds,
  types: readonly ('GROUNDING' | 'RELEVANCE')[],
): Steps<{ readonly GROUNDING?: number; readonly RELEVANCE?: number }> {
  const claims = yield* claimsOf(answer);
  const source = yield* claimsOfAll(sources);
  return {
    ...(types.includes('GROUNDING') && { GROUNDING: yield* grounding(claims, source) }),
    ...(types.includes('RELEVANCE') && { RELEVANCE: yield* relevance(answer, claims, queries, source) }),
  };
}

/**
 * How much of what `claims` say stands in `sources`: for each sentence the share of its telling words,
 * numbers and names that the source has, most of all in one place; a wrong number, a negation or an opposite takes most of it.
 * A lexical measure: it knows no inference and few synonyms. An answer that claims nothing is grounded.
 */
function* grounding(claims: readonly Claim[], sources: readonly Claim[]): Steps<number> {
  if (claims.length === 0) return 1;
  const source = yield* indexOf(sources);
  let sum = 0;
  let weights = 0;
  let worst = 1;
  for (const claim of claims) {
    const weight = weightOf(claim);
    const support = supportOf(claim, source);
    sum += weight * support;
    weights += weight;
    // A remark of a word or two ("Sure!") is no claim that could be false.
    if (weight >= 1.5) worst = Math.min(worst, support);
    yield;
  }
  const mean = sum / weights;
  return rounded(Math.min(mean, WORST * worst + (1 - WORST) * mean));
}

/**
 * How far `answer` is about what `queries` ask: the share of the question's telling words that it takes up,
 * or that stand in the places of the sources from which it answers; an answer of the kind asked for (a number to "how
 * many", a name to "who") counts too.
 */
function* relevance(
  answer: string,
  claims: readonly Claim[],
  queries: readonly string[],
  sources: readonly Claim[],
): Steps<number> {
  const asked = yield* bagOf(yield* claimsOfAll(queries));
  const answered = yield* bagOf(claims);
  if (asked.weight === 0) return 1;
  if (answered.weight === 0) return 0;
  const direct = yield* shareOf(asked, answered.words);
  let bridged = 0;
  for (const place of sources) {
    const taken = yield* shareOf(answered, place.words);
    if (taken > 0)
      bridged = Math.max(bridged, (yield* shareOf(asked, place.words)) * Math.min(1, 0.4 + taken));
    yield;
  }
  const kind = kindAsked(queries);
  const isOfKind =
    kind === 'number'
      ? claims.some(({ numbers }) => numbers.size > 0)
      : kind === 'name' && (yield* hasName(answer));
  const best = Math.max(direct, bridged);
  // One word of the question in a long answer is already a sign; all of them are rarely repeated.
  return rounded(Math.min(1, best ** 0.6 + (isOfKind && best > 0 ? 0.15 : 0)));
}

function* hasName(text: string): Steps<boolean> {
  for (const piece of piecesOf(text)) {
    if (/\p{Lu}\p{L}+/u.test(piece)) return true;
    yield;
  }
  return false;
}

interface SourceIndex {
  readonly claims: readonly Claim[];
  /** Word → the places of the first claims that have it. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

function* indexOf(claims: readonly Claim[]): Steps<SourceIndex> {
  const places = new Map<string, number[]>();
  for (const [place, { words }] of claims.entries()) {
    for (const word of words.keys()) {
      const list = places.get(word);
      if (!list) places.set(word, [place]);
      else if (list.length < MOST_PLACES) list.push(place);
    }
    yield;
  }
  return { claims, places };
}

function supportOf(claim: Claim, source: SourceIndex): number {
  const total = weightOf(claim);
  const shared = new Map<number, number>();
  let anywhere = 0;
  for (const [word, weight] of claim.words) {
    const places = source.places.get(word) ?? [];
    if (places.length > 0) anywhere += weight;
    for (const place of places) shared.set(place, (shared.get(place) ?? 0) + weight);
  }
  let nearest: Claim | undefined;
  let here = 0;
  for (const [place, weight] of shared)
    if (weight > here) {
      here = weight;
      nearest = source.claims[place];
    }
  let support = ((1 - FROM_ONE_PLACE) * anywhere + FROM_ONE_PLACE * here) / total;
  if ([...claim.numbers].some((number) => !source.places.has(`#${number}`))) support *= LEFT.wrongNumber;
  if (nearest && here / total >= SAME_SUBJECT && contradicts(claim, nearest)) support *= LEFT.contradiction;
  return support;
}

function contradicts(claim: Claim, source: Claim): boolean {
  const isOpposite = [...claim.poles].some(
    (pole) =>
      !source.poles.has(pole) && [...(OPPOSITES_OF.get(pole) ?? [])].some((other) => source.poles.has(other)),
  );
  return (claim.isNegated !== source.isNegated) !== isOpposite;
}

function weightOf({ words }: Claim): number {
  let sum = 0;
  for (const weight of words.values()) sum += weight;
  return sum;
}

/** The words of several claims and what they weigh together. */
interface Bag {
  readonly words: ReadonlyMap<string, number>;
  readonly weight: number;
}

function* bagOf(claims: readonly Claim[]): Steps<Bag> {
  const words = yield* wordsOf(claims);
  let weight = 0;
  for (const one of words.values()) weight += one;
  return { words, weight };
}

const WORDS_IN_A_STEP = 1_000;

/** The share of the weight of `words` that `others` have. Costs what the smaller of the two is long. */
function* shareOf(words: Bag, others: ReadonlyMap<string, number>): Steps<number> {
  if (words.weight === 0) return 0;
  let shared = 0;
  let done = 0;
  const [fewer, more] = others.size < words.words.size ? [others, words.words] : [words.words, others];
  for (const word of fewer.keys()) {
    if (more.has(word)) shared += words.words.get(word) ?? 0;
    if (++done % WORDS_IN_A_STEP === 0) yield;
  }
  return shared / words.weight;
}

function kindAsked(queries: readonly string[]): 'number' | 'name' | undefined {
  for (const form of readWords(normalizeText(queries.join('\n').slice(0, 1_000))).forms) {
    const kind = ANSWERS_TO[form];
    if (kind) return kind;
  }
  return undefined;
}

/** Two decimals, as scores are read. */
const rounded = (score: number): number => Math.round(score * 100) / 100;
