import type { JsonObject } from '@streambed/model';
import type { Steps } from '../../turns.ts';
import { dotProductsIn, LANES, type LoopMemory, loopMemory } from './dot-products.ts';

/** How many products the loop makes before they are looked at: few enough to lie in the processor's nearest cache. */
const BLOCK = 4096;
const PAGE = 65_536;
/** What a slot takes up besides its bytes: numbers, lists of its document, entries of maps. */
const SLOT_OVERHEAD = 120;
/** Codes of vectors are signed bytes. */
const LARGEST_CODE = 127;
/** UTF-16 units of metadata that a step of a filter reads. */
const READ_IN_STEP = 4096;
const LARGEST_PRODUCT = 2 ** 31 - 1;
const FREE = -1;
/** Candidates that are compared exactly without more ado: a millisecond. */
const MANY = 100;
const SPREAD = 6;

/** A vector on its way into the index. */
export interface IndexedVector {
  readonly number: number;
  readonly vector: Float32Array;
  /** JSON text. */
  readonly metadata: string;
}

/** The bytes that so many vectors will take up, metadata aside. */
export const estimatedBytes = (vectors: number, dimensions: number): number =>
  vectors * (dimensions + SLOT_OVERHEAD);

/**
 * The vectors of one knowledge base in memory, a byte for each number, grouped by document. It names candidates, among
 * which the nearest certainly are; who asks compares those exactly.
 *
 * A vector x is kept as whole numbers c from -127 to 127 and a scale s, so that x = s·c + e with an error e whose length
 * is known. For a query q, kept alike with an error f, x·q lies within |x||f| + |e||q - f| of s·c·(q - f), by the
 * Cauchy–Schwarz inequality. What cannot be among the nearest by these bounds is left out, and nothing else.
 */
export class VectorIndex {
  readonly dimensions: number;
  readonly #stride: number;
  readonly #productsAt: number;
  readonly #vectorsAt: number;
  readonly #memory: LoopMemory;
  readonly #scan: ReturnType<typeof dotProductsIn>;
  /** Slots that were ever filled; the free ones among them are in #free. */
  #used = 0;
  #capacity = 0;
  readonly #free: number[] = [];
  #numbers = new Float64Array(0);
  #scales = new Float32Array(0);
  #errors = new Float32Array(0);
  #lengths = new Float32Array(0);
  /** Which of #metadata; FREE for a slot without a vector. */
  #metadataOf = new Int32Array(0);
  #scores = new Float32Array(0);
  readonly #slotOf = new Map<number, number>();
  readonly #slotsOfDocument = new Map<string, readonly number[]>();
  readonly #metadata: string[] = [];
  readonly #parsed: (JsonObject | undefined)[] = [];
  readonly #metadataIds = new Map<string, number>();
  #metadataBytes = 0;

  /** `expected` vectors are made room for; more are welcome. */
  constructor(dimensions: number, expected = 0) {
    this.dimensions = dimensions;
    this.#stride = Math.max(LANES, Math.ceil(dimensions / LANES) * LANES);
    this.#productsAt = this.#stride * Int16Array.BYTES_PER_ELEMENT;
    this.#vectorsAt = this.#productsAt + BLOCK * Int32Array.BYTES_PER_ELEMENT;
    this.#memory = loopMemory(Math.ceil(this.#vectorsAt / PAGE));
    this.#scan = dotProductsIn(this.#memory);
    this.#grow(expected);
  }

  get size(): number {
    return this.#slotOf.size;
  }

  /** What it takes up, about. */
  get bytes(): number {
    const { byteLength } = this.#memory.buffer;
    return byteLength + this.#capacity * SLOT_OVERHEAD + this.#metadataBytes;
  }

  /** Metadata that nobody has any more are kept: whether they are most of all, and it should be made anew. */
  get isWorn(): boolean {
    return this.#metadata.length > 1_000 && this.#metadata.length > 2 * this.size;
  }

  has(number: number): boolean {
    return this.#slotOf.has(number);
  }

