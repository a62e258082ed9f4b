import type { JsonObject, JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowNode } from '../definition/index.ts';
import { arbitraryFlow } from './test-support/arbitrary-flow.ts';
import { runReference } from './test-support/reference.ts';
import { runDriver } from './test-support/run-driver.ts';
import { runEngine } from './test-support/run-engine.ts';

/** Some deterministic work: a digit, or an array of up to four digits. */
function compute(node: FlowNode, inputs: JsonObject): JsonValue {
  let mixed = 7;
  for (const character of node.name + JSON.stringify(inputs))
    mixed = (mixed * 31 + character.charCodeAt(0)) % 1_000_003;
  if (node.outputs?.[0]?.type !== 'Array') return mixed % 10;
  return Array.from({ length: mixed % 5 }, (_, index) => (mixed + index * 3) % 10);
}

const sorted = (runs: readonly string[]): string[] => [...runs].sort();

const digit = fc.integer({ min: 0, max: 9 });
const orders = fc.array(fc.nat());

/** Answers from `order`, over and over. */
function picker(order: readonly number[]): (choices: number) => number {
  let turn = 0;
  return (choices) => (order[turn++ % Math.max(order.length, 1)] ?? 0) % choices;
}

test('random flows run as the naive interpreter says: same outputs, same multiset of node runs', () => {
  let runs = 0;
  fc.assert(
    fc.property(arbitraryFlow(), digit, orders, (flow, document, order) => {
      const expected = runReference(flow, document, compute);
      const actual = runEngine(flow, document, compute, { pick: picker(order) });
      runs += actual.runs.length;
      expect(actual.state.fault).toBe(null);
      expect(actual.state.status).toBe('succeeded');
      expect(sorted(actual.runs)).toEqual(sorted(expected.runs));
      expect(actual.outputs).toEqual(expected.outputs);
    }),
    { numRuns: 1_500 },
  );
  expect(runs).toBeGreaterThan(1_500);
});

test('writing the state out and reading it back before every advance changes nothing', () => {
  fc.assert(
    fc.property(
      arbitraryFlow(),
      digit,
      orders,
      fc.record({
        maxConcurrency: fc.constantFrom(1, 2, Number.MAX_SAFE_INTEGER),
        stepsPerAdvance: fc.constantFrom(1, 2, 5, 512),
      }),
      (flow, document, order, settings) => {
        const straight = runEngine(flow, document, compute, { pick: picker(order), settings });
        const interrupted = runEngine(flow, document, compute, {
          pick: picker(order),
          settings,
          throughJson: true,
        });
        expect(interrupted.events).toEqual(straight.events);
        expect(interrupted.runs).toEqual(straight.runs);
        expect(interrupted.state).toEqual(straight.state);
      },
    ),
    { numRuns: 500 },
  );
});

test('the outcome depends neither on maxConcurrency, which is kept, nor on how much one advance does', () => {
  fc.assert(
    fc.property(
      arbitraryFlow(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      (flow, maxConcurrency, stepsPerAdvance) => {
        const wide = runEngine(flow, 5, compute);
        const narrow = runEngine(flow, 5, compute, { settings: { maxConcurrency, stepsPerAdvance } });
        expect(narrow.widest).toBeLessThanOrEqual(maxConcurrency);
        expect(sorted(narrow.runs)).toEqual(sorted(wide.runs));
        expect(narrow.outputs).toEqual(wide.outputs);
      },
    ),
    { numRuns: 400 },
  );
});

test('an execution of which only the outcome is told ends as one of which everything is told', () => {
  fc.assert(
    fc.property(arbitraryFlow(), digit, (flow, document) => {
      const everything = runEngine(flow, document, compute);
      const outcome = runEngine(flow, document, compute, { settings: { detail: 'outcome' } });
      expect(outcome.runs).toEqual(everything.runs);
      expect(outcome.events).toEqual(
        everything.events.filter(({ type }) => type === 'flowOutput' || type === 'flowCompleted'),
      );
    }),
    { numRuns: 300 },
  );
});

test('driven with work that takes its time, flows end as the naive interpreter says', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryFlow(), digit, orders, async (flow, document, delays) => {
      const expected = runReference(flow, document, compute);
      const actual = await runDriver(flow, document, compute, picker(delays));
      expect(actual.events.at(-1)).toMatchObject({ type: 'flowCompleted' });
      expect(sorted(actual.runs)).toEqual(sorted(expected.runs));
      expect(actual.outputs).toEqual(expected.outputs);
    }),
    { numRuns: 150 },
  );
});
