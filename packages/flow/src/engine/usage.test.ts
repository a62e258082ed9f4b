import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { compilePlan } from '../plan/index.ts';
import type { WorkResult } from '../ports/index.ts';
import { advance } from './advance.ts';
import { createState } from './create-state.ts';
import { chain } from './test-support/flows.ts';
import { withCalls } from './usage.ts';

const call = { inputTokens: 10, outputTokens: 3, usd: 0.25 };

test('the usage of calls adds up, and those without a price are counted apart', () => {
  expect(withCalls(withCalls(null, [call, { inputTokens: 1, outputTokens: 1 }]), [call])).toEqual({
    modelCalls: 3,
    inputTokens: 21,
    outputTokens: 7,
    usd: 0.5,
    unpricedCalls: 1,
  });
  expect(withCalls(null, [])).toBeNull();
});

describe('the last event of an execution', () => {
  const end = (functionResponse: JsonValue, usage: WorkResult['usage']) => {
    const plan = compilePlan(chain);
    // Through JSON before every move, as a stored execution goes.
    let state = createState(plan, { nodeName: 'In', document: 1 });
    let turn = advance(plan, state, undefined, 0);
    const asked = turn.calls[0]!;
    state = JSON.parse(JSON.stringify(state));
    const result = { outputs: { functionResponse }, ...(usage && { usage }) };
    turn = advance(plan, state, { call: asked, result }, 1);
    return turn.events.at(-1);
  };

  test('tells what its models used, however it ends', () => {
    const usage = { modelCalls: 1, inputTokens: 10, outputTokens: 3, usd: 0.25, unpricedCalls: 0 };
    expect(end(2, [call])).toMatchObject({ type: 'flowCompleted', usage });
    expect(end('no number', [call])).toMatchObject({ type: 'flowFailed', usage });
  });

  test('tells of answers that were of no use, too', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const { calls } = advance(plan, state, undefined, 0);
    const fault = { kind: 'dependencyFailed', blame: 'dependency', message: 'It is no JSON.' } as const;
    const { events } = advance(plan, state, { call: calls[0]!, fault, usage: [call] }, 1);
    expect(events.at(-1)).toMatchObject({ type: 'flowFailed', usage: { modelCalls: 1, usd: 0.25 } });
  });

  test('tells nothing where none was called', () => {
    expect(end(2, undefined)).not.toHaveProperty('usage');
  });
});