  /** Makes these the vectors of a document, whatever it had before; those of other dimensions are left out. */
  replace(document: string, vectors: readonly IndexedVector[]): void {
    for (const slot of this.#slotsOfDocument.get(document) ?? []) this.#remove(slot);
    this.#slotsOfDocument.delete(document);
    this.add(document, vectors);
  }

  /** Adds vectors to those that a document has. */
  add(document: string, vectors: readonly IndexedVector[]): void {
    const slots = vectors
      .filter(({ vector }) => vector.length === this.dimensions)
      .map((vector) => this.#put(vector));
    if (slots.length === 0) return;
    this.#slotsOfDocument.set(document, [...(this.#slotsOfDocument.get(document) ?? []), ...slots]);
  }

  /**
   * The metadata for which `passes` is true, to be asked for many vectors; a filter over the whole index, in steps, since
   * every chunk may have metadata of its own. Those that come meanwhile are not admitted.
   */
  *admitting(passes: (metadata: JsonObject) => boolean): Steps<Admission> {
    const admission = new Uint8Array(this.#metadata.length);
    let read = 0;
    for (let id = 0; id < admission.length; id += 1) {
      admission[id] = passes(this.#metadataWith(id)) ? 1 : 0;
      read += (this.#metadata[id] as string).length;
      if (read < READ_IN_STEP) continue;
      read = 0;
      yield;
    }
    return admission;
  }

  /** Whether it has the chunk, and its metadata pass. */
  admits(number: number, admission: Admission | undefined): boolean {
    const slot = this.#slotOf.get(number);
    if (slot === undefined) return false;
    return admission === undefined || admission[this.#metadataOf[slot] as number] === 1;
  }

  /**
   * Numbers of the chunks among which the `count` nearest are, best guess first. Where the bounds leave very many, they are
   * narrowed to what is all but certain. More than `limit` are named only if `count` is more; then, and when very many
   * vectors are almost the same, the guess decides.
   */
  candidates(query: Float32Array, count: number, limit: number, admission?: Admission): number[] {
    if (query.length !== this.dimensions || this.#used === 0 || count < 1) return [];
    const { scale, error, length } = this.#placeQuery(query);
    const worst = new SmallestOfLargest(count);
    this.#score(scale, admission, (slot, score) => worst.add(score - this.#boundOf(slot, error, length)));
    const least = worst.value;
    const slots: number[] = [];
    for (let slot = 0; slot < this.#used; slot += 1) {
      const score = this.#scores[slot] as number;
      if (score !== Number.NEGATIVE_INFINITY && score + this.#boundOf(slot, error, length) >= least) {
        slots.push(slot);
      }
    }
    const scoreOf = (slot: number) => this.#scores[slot] as number;
    const named =
      slots.length > Math.max(MANY, 2 * count) ? this.#likely(slots, count, error, length) : slots;
    named.sort((a, b) => scoreOf(b) - scoreOf(a));
    return named.slice(0, Math.max(count, limit)).map((slot) => this.#numbers[slot] as number);
  }

  /**
   * Those of the slots that are all but certainly enough. A rounding error knows nothing of the query, and in some hundred
   * dimensions it would have to lie along it, of all directions, to reach as far as it is long: beyond SPREAD / √dimensions of
   * that it does once in a thousand million times, as 6 standard deviations do.
   */
  #likely(slots: readonly number[], count: number, error: number, length: number): number[] {
    const share = Math.min(1, SPREAD / Math.sqrt(this.dimensions));
    const boundOf = (slot: number) => share * this.#boundOf(slot, error, length);
    const worst = new SmallestOfLargest(count);
    for (const slot of slots) worst.add((this.#scores[slot] as number) - boundOf(slot));
    return slots.filter((slot) => (this.#scores[slot] as number) + boundOf(slot) >= worst.value);
  }

  /** How far the score of a slot may be from the truth, what 32-bit floats round off included. */
  #boundOf(slot: number, queryError: number, queryLength: number): number {
    const length = this.#lengths[slot] as number;
    const bound = length * queryError + (this.#errors[slot] as number) * queryLength;
    return bound * 1.001 + 1e-6 * length * queryLength;
  }

  /** Scores every vector that is admitted, and writes minus infinity for the others. */
  #score(
    queryScale: number,
    admission: Admission | undefined,
    found: (slot: number, score: number) => void,
  ): void {
    const metadataOf = this.#metadataOf;
    const scores = this.#scores;
    const scales = this.#scales;
    const products = new Int32Array(this.#memory.buffer, this.#productsAt, BLOCK);
    for (let first = 0; first < this.#used; first += BLOCK) {
      const count = Math.min(BLOCK, this.#used - first);
      const vectors = this.#vectorsAt + first * this.#stride;
      this.#scan(0, vectors, this.#productsAt, count, this.#stride);
      for (let index = 0; index < count; index += 1) {
        const slot = first + index;
        const metadata = metadataOf[slot] as number;
        if (metadata === FREE || (admission !== undefined && admission[metadata] !== 1)) {
          scores[slot] = Number.NEGATIVE_INFINITY;
          continue;
        }
        scores[slot] = (products[index] as number) * (scales[slot] as number) * queryScale;
        // As it was rounded, so that it is the same whenever it is looked at.
        found(slot, scores[slot] as number);
      }
    }
  }

  /** Writes the query where the loop reads it: as large numbers as leave every sum of products below 2^31. */
  #placeQuery(query: Float32Array): { scale: number; error: number; length: number } {
    const largest = Math.min(32_767, Math.floor(LARGEST_PRODUCT / (LARGEST_CODE * this.dimensions)));
    const codes = new Int16Array(this.#memory.buffer, 0, this.#stride);
    codes.fill(0);
    return { ...encode(query, codes, largest) };
  }

  #put({ number, vector, metadata }: IndexedVector): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#capacity) this.#grow(Math.ceil(this.#capacity * 1.5) + 1024);
    const at = this.#vectorsAt + slot * this.#stride;
    const codes = new Int8Array(this.#memory.buffer, at, this.#stride);
    codes.fill(0);
    const { scale, error, length } = encode(vector, codes, LARGEST_CODE);
    this.#numbers[slot] = number;
    this.#scales[slot] = scale;
    this.#errors[slot] = error;
    this.#lengths[slot] = length + error;
    this.#metadataOf[slot] = this.#metadataId(metadata);
    this.#slotOf.set(number, slot);
    return slot;
  }

  #remove(slot: number): void {
    const number = this.#numbers[slot] as number;
    // The store gives a number again when its chunk is gone, perhaps to a document that was brought up to date before.
    if (this.#slotOf.get(number) === slot) this.#slotOf.delete(number);
    this.#metadataOf[slot] = FREE;
    this.#free.push(slot);
  }

  #metadataId(metadata: string): number {
    const known = this.#metadataIds.get(metadata);
    if (known !== undefined) return known;
    const id = this.#metadata.push(metadata) - 1;
    this.#metadataIds.set(metadata, id);
    // As text, as a key, and perhaps parsed.
    this.#metadataBytes += 4 * metadata.length + SLOT_OVERHEAD;
    return id;
  }

  #metadataWith(id: number): JsonObject {
    let parsed = this.#parsed[id];
    if (parsed === undefined) {
      parsed = JSON.parse(this.#metadata[id] as string) as JsonObject;
      this.#parsed[id] = parsed;
    }
    return parsed;
  }

  #grow(capacity: number): void {
    if (capacity <= this.#capacity) return;
    const missing = this.#vectorsAt + capacity * this.#stride - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#capacity = capacity;
    this.#numbers = copied(this.#numbers, new Float64Array(capacity));
    this.#scales = copied(this.#scales, new Float32Array(capacity));
    this.#errors = copied(this.#errors, new Float32Array(capacity));
    this.#lengths = copied(this.#lengths, new Float32Array(capacity));
    this.#metadataOf = copied(this.#metadataOf, new Int32Array(capacity).fill(FREE));
    this.#scores = new Float32Array(capacity);
  }
}

/** For each of the index's metadata, whether it passes. */
export type Admission = Uint8Array;

/**
 * Writes a vector as whole numbers from -largest to largest. Answers what they must be multiplied with, the length of
 * what was rounded off, and the length of what is left.
 */
function encode(
  vector: Float32Array,
  codes: Int8Array | Int16Array,
  largest: number,
): { readonly scale: number; readonly error: number; readonly length: number } {
  let peak = 0;
  // By index: an iterator takes several times as long, and an index is filled with very many.
  for (let index = 0; index < vector.length; index += 1) {
    const size = Math.abs(vector[index] as number);
    // What is no number stays, so that it is seen below.
    if (size > peak || Number.isNaN(size)) peak = size;
  }
  if (!(peak > 0 && Number.isFinite(peak))) return { scale: 0, error: 0, length: 0 };
  // Rounded as it will be kept, so that the error is that of the scale that is used.
  const scale = Math.fround(peak / largest);
  // Numbers that are all but nothing.
  if (scale === 0) return { scale: 0, error: peak * Math.sqrt(vector.length), length: 0 };
  let error = 0;
  let length = 0;
  for (let index = 0; index < vector.length; index += 1) {
    const value = vector[index] as number;
    const code = Math.max(-largest, Math.min(largest, Math.round(value / scale)));
    codes[index] = code;
    const kept = code * scale;
    const lost = value - kept;
    error += lost * lost;
    length += kept * kept;
  }
  return { scale, error: Math.sqrt(error), length: Math.sqrt(length) };
}

const copied = <Numbers extends Float64Array | Float32Array | Int32Array>(
  from: Numbers,
  to: Numbers,
): Numbers => {
  to.set(from);
  return to;
};

/** Of the `count` largest numbers that it was told, the smallest; minus infinity before there are so many. A heap. */
class SmallestOfLargest {
  readonly #heap: Float64Array;
  #size = 0;

  constructor(count: number) {
    this.#heap = new Float64Array(count);
  }

  get value(): number {
    return this.#size < this.#heap.length ? Number.NEGATIVE_INFINITY : (this.#heap[0] as number);
  }

  add(value: number): void {
    const heap = this.#heap;
    if (this.#size < heap.length) {
      let at = this.#size;
      this.#size += 1;
      while (at > 0) {
        const above = (at - 1) >> 1;
        if ((heap[above] as number) <= value) break;
        heap[at] = heap[above] as number;
        at = above;
      }
      heap[at] = value;
      return;
    }
    if (value <= (heap[0] as number)) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && (heap[below + 1] as number) < (heap[below] as number)) below += 1;
      if ((heap[below] as number) >= value) break;
      heap[at] = heap[below] as number;
      at = below;
    }
    heap[at] = value;
  }
}
