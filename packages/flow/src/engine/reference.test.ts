import type { JsonObject, JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowNode } from '../definition/index.ts';
import { arbitraryFlow } from './test-support/arbitrary-flow.ts';
import { runReference } from './test-support/reference.ts';
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

test('random flows run as the naive interpreter says: same outputs, same multiset of node runs', () => {
  let runs = 0;
  fc.assert(
    fc.property(
      arbitraryFlow(),
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.nat()),
      (flow, document, order) => {
        const expected = runReference(flow, document, compute);
        let turn = 0;
        const pick = (choices: number) => (order[turn++ % Math.max(order.length, 1)] ?? 0) % choices;
        const actual = runEngine(flow, document, compute, { pick });
        runs += actual.runs.length;
        expect(actual.state.fault).toBe(null);
        expect(actual.state.status).toBe('succeeded');
        expect(sorted(actual.runs)).toEqual(sorted(expected.runs));
        expect(actual.outputs).toEqual(expected.outputs);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(runs).toBeGreaterThan(2_000);
});

test('writing the state out and reading it back at every settled call changes nothing', () => {
  fc.assert(
    fc.property(
      arbitraryFlow(),
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.nat()),
      (flow, document, order) => {
        const picker = () => {
          let turn = 0;
          return (choices: number) => (order[turn++ % Math.max(order.length, 1)] ?? 0) % choices;
        };
        const straight = runEngine(flow, document, compute, { pick: picker() });
        const interrupted = runEngine(flow, document, compute, { pick: picker(), throughJson: true });
        expect(interrupted.events).toEqual(straight.events);
        expect(interrupted.runs).toEqual(straight.runs);
      },
    ),
    { numRuns: 600 },
  );
});

test('no more nodes than maxConcurrency run at once, and the outcome does not depend on it', () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.integer({ min: 1, max: 3 }), (flow, maxConcurrency) => {
      const wide = runEngine(flow, 5, compute);
      const narrow = runEngine(flow, 5, compute, { limits: { maxConcurrency } });
      expect(narrow.widest).toBeLessThanOrEqual(maxConcurrency);
      expect(sorted(narrow.runs)).toEqual(sorted(wide.runs));
      expect(narrow.outputs).toEqual(wide.outputs);
    }),
    { numRuns: 400 },
  );
});
