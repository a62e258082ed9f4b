import type { JsonObject, JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowNode } from '../definition/index.ts';
import { compilePlan, PlanError } from '../plan/index.ts';
import { arbitraryGraph } from './test-support/arbitrary-graph.ts';
import { runEngine } from './test-support/run-engine.ts';

const compute = (node: FlowNode, inputs: JsonObject): JsonValue => {
  const sum = Object.values(inputs).reduce<number>((total, value) => total + Number(value), 1) % 10;
  return node.outputs?.[0]?.type === 'Array' ? [sum, 9 - sum] : sum;
};

test('whatever compiles runs to an end that the engine can explain, in whatever order its work settles', () => {
  const ends = { refused: 0, failed: 0, succeeded: 0 };
  fc.assert(
    fc.property(arbitraryGraph(), fc.array(fc.nat()), (flow, order) => {
      try {
        compilePlan(flow);
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
        ends.refused++;
        return;
      }
      let turn = 0;
      const pick = (choices: number) => (order[turn++ % Math.max(order.length, 1)] ?? 0) % choices;
      const { state } = runEngine(flow, [3, 8], compute, { pick });
      if (state.fault) {
        expect(state.fault).toMatchObject({ kind: 'validation', blame: 'author' });
        ends.failed++;
      } else ends.succeeded++;
    }),
    { numRuns: 4_000 },
  );
  // Enough of each for the property to mean something.
  expect(Math.min(...Object.values(ends)), JSON.stringify(ends)).toBeGreaterThan(50);
});
