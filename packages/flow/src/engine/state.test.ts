import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { compilePlan, type Plan } from '../plan/index.ts';
import { advance, outstandingCalls } from './advance.ts';
import { createState } from './create-state.ts';
import type { State } from './state.ts';
import { takes } from './test-support/flow-builder.ts';
import { chain, collect, fan } from './test-support/flows.ts';
import { type Call, DEFAULT_SETTINGS } from './turn.ts';

const answer = (call: Call, value: JsonValue) => ({ call, result: { outputs: { functionResponse: value } } });

describe('the size of a state that is written out', () => {
  const items = Array.from({ length: 2_000 }, (_, index) => `item ${index} `.repeat(10));
  const itemBytes = JSON.stringify(items).length;

  /** Runs to the end and answers the largest state on the way, in bytes. */
  function largest(plan: Plan): number {
    const state = createState(plan, { nodeName: 'In', document: items });
    let bytes = 0;
    let turn = advance(plan, state, undefined, 1);
    for (let settled = 0; state.status === 'running'; settled++) {
      if (settled % 100 === 0 || settled > items.length - 5)
        bytes = Math.max(bytes, JSON.stringify(state).length);
      const [call] = turn.calls;
      turn = advance(plan, state, call && answer(call, call.inputs[0]!.value), 1);
    }
    expect(state.fault).toBe(null);
    return Math.max(bytes, JSON.stringify(state).length);
  }

  const texts = (expression: string) => {
    const flow = collect('String');
    flow.nodes![1]!.inputs = [takes('array', 'Array', { expression })];
    flow.nodes![2]!.inputs = [takes('xa', 'String')];
    flow.nodes![2]!.outputs = [{ name: 'functionResponse', type: 'String' }];
    flow.nodes![3]!.inputs = [takes('arrayItem', 'String'), takes('arraySize')];
    return compilePlan(flow);
  };

  test('holds an array once where it stands and once where it is gathered', () => {
    expect(largest(texts('$.data')) / itemBytes).toBeLessThan(2.1);
  });

  test('holds a new array that the expression made once more, and makes it only once', () => {
    const plan = texts('$.data[0:2000]');
    expect(largest(plan) / itemBytes).toBeLessThan(3.1);
    const state = createState(plan, { nodeName: 'In', document: items });
    advance(plan, state, undefined, 1);
    expect(state.scopes[1]!.items).toEqual(items);
  });
});

describe('time', () => {
  test('does not go back in an execution, even if the clock does, even over a restart', () => {
    const plan = compilePlan(chain);
    let state = createState(plan, { nodeName: 'In', document: 1 });
    const [call] = advance(plan, state, undefined, 5_000).calls;
    state = JSON.parse(JSON.stringify(state)) as State;
    const { events } = advance(plan, state, answer(call!, 2), 4_000);
    expect(events.map(({ at }) => at)).toEqual(events.map(() => 5_000));
    expect(state.at).toBe(5_000);
  });

  test('of an action is that of the moment in which the engine learns of it; the record keeps its own', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const [call] = advance(plan, state, undefined, 1).calls;
    const action = { at: 3, serviceName: 'Lambda', operationName: 'Invoke', requestId: 'r' };
    const result = { outputs: { functionResponse: 2 }, actions: [action] };
    expect(advance(plan, state, { call: call!, result }, 7).events[0]).toMatchObject({ at: 7, action });
  });
});

describe('outstandingCalls', () => {
  const plan = compilePlan(fan(4));
  const begin = (maxConcurrency: number) => {
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const settings = { ...DEFAULT_SETTINGS, maxConcurrency };
    const { calls } = advance(plan, state, undefined, 1, settings);
    return { state, calls, settings };
  };

  test('are the calls as they were made, oldest first', () => {
    const { state, calls } = begin(9);
    const readBack = JSON.parse(JSON.stringify(state)) as State;
    expect(outstandingCalls(plan, readBack)).toEqual(calls);
    expect(calls.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test('do not include work that waits for room, which is launched when there is some', () => {
    const { state, calls, settings } = begin(1);
    const readBack = JSON.parse(JSON.stringify(state)) as State;
    expect(outstandingCalls(plan, readBack)).toEqual(calls);
    expect(readBack.queued).toHaveLength(3);
    const next = advance(plan, readBack, answer(calls[0]!, 2), 2, settings);
    expect(next.calls.map(({ nodeName, id }) => [nodeName, id])).toEqual([['Work1', 2]]);
  });

  test('are joined by all that there is room for when there is more room than before', () => {
    const { state, settings } = begin(1);
    const { calls } = advance(plan, state, undefined, 2, { ...settings, maxConcurrency: 3 });
    expect(calls.map(({ nodeName }) => nodeName)).toEqual(['Work1', 'Work2']);
  });

  test('are none when the execution has ended', () => {
    const { state, calls } = begin(9);
    advance(
      plan,
      state,
      { call: calls[0]!, fault: { kind: 'validation', blame: 'author', message: 'no' } },
      2,
    );
    expect(outstandingCalls(plan, state)).toEqual([]);
  });
});
