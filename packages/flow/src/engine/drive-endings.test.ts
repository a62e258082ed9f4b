import type { JsonValue } from '@streambed/model';
import { describe, expect, test, vi } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { dependencyFailed, FlowError, type WorkResult } from '../ports/index.ts';
import { createState } from './create-state.ts';
import { type DriveOptions, drive } from './drive.ts';
import type { FlowEvent } from './flow-event.ts';
import { data, inputNode, iteratorNode, outputNode } from './test-support/flow-builder.ts';
import { chain, fan } from './test-support/flows.ts';
import { turnOfTheLoop } from './test-support/run-driver.ts';
import { TestClock } from './test-support/test-clock.ts';
import { DEFAULT_SETTINGS } from './turn.ts';

/** How driven executions end, and that nothing of them is left afterwards. */

function begin(
  definition: FlowDefinition,
  execute: DriveOptions['execute'],
  more: Partial<DriveOptions> = {},
  document: JsonValue = 1,
) {
  const clock = new TestClock();
  const plan = compilePlan(definition);
  const state = createState(plan, { nodeName: 'In', document });
  const onDefect = vi.fn();
  const stream = drive({
    plan,
    state,
    execute,
    clock,
    nodeTimeout: 5_000,
    flowTimeout: 60_000,
    breathe: turnOfTheLoop,
    onDefect,
    ...more,
  });
  return { clock, plan, state, stream, onDefect };
}

async function all(stream: AsyncIterable<readonly FlowEvent[]>): Promise<FlowEvent[]> {
  const events: FlowEvent[] = [];
  for await (const batch of stream) events.push(...batch);
  return events;
}

const answer = (value: number): WorkResult => ({ outputs: { functionResponse: value } });

/** Work that ends when the test says so. */
function deferred() {
  const calls: { resolve: (value: number) => void; reject: (error: unknown) => void; aborted: boolean }[] =
    [];
  const execute: DriveOptions['execute'] = (_call, control) =>
    new Promise((resolve, reject) => {
      const call = { resolve: (value: number) => resolve(answer(value)), reject, aborted: false };
      calls.push(call);
      control.signal.addEventListener('abort', () => {
        call.aborted = true;
      });
    });
  return { calls, execute };
}

