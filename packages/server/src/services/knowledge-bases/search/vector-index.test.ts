import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../turns.ts';
import { dotProductsIn, LANES, loopMemory } from './dot-products.ts';
import { type IndexedVector, VectorIndex } from './vector-index.ts';

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);

const nearest = (vectors: readonly IndexedVector[], query: Float32Array, count: number): number[] =>
  vectors
    .map(({ number, vector }) => [number, dot(vector, query)] as const)
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([number]) => number);

const entry = (number: number, vector: Float32Array, metadata = '{}'): IndexedVector => ({
  number,
  vector,
  metadata,
});

/** Numbers from -1 to 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}

describe('the loop', () => {
  test('gives the sums that a plain loop gives, at both ends of what fits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer(),
        fc.boolean(),
        (blocks, count, seed, isExtreme) => {
          const stride = blocks * LANES;
          const memory = loopMemory(1);
          const query = new Int16Array(memory.buffer, 0, stride);
          const next = random(seed);
          const most = Math.floor((2 ** 31 - 1) / (127 * stride));
          const of = (largest: number) =>
            isExtreme ? (next() < 0 ? -largest : largest) : Math.round(next() * largest);
          for (let index = 0; index < stride; index += 1) query[index] = of(Math.min(32_767, most));
          const vectors = new Int8Array(memory.buffer, 1024, count * stride);
          for (let index = 0; index < vectors.length; index += 1) vectors[index] = of(127);
          dotProductsIn(memory)(0, 1024, 8192, count, stride);
          const products = new Int32Array(memory.buffer, 8192, count);
          for (let index = 0; index < count; index += 1) {
            let sum = 0;
            for (let at = 0; at < stride; at += 1) {
              sum += (vectors[index * stride + at] as number) * (query[at] as number);
            }
            expect(products[index]).toBe(sum);
          }
        },
      ),
    );
  });
});

describe('candidates', () => {
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.float({ min: -1, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 0, 1, -1, 1e-6, 1e-38) },
  );
  const cases = fc.integer({ min: 1, max: 40 }).chain((dimensions) =>
    fc.record({
      vectors: fc.array(fc.array(value, { minLength: dimensions, maxLength: dimensions }), {
        minLength: 1,
        maxLength: 60,
      }),
      query: fc.array(value, { minLength: dimensions, maxLength: dimensions }),
      count: fc.integer({ min: 1, max: 12 }),
      isUnit: fc.boolean(),
    }),
  );

  test('hold every one of the nearest, of whatever length and shape the vectors are', () => {
    fc.assert(
      fc.property(cases, ({ vectors, query, count, isUnit }) => {
        const made = isUnit ? unit : (values: readonly number[]) => Float32Array.from(values);
        const entries = vectors.map((values, number) => entry(number, made(values)));
        const index = new VectorIndex(query.length);
        index.add('document', entries);
        const found = new Set(index.candidates(made(query), count, Number.POSITIVE_INFINITY));
        const scores = entries.map(({ vector }) => dot(vector, made(query)));
        const least = scores.toSorted((a, b) => b - a)[Math.min(count, scores.length) - 1] as number;
        // What is as near as the last of the nearest, but for rounding, may stand for it.
        for (const [number, score] of scores.entries()) {
          if (score > least + 1e-6) expect(found.has(number)).toBe(true);
        }
        expect(found.size).toBeGreaterThanOrEqual(Math.min(count, entries.length));
      }),
      { numRuns: 300 },
    );
  });

  test('of 20,000 vectors without any order are few, and hold the ten nearest', () => {
    const next = random(7);
    const gauss = () => next() + next() + next() + next() + next() + next();
    const dimensions = 96;
    const make = () => unit(Array.from({ length: dimensions }, gauss));
    const entries = Array.from({ length: 20_000 }, (_, number) => entry(number, make()));
    const index = new VectorIndex(dimensions, entries.length);
    index.add('document', entries);
    let found = 0;
    for (let round = 0; round < 20; round += 1) {
      const query = make();
      const candidates = index.candidates(query, 10, 1_000);
      expect(candidates.length).toBeLessThan(200);
      const named = new Set(candidates);
      found += nearest(entries, query, 10).filter((number) => named.has(number)).length;
    }
    expect(found).toBe(200);
  });

  test('are those whose metadata pass', () => {
    const index = new VectorIndex(2);
    index.add('a', [
      entry(1, unit([1, 0]), '{"year":1}'),
      entry(2, unit([1, 0.1]), '{"year":2}'),
      entry(3, unit([0, 1]), '{"year":2}'),
    ]);
    const admission = atOnce(index.admitting(({ year }) => year === 2));
    expect(index.candidates(unit([1, 0]), 3, 9, admission)).toEqual([2, 3]);
    expect([1, 2, 4].map((number) => index.admits(number, admission))).toEqual([false, true, false]);
    expect([1, 4].map((number) => index.admits(number, undefined))).toEqual([true, false]);
  });

  test('of a query with other dimensions, or of nothing, are none', () => {
    const index = new VectorIndex(2);
    expect(index.candidates(unit([1, 0]), 3, 9)).toEqual([]);
    index.add('a', [entry(1, unit([1, 0])), entry(2, unit([1, 0, 0]))]);
    expect(index.size).toBe(1);
    expect(index.candidates(unit([1]), 3, 9)).toEqual([]);
  });

  test('are not lost when a number goes from one document to another, whichever is told first', () => {
    for (const isGoneFirst of [true, false]) {
      const index = new VectorIndex(2);
      index.replace('a', [entry(1, unit([1, 0]))]);
      const steps = [() => index.replace('a', []), () => index.replace('b', [entry(1, unit([0, 1]))])];
      for (const step of isGoneFirst ? steps : steps.reverse()) step();
      expect(index.size).toBe(1);
      expect(index.admits(1, undefined)).toBe(true);
      expect(index.candidates(unit([0, 1]), 5, 5)).toEqual([1]);
    }
  });

  test('follow what documents have, whatever comes and goes', () => {
    const change = fc.record({
      document: fc.constantFrom('a', 'b', 'c'),
      count: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.integer(), (changes, seed) => {
        const next = random(seed);
        const make = () => unit([next(), next(), next()]);
        const index = new VectorIndex(3);
        const held = new Map<string, readonly IndexedVector[]>();
        let number = 0;
        for (const { document, count } of changes) {
          const entries = Array.from({ length: count }, () => entry(++number, make(), `{"n":${number % 3}}`));
          index.replace(document, entries);
          held.set(document, entries);
        }
        const all = [...held.values()].flat();
        expect(index.size).toBe(all.length);
        const found = index.candidates(make(), 100, 100);
        expect(found.toSorted((a, b) => a - b)).toEqual(all.map((each) => each.number).sort((a, b) => a - b));
      }),
    );
  });
});
