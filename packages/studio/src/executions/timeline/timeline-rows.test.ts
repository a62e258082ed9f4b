import type { RunEvent } from '@streambed/model/streambed';
import { describe, expect, test } from 'vitest';
import { applyEvents, createRunState } from '../run-store/index.ts';
import { partsOf, scaleMarks, ticksOf, timelineRows } from './timeline-rows.ts';

const item = (index: number) => [{ nodeName: 'Each', type: 'Iterator' as const, index }];
const run = (items: number) => {
  const state = createRunState('run');
  let number = 0;
  const tell = (at: number, type: RunEvent['type'], node: string, more: Partial<RunEvent> = {}) =>
    applyEvents(state, [{ number: number++, at, type, node, ...more }]);
  applyEvents(state, [{ number: number++, at: 0, type: 'runStarted' }]);
  tell(0, 'nodeStarted', 'Each', { nodeType: 'Iterator' });
  for (let index = 0; index < items; index++) {
    const at = index * 10;
    tell(at, 'nodeSettled', 'Each', { iteration: item(index), outputs: { arraySize: items } });
    tell(at, 'nodeQueued', 'Work', { iteration: item(index) });
    tell(at + 2, 'nodeStarted', 'Work', { iteration: item(index) });
    tell(at + 7, 'nodeAction', 'Work', {
      iteration: item(index),
      action: { serviceName: 'bedrock', operationName: 'Converse', requestId: 'r', startedAt: at + 3 },
    });
    tell(at + 10, index === 3 ? 'nodeFailed' : 'nodeSettled', 'Work', { iteration: item(index) });
  }
  return state;
};

describe('rows', () => {
  test('fold the iterations of a node into one, with the middle and the slowest', () => {
    const rows = timelineRows(run(5), new Set());
    expect(rows.map(({ id, kind, depth }) => [id, kind, depth])).toEqual([
      ['Each', 'folded', 0],
      ['Work', 'folded', 1],
    ]);
    expect(rows[1]).toMatchObject({ status: 'failed', times: { count: 5, p50: 8 }, start: 0, end: 50 });
  });

  test.each(['Stopped', 'Failed'] as const)(
    'of a run that %s say that a Collector has not all it was to collect',
    (status) => {
      const state = run(3);
      const tell = (event: Omit<RunEvent, 'number' | 'at'>) =>
        applyEvents(state, [{ number: state.lastNumber + 1, at: 40, ...event }]);
      for (let index = 0; index < 2; index++)
        tell({ type: 'nodeSettled', node: 'All', nodeType: 'Collector', iteration: item(index) });
      const rowOf = () => timelineRows(state, new Set()).find(({ id }) => id === 'All')!.status;
      expect(rowOf()).toBe('running');
      tell({
        type: 'runEnded',
        run: {
          runId: 'run',
          flowId: 'F',
          kind: 'Test',
          mode: 'Whole',
          status,
          startedAt: '',
          figures: { nodeRuns: 1 },
          recording: 'Values',
        },
      });
      expect(rowOf()).toBe('stopped');
    },
  );

  test('show them one by one where asked', () => {
    const rows = timelineRows(run(5), new Set(['Work']));
    expect(rows.map(({ id }) => id)).toEqual([
      'Each',
      'Work',
      'Work 0',
      'Work 1',
      'Work 2',
      'Work 3',
      'Work 4',
    ]);
    expect(rows[2]!.depth).toBe(2);
  });

  test('of 20,000 spans come at once', () => {
    const state = run(10_000);
    expect(timelineRows(state, new Set(['Work']))).toHaveLength(10_002);
    expect(ticksOf(state.nodes.get('Work')!, 0, state.lastAt, 400, state.lastAt).length).toBeLessThanOrEqual(
      401,
    );
  });
});

test('a step splits into waiting, service and own work', () => {
  const step = run(1).nodes.get('Work')!.steps.get('0')!;
  expect(partsOf(step, 10)).toEqual({ waiting: 2, service: 4, own: 4 });
});

test('a column of ticks has the worst status in it', () => {
  const state = run(10);
  expect(ticksOf(state.nodes.get('Work')!, 0, 100, 1, 100)).toEqual([{ from: 2, to: 100, status: 'failed' }]);
});

test.each([
  [0, 100, 5, [0, 20, 40, 60, 80, 100]],
  [0, 1_240, 4, [0, 500, 1_000]],
  [130, 170, 4, [130, 140, 150, 160, 170]],
  [5, 5, 4, []],
])('the scale from %i to %i has round marks', (from, to, most, marks) => {
  expect(scaleMarks(from, to, most)).toEqual(marks);
});
