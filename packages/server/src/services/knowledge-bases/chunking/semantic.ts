import type { SemanticChunkingConfiguration } from '@streambed/model/bedrock-agent';
import type { Span } from '../../sentences.ts';
import type { Steps } from '../../turns.ts';
import { pack } from './pack.ts';
import type { Ruler } from './ruler.ts';
import type { Section } from './sections.ts';

/** Texts to vectors, one for each in order, of any length but 0. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** Texts that are embedded together. */
const BATCH = 256;

/**
 * Tokens of what is embedded as one sentence. Three of them are embedded together with a bufferSize of 1, and embedding
 * models take 8,192 tokens.
 */
const LONGEST_SENTENCE = 2_000;

const SENTENCES_IN_A_STEP = 50;

/**
 * Cuts a section where the meaning turns. Each sentence is embedded together with `bufferSize` neighbours on both sides;
 * two that follow each other are parted where their cosine distance is above the given percentile of all such distances
 * of the section. What is longer than `maxTokens` then is cut between sentences. Source: user guide, "Semantic chunking".
 */
export function* cutByMeaning(
  ruler: Ruler,
  section: Section,
  { maxTokens, bufferSize, breakpointPercentileThreshold }: SemanticChunkingConfiguration,
  embed: Embed,
): Steps<Span[]> {
  const units = yield* unitsOf(ruler, section, Math.min(maxTokens, LONGEST_SENTENCE));
  const distances = yield* distancesOf(ruler.text, units, bufferSize, embed);
  const threshold = percentile(distances, breakpointPercentileThreshold);
  const pieces: Span[] = [];
  const packing = { maxTokens, overlapTokens: 0, fill: 0 };
  let first = 0;
  for (let unit = 0; unit < units.length; unit++) {
    const isLast = unit === units.length - 1;
    if (!isLast && !(distances[unit]! > threshold)) continue;
    const group = { ...section, start: units[first]!.start, end: units[unit]!.end };
    for (const piece of yield* pack(ruler, group, packing)) pieces.push(piece);
    first = unit + 1;
  }
  return pieces;
}

/** The sentences of a section, those that are too long in pieces. */
function* unitsOf(ruler: Ruler, { sentences }: Section, maxTokens: number): Steps<Span[]> {
  const units: Span[] = [];
  const packing = { maxTokens, overlapTokens: 0, fill: 0 };
  for (const [index, sentence] of sentences.entries()) {
    for (const unit of yield* pack(ruler, { ...sentence, sentences: [] }, packing)) units.push(unit);
    if (index % SENTENCES_IN_A_STEP === 0) yield;
  }
  return units;
}

/** How far each unit is from the next: one number less than units. */
function* distancesOf(
  text: string,
  units: readonly Span[],
  bufferSize: number,
  embed: Embed,
): Steps<Float64Array> {
  const distances = new Float64Array(Math.max(0, units.length - 1));
  if (units.length < 2) return distances;
  const withNeighbours = (unit: number): string =>
    text.slice(
      units[Math.max(0, unit - bufferSize)]!.start,
      units[Math.min(units.length - 1, unit + bufferSize)]!.end,
    );
  let before: Float32Array | undefined;
  for (let from = 0; from < units.length; from += BATCH) {
    const texts = units.slice(from, from + BATCH).map((_, index) => withNeighbours(from + index));
    let vectors: readonly Float32Array[] = [];
    yield embed(texts).then((answer) => {
      vectors = answer;
    });
    for (const [index, vector] of vectors.entries()) {
      if (before) distances[from + index - 1] = cosineDistance(before, vector);
      before = vector;
    }
  }
  return distances;
}

/** 0 for the same direction, 1 for none in common, 2 for the opposite; 1 where a vector has no direction. */
const cosineDistance = (one: Float32Array, other: Float32Array): number => {
  let dot = 0;
  let squaresOfOne = 0;
  let squaresOfOther = 0;
  for (let at = 0; at < one.length; at++) {
    const a = one[at]!;
    const b = other[at] ?? 0;
    dot += a * b;
    squaresOfOne += a * a;
    squaresOfOther += b * b;
  }
  const lengths = Math.sqrt(squaresOfOne * squaresOfOther);
  return lengths === 0 ? 1 : 1 - dot / lengths;
};

/** The value below which `percent` percent of the values lie, between two of them in proportion. */
const percentile = (values: Float64Array, percent: number): number => {
  if (values.length === 0) return 0;
  const sorted = values.toSorted();
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
};