describe('an abort', () => {
  test('before anything was asked for: nothing starts, not even what a stored state waits for', async () => {
    const work = deferred();
    const first = begin(chain, work.execute);
    await first.stream.next();
    await first.stream.return();
    const again = deferred();
    const stored = JSON.parse(JSON.stringify(first.state)) as typeof first.state;
    const { stream, clock } = begin(chain, again.execute, { state: stored, signal: AbortSignal.abort() });
    expect(await all(stream)).toEqual([]);
    expect(again.calls).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  test('while the consumer is busy with a batch: the calls are told at once', async () => {
    const work = deferred();
    const controller = new AbortController();
    const { stream, clock } = begin(fan(2), work.execute, { signal: controller.signal });
    await stream.next();
    controller.abort();
    expect(work.calls.map(({ aborted }) => aborted)).toEqual([true, true]);
    work.calls[0]!.resolve(1);
    expect((await stream.next()).done).toBe(true);
    expect(clock.armed).toBe(0);
  });

  test('while the driver breathes: nothing more happens', async () => {
    const controller = new AbortController();
    const { stream, state } = begin(
      emitEach,
      deferred().execute,
      {
        signal: controller.signal,
        breathe: async () => controller.abort(),
      },
      Array(5_000).fill(1),
    );
    const events = await all(stream);
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBeLessThan(2_000);
    expect(state.status).toBe('running');
  });
});

describe('the time-out of a node', () => {
  test('and its answer in the same tick: whichever came first counts, once', async () => {
    for (const [order, outcome] of [
      [['answer', 'time'], 'flowCompleted'],
      [['time', 'answer'], 'flowFailed'],
    ] as const) {
      const work = deferred();
      const { stream, clock } = begin(chain, work.execute);
      const events = all(stream);
      await turnOfTheLoop();
      for (const what of order)
        if (what === 'time') clock.pass(5_000);
        else {
          work.calls[0]!.resolve(2);
          await Promise.resolve();
        }
      expect((await events).filter(({ type }) => type.startsWith('flow')).at(-1)?.type).toBe(outcome);
      expect(clock.armed).toBe(0);
    }
  });

  test('also strikes while the consumer is busy with a batch', async () => {
    const work = deferred();
    const { stream, clock } = begin(chain, work.execute);
    await stream.next();
    clock.pass(5_000);
    expect(work.calls[0]!.aborted).toBe(true);
    expect((await all(stream)).at(-1)).toMatchObject({ fault: { kind: 'dependencyFailed', node: 'Work' } });
  });

  test('is counted from its own start', async () => {
    const work = deferred();
    const { stream, clock } = begin(fan(2), work.execute, {
      settings: { ...DEFAULT_SETTINGS, maxConcurrency: 1 },
    });
    const events = all(stream);
    await turnOfTheLoop();
    clock.pass(4_000);
    work.calls[0]!.resolve(1);
    await turnOfTheLoop();
    clock.pass(4_000);
    await turnOfTheLoop();
    expect(work.calls.map(({ aborted }) => aborted)).toEqual([false, false]);
    clock.pass(1_000);
    expect((await events).at(-1)).toMatchObject({ fault: { node: 'Work1' } });
  });

  test('makes what the call throws afterwards nobody’s business', async () => {
    const work = deferred();
    const { stream, clock, onDefect } = begin(chain, work.execute);
    const events = all(stream);
    await turnOfTheLoop();
    clock.pass(5_000);
    work.calls[0]!.reject(new Error('aborted'));
    await events;
    await turnOfTheLoop();
    expect(onDefect).not.toHaveBeenCalled();
  });
});

const emitEach: FlowDefinition = {
  nodes: [inputNode('Array'), iteratorNode('Each'), outputNode()],
  connections: [data('In.document', 'Each.array'), data('Each.arrayItem', 'Out.document')],
};

describe('the time-out of the flow', () => {
  test('strikes although nothing is waited for', async () => {
    const { stream, clock, state } = begin(
      emitEach,
      deferred().execute,
      {
        breathe: async () => clock.pass(20_000),
      },
      Array(50_000).fill(1),
    );
    const events = await all(stream);
    expect(events.at(-1)).toMatchObject({ type: 'flowFailed', fault: { kind: 'serviceQuotaExceeded' } });
    expect(events.at(-2)?.type).not.toBe('nodeFailed');
    expect(state.scopes[1]!.iteration).toBeLessThan(5_000);
    expect(clock.armed).toBe(0);
  });

  test('strikes after a consumer that took its time, without keeping a timer busy until then', async () => {
    const work = deferred();
    const { stream, clock } = begin(chain, work.execute);
    await stream.next();
    work.calls[0]!.resolve(1);
    await turnOfTheLoop();
    for (let second = 0; second < 100; second++) clock.pass(1_000);
    expect(clock.armed).toBe(0);
    expect((await all(stream)).map(({ type }) => type)).toEqual(['flowFailed']);
  });

  test('stops all calls', async () => {
    const work = deferred();
    const { stream, clock } = begin(fan(3), work.execute, { nodeTimeout: 1e9 });
    const events = all(stream);
    await turnOfTheLoop();
    clock.pass(60_000);
    expect(work.calls.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect((await events).filter(({ type }) => type === 'nodeFailed')).toEqual([]);
  });
});

describe('afterwards', () => {
  test.each<
    [string, (drive: ReturnType<typeof begin>, work: ReturnType<typeof deferred>) => Promise<unknown>]
  >([
    [
      'a success',
      async ({ stream }, { calls }) => {
        const events = all(stream);
        await turnOfTheLoop();
        calls[0]!.resolve(1);
        calls[1]!.resolve(1);
        await events;
      },
    ],
    [
      'a failure',
      async ({ stream }, { calls }) => {
        const events = all(stream);
        await turnOfTheLoop();
        calls[0]!.reject(dependencyFailed('it', 'It failed.'));
        await events;
      },
    ],
    [
      'a consumer that stopped asking',
      async ({ stream }) => {
        await stream.next();
        await stream.return();
      },
    ],
  ])('%s, no timer is armed, nobody listens, and late results change nothing', async (_end, run) => {
    const work = deferred();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const driven = begin(fan(2), work.execute, { signal });
    await run(driven, work);
    expect(driven.clock.armed).toBe(0);
    expect(removed.mock.calls).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
    expect(added).toHaveBeenCalled();
    const before = JSON.stringify(driven.state);
    work.calls[0]!.resolve(9);
    work.calls[1]!.reject(new Error('late'));
    await turnOfTheLoop();
    expect(JSON.stringify(driven.state)).toBe(before);
    expect(driven.onDefect).not.toHaveBeenCalled();
  });
});

describe('failures', () => {
  test('of a call keep the record of what it asked', async () => {
    const action = { at: 1, serviceName: 'Lambda', operationName: 'Invoke', requestId: 'r' };
    const { fault } = dependencyFailed('arn', 'It failed.');
    const { stream } = begin(chain, () => Promise.reject(new FlowError(fault, { actions: [action] })));
    const events = await all(stream);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['nodeAction', 'nodeFailed', 'flowFailed']);
    expect(events.at(-3)).toMatchObject({ nodeName: 'Work', action });
  });

  test('of the engine are reported with the node, not shown', async () => {
    const { stream, onDefect } = begin(chain, async () => undefined as never);
    const events = await all(stream);
    expect(onDefect).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError), 'Work');
    expect(events.at(-1)).toMatchObject({ fault: { kind: 'internalServer', node: 'Work' } });
  });
});

test('the times of events never go back, even if the clock does', async () => {
  const work = deferred();
  const { stream, clock } = begin(fan(2), work.execute);
  const events = all(stream);
  await turnOfTheLoop();
  clock.wall = -5_000;
  work.calls[0]!.resolve(1);
  await turnOfTheLoop();
  clock.wall = 9_000;
  work.calls[1]!.resolve(1);
  const times = (await events).map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBe(9_000);
});
