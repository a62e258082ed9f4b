import type { RunEvent } from '@streambed/model/streambed';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvents, createRunState } from '../run-store/index.ts';
import { criticalPath } from './critical-path.ts';

/** Steps as [name, start, end]. */
type Span = readonly [name: string, start: number, end: number];
const run = (steps: readonly Span[]) => {
  const told = steps.flatMap(([node, start, end]) => [
    { at: start, order: 1, type: 'nodeStarted' as const, node },
    { at: end, order: end === start ? 1 : 0, type: 'nodeSettled' as const, node },
  ]);
  told.sort((a, b) => a.at - b.at || a.order - b.order);
  const events = told.map(
    ({ at, type, node }, number): RunEvent => ({
      number: number + 1,
      at,
      type,
      node,
      nodeType: node === 'Loop' ? 'Loop' : 'Prompt',
    }),
  );
  const state = createRunState('run');
  applyEvents(state, [{ number: 0, at: 0, type: 'runStarted' }, ...events]);
  return state;
};
const named = (state: ReturnType<typeof run>) =>
  criticalPath(state).map(
    (step) => [...state.nodes.values()].find((node) => node.steps.get(step.key) === step)!.path,
  );

test.each<[string, readonly Span[], readonly string[]]>([
  [
    'a chain',
    [
      ['A', 0, 10],
      ['B', 10, 30],
      ['C', 30, 35],
    ],
    ['C', 'B', 'A'],
  ],
  [
    'the slower of two branches',
    [
      ['A', 0, 5],
      ['Fast', 5, 10],
      ['Slow', 5, 50],
      ['End', 50, 51],
    ],
    ['End', 'Slow', 'A'],
  ],
  [
    'what is inside a loop, not the loop',
    [
      ['A', 0, 5],
      ['Loop', 5, 40],
      ['In', 5, 40],
      ['End', 40, 41],
    ],
    ['End', 'In', 'A'],
  ],
  [
    'the last that ended, where nothing follows it',
    [
      ['A', 0, 5],
      ['B', 5, 9],
      ['C', 5, 20],
    ],
    ['C', 'A'],
  ],
  ['nothing of an empty run', [], []],
])('the critical path is %s', (_, steps, path) => {
  expect(named(run(steps))).toEqual(path);
});

test('steps of a critical path do not overlap, and end with the run', () => {
  const span = fc.tuple(fc.nat(100), fc.nat(50));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 40 }), (spans) => {
      const state = run(spans.map(([start, took], index) => [`N${index}`, start, start + took] as const));
      const path = criticalPath(state);
      expect(path[0]?.endedAt ?? 0).toBe(path.length === 0 ? 0 : state.lastAt);
      for (const [index, step] of path.entries()) {
        const before = path[index + 1];
        if (before) expect(before.endedAt).toBeLessThanOrEqual(step.startedAt);
      }
      expect(new Set(path).size).toBe(path.length);
    }),
  );
});
