import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { authorFault, type WorkResult } from '../ports/index.ts';
import { callKey } from './call-key.ts';
import type { CallControl } from './calls-under-way.ts';
import { createState } from './create-state.ts';
import { type DriveOptions, drive } from './drive.ts';
import type { FlowEvent } from './flow-event.ts';
import { data, inputNode, outputNode, takes, workNode } from './test-support/flow-builder.ts';
import { fan } from './test-support/flows.ts';
import { turnOfTheLoop } from './test-support/run-driver.ts';
import { TestClock } from './test-support/test-clock.ts';
import type { Call } from './turn.ts';

function begin(
  definition: FlowDefinition,
  execute: DriveOptions['execute'],
  more: Partial<DriveOptions> = {},
  document: JsonValue = 1,
) {
  const clock = new TestClock();
  const plan = compilePlan(definition);
  const state = createState(plan, { nodeName: 'In', document });
  const stream = drive({
    plan,
    state,
    execute,
    clock,
    nodeTimeout: 5_000,
    flowTimeout: 60_000,
    breathe: turnOfTheLoop,
    ...more,
  });
  return { clock, state, stream };
}

async function all(stream: AsyncIterable<readonly FlowEvent[]>): Promise<FlowEvent[]> {
  const events: FlowEvent[] = [];
  for await (const batch of stream) events.push(...batch);
  return events;
}

const answer = (value: number): WorkResult => ({ outputs: { functionResponse: value } });

/** Work that never ends by itself; it ends when its signal is aborted, or not even then. */
const hang =
  (aborted: string[], heeds = true) =>
  (call: Call, control: CallControl) =>
    new Promise<WorkResult>((_resolve, reject) => {
      control.signal.addEventListener('abort', () => {
        aborted.push(call.nodeName);
        if (heeds) reject(new Error('aborted'));
      });
    });

describe('drive', () => {
  test('independent nodes run side by side', async () => {
    let underWay = 0;
    let widest = 0;
    const { stream } = begin(fan(5), async () => {
      widest = Math.max(widest, ++underWay);
      await turnOfTheLoop();
      underWay--;
      return answer(2);
    });
    const events = await all(stream);
    expect(widest).toBe(5);
    expect(events.filter(({ type }) => type === 'flowOutput')).toHaveLength(5);
    expect(events.at(-1)?.type).toBe('flowCompleted');
  });

  test.each([
    ['that heeds its signal', true],
    ['that does not', false],
  ])('a node %s fails at its time-out, and the others are told to stop', async (_name, heeds) => {
    const aborted: string[] = [];
    const { stream, clock } = begin(fan(2), hang(aborted, heeds));
    const events = all(stream);
    await turnOfTheLoop();
    clock.pass(4_999);
    await turnOfTheLoop();
    expect(aborted).toEqual([]);
    clock.pass(1);
    expect((await events).at(-1)).toMatchObject({
      type: 'flowFailed',
      fault: {
        kind: 'dependencyFailed',
        node: 'Work0',
        message: expect.stringContaining('Work0 (LambdaFunction) did not finish within 5 seconds'),
      },
    });
    expect(aborted.sort()).toEqual(['Work0', 'Work1']);
    expect(clock.armed).toBe(0);
  });

  test('the execution as a whole has its time-out', async () => {
    const { stream, clock } = begin(fan(1), hang([]), { nodeTimeout: 1e9 });
    const events = all(stream);
    await turnOfTheLoop();
    clock.pass(60_000);
    const [secondLast, last] = (await events).slice(-2);
    expect(last).toMatchObject({ type: 'flowFailed', fault: { kind: 'serviceQuotaExceeded' } });
    expect(last).not.toHaveProperty('fault.node');
    expect(secondLast?.type).not.toBe('nodeFailed');
    expect(clock.armed).toBe(0);
  });

  test('an abort ends the stream without a word, and the calls with it', async () => {
    const aborted: string[] = [];
    const controller = new AbortController();
    const { stream, state } = begin(fan(2), hang(aborted), { signal: controller.signal });
    const events = all(stream);
    await turnOfTheLoop();
    controller.abort();
    expect((await events).map(({ type }) => type)).not.toContain('flowFailed');
    expect(aborted).toHaveLength(2);
    expect(state.status).toBe('running');
  });

  test('a consumer that stops asking stops the execution', async () => {
    const aborted: string[] = [];
    const { stream } = begin(fan(1), hang(aborted));
    await stream.next();
    await stream.return();
    expect(aborted).toEqual(['Work0']);
  });

  test('while nobody asks for more, nothing new starts', async () => {
    const chain: FlowDefinition = {
      nodes: [inputNode(), workNode('First', [takes('xa')]), workNode('Second', [takes('xa')]), outputNode()],
      connections: [
        data('In.document', 'First.xa'),
        data('First.functionResponse', 'Second.xa'),
        data('Second.functionResponse', 'Out.document'),
      ],
    };
    const started: string[] = [];
    const { stream } = begin(chain, async ({ nodeName }) => {
      started.push(nodeName);
      return answer(1);
    });
    await stream.next();
    await turnOfTheLoop();
    await turnOfTheLoop();
    expect(started).toEqual(['First']);
    await all(stream);
    expect(started).toEqual(['First', 'Second']);
  });

  test('others have a turn now and then, however many calls settle at once', async () => {
    let breaths = 0;
    const breathe = () => {
      breaths++;
      return turnOfTheLoop();
    };
    await all(begin(fan(1_000), async () => answer(1), { breathe }).stream);
    // Once for the steps of the first advance, then once per 256 calls.
    expect(breaths).toBeGreaterThanOrEqual(3);
    expect(breaths).toBeLessThan(20);
  });

  test('a FlowError is told as it is; anything else is our defect, reported and not shown', async () => {
    const told = begin(fan(1), async () => Promise.reject(authorFault('Line 3 is wrong.')));
    expect((await all(told.stream)).at(-1)).toMatchObject({
      fault: { kind: 'validation', message: 'Line 3 is wrong.', node: 'Work0' },
    });
    const defects: unknown[] = [];
    const secret = new TypeError('secret detail');
    const broken = begin(
      fan(1),
      () => {
        throw secret;
      },
      { onDefect: (error) => defects.push(error) },
    );
    const last = (await all(broken.stream)).at(-1);
    expect(last).toMatchObject({ fault: { kind: 'internalServer', blame: 'us' } });
    expect(JSON.stringify(last)).not.toContain('secret');
    expect(defects).toEqual([secret]);
  });

  test('a state taken up again makes its outstanding calls again, under the same keys', async () => {
    const keys: string[] = [];
    const plan = compilePlan(fan(2));
    const first = begin(fan(2), hang([]));
    await first.stream.next();
    const stored = JSON.parse(JSON.stringify(first.state)) as typeof first.state;
    await first.stream.return();
    const again = begin(
      fan(2),
      async (call) => {
        keys.push(callKey('run', call));
        return answer(4);
      },
      { plan, state: stored },
    );
    const events = await all(again.stream);
    expect(keys).toEqual(['run/Work0', 'run/Work1']);
    expect(events.at(-1)?.type).toBe('flowCompleted');
  });
});

test('callKey tells iterations apart', () => {
  const chain = [
    { nodeName: 'Each', type: 'Iterator', index: 2 },
    { nodeName: 'Loop', type: 'Loop', index: 0 },
  ] as const;
  expect(callKey('run', { chain, nodeName: 'Work' })).toBe('run/Each:2/Loop:0/Work');
});
