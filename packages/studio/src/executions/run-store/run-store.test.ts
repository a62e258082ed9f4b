import type { JsonValue } from '@streambed/model';
import type { RunEvent, RunEventType } from '@streambed/model/streambed';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { applyEvents } from './apply-events.ts';
import { EventValues, sizeOf } from './event-values.ts';
import { nodeStatus, nodeView, previewOf } from './node-view.ts';
import { createRunState, iterationOf, type RunState, totalOf } from './run-state.ts';
import { createRunStore, NOTICE_INTERVAL, type Pace } from './run-store.ts';

/** A pace whose time only moves when a test says so. */
const handPace = () => {
  let now = 0;
  let hidden = false;
  const timers = new Set<{ at: number; callback: () => void }>();
  const shown = new Set<() => void>();
  const pace: Pace = {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    isHidden: () => hidden,
    onShown(callback) {
      shown.add(callback);
      return () => shown.delete(callback);
    },
  };
  return {
    pace,
    pass(milliseconds: number) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.callback();
      }
    },
    hide() {
      hidden = true;
    },
    show() {
      hidden = false;
      for (const callback of shown) callback();
    },
  };
};

let number = 0;
const event = (type: RunEventType, node: string | undefined, more: Partial<RunEvent> = {}): RunEvent => ({
  number: number++,
  at: 1_000 + number,
  type,
  ...(node !== undefined && { node, nodeName: node }),
  ...more,
});
const item = (index: number) => [{ nodeName: 'Each', type: 'Iterator' as const, index }];
const fold = (events: readonly RunEvent[]) => {
  const state = createRunState('run');
  applyEvents(state, events);
  return state;
};

/** What must hold of a run, told the simple way: look at all events, each step by itself. */
const naive = (events: readonly RunEvent[]) => {
  const taken: RunEvent[] = [];
  for (const next of events) if (next.number > (taken.at(-1)?.number ?? -1)) taken.push(next);
  const steps = new Map<string, string>();
  const usage = new Map<string, number>();
  let ended = false;
  for (const { type, node, iteration = [], usage: used } of taken) {
    if (type === 'runEnded') {
      for (const [key, status] of steps)
        if (status === 'queued') steps.set(key, 'stopped');
        else if (status === 'running') steps.set(key, 'succeeded');
      ended = true;
      continue;
    }
    if (node === undefined) continue;
    const key = `${node} ${iteration.map(({ index }) => index).join('.')}`;
    const now = steps.get(key) ?? 'queued';
    const isOpen = now === 'queued' || now === 'running';
    const next = {
      nodeQueued: now,
      nodeStarted: 'running',
      nodeDelta: 'running',
      nodeAction: now,
      conditionResult: 'succeeded',
      nodeSettled: 'succeeded',
      flowOutput: 'succeeded',
      nodeFailed: 'failed',
      nodeSkipped: 'skipped',
      runStarted: now,
    }[type];
    steps.set(key, isOpen ? next : now);
    if (used) usage.set(node, (usage.get(node) ?? 0) + (used.inputTokens ?? 0));
  }
  return { steps, usage, ended, count: taken.length };
};

const shownSteps = (state: RunState) => {
  const steps = new Map<string, string>();
  for (const node of state.nodes.values())
    for (const step of node.steps.values()) steps.set(`${node.path} ${step.key}`, step.status);
  return steps;
};

const anyEvents = fc
  .array(
    fc.record({
      number: fc.nat(60),
      at: fc.integer({ min: 1_000, max: 9_000 }),
      type: fc.constantFrom<RunEventType>(
        'nodeQueued',
        'nodeStarted',
        'nodeDelta',
        'nodeAction',
        'conditionResult',
        'nodeSettled',
        'nodeFailed',
        'nodeSkipped',
        'flowOutput',
      ),
      node: fc.constantFrom('A', 'B', 'Refine/C'),
      index: fc.option(fc.nat(4), { nil: undefined }),
      tokens: fc.option(fc.nat(50), { nil: undefined }),
    }),
    { maxLength: 80 },
  )
  .map((events) =>
    events.map(
      ({ index, tokens, ...rest }): RunEvent => ({
        ...rest,
        ...(index !== undefined && { iteration: item(index) }),
        ...(tokens !== undefined && { usage: { inputTokens: tokens, usd: 0.001 } }),
      }),
    ),
  );

describe('a run', () => {
  test('is the same in whatever batches its events come, and as a simple fold sees it', () => {
    fc.assert(
      fc.property(anyEvents, fc.array(fc.integer({ min: 1, max: 12 })), fc.boolean(), (some, sizes, ends) => {
        const last: RunEvent = { number: 1_000, at: 9_500, type: 'runEnded' };
        const events = ends ? [...some, last] : some;
        const { pace, pass } = handPace();
        const store = createRunStore({ runId: 'run', pace });
        let at = 0;
        for (let index = 0; at < events.length; index++) {
          const size = sizes[index] ?? 5;
          store.push(events.slice(at, at + size));
          at += size;
          pass(30);
        }
        const expected = naive(events);
        expect(shownSteps(store.state)).toEqual(expected.steps);
        expect(store.state.eventCount).toBe(expected.count);
        for (const [path, tokens] of expected.usage) expect(store.nodeRun(path)?.inputTokens).toBe(tokens);
        for (const node of store.nodes()) {
          const counted = { queued: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, stopped: 0 };
          for (const step of node.steps.values()) if (step.key !== '') counted[step.status]++;
          expect(node.counts).toEqual(counted);
        }
        const open = [...shownSteps(store.state).values()].filter(
          (is) => is === 'queued' || is === 'running',
        );
        expect(store.state.open.size).toBe(open.length);
      }),
    );
  });

  test('ignores events that were here before or come too late', () => {
    const events = [
      event('nodeStarted', 'A', { number: 5 }),
      event('nodeSettled', 'A', { number: 6, outputs: { out: 'new' } }),
      event('nodeFailed', 'A', { number: 6 }),
      event('nodeSkipped', 'B', { number: 2 }),
    ];
    const state = fold(events);
    expect(state.nodes.get('A')?.latest?.status).toBe('succeeded');
    expect(state.nodes.has('B')).toBe(false);
    expect(state.eventCount).toBe(2);
  });

  test('says why a node did not run without marks of code', () => {
    const state = fold([event('nodeSkipped', 'A', { number: 1, reason: '`default` not taken' })]);
    expect(state.nodes.get('A')?.latest?.reason).toBe('default not taken');
  });

  test('knows how many items there are, and when the iterator is through', () => {
    const state = fold([
      event('nodeStarted', 'Each', {
        nodeType: 'Iterator',
        fields: [{ name: 'array', type: 'Array', value: ['a', 'b'], expression: '$.data' }],
      }),
      event('nodeSettled', 'Each', { iteration: item(0), outputs: { arrayItem: 'a', arraySize: 2 } }),
      event('nodeStarted', 'Work', { iteration: item(0) }),
    ]);
    const work = state.nodes.get('Work')!;
    expect(totalOf(state, work)).toBe(2);
    expect(state.nodes.get('Each')?.steps.get('')?.status).toBe('running');
    applyEvents(state, [
      event('nodeSettled', 'Each', { iteration: item(1), outputs: { arrayItem: 'b', arraySize: 2 } }),
      event('nodeSettled', 'Each'),
    ]);
    expect(state.nodes.get('Each')?.steps.get('')?.status).toBe('succeeded');
    expect(iterationOf(work, '1')).toEqual(item(1));
  });

  test('ends what a stopped run left open as stopped, and keeps exact counts', () => {
    const state = fold([
      event('nodeStarted', 'Work', { iteration: item(0) }),
      event('nodeSettled', 'Work', { iteration: item(0) }),
      event('nodeStarted', 'Work', { iteration: item(1) }),
      event('nodeDelta', 'Work', { iteration: item(1), text: 'Half a sent' }),
      event('runEnded', undefined, {
        run: {
          runId: 'run',
          flowId: 'F',
          kind: 'Test',
          mode: 'Whole',
          status: 'Stopped',
          startedAt: '',
          figures: { nodeRuns: 1 },
          recording: 'Values',
        },
      }),
    ]);
    expect(state.status).toBe('stopped');
    expect(state.nodes.get('Work')?.counts).toMatchObject({ succeeded: 1, stopped: 1, running: 0 });
    // What the model had written so far stays to be read.
    expect(nodeView(state, state.nodes.get('Work')!)).toMatchObject({
      status: 'stopped',
      preview: 'Half a sent',
    });
  });

  test('has bounded memory and exact counts over 200,000 iterations', () => {
    const { pace } = handPace();
    const store = createRunStore({ runId: 'run', pace });
    let next = 0;
    for (let index = 0; index < 200_000; index++)
      store.push([
        { number: next++, at: index, type: 'nodeStarted', node: 'Work', iteration: item(index) },
        { number: next++, at: index, type: 'nodeSettled', node: 'Work', iteration: item(index), outputs: {} },
      ]);
    expect(store.nodeRun('Work')?.counts.succeeded).toBe(200_000);
    expect(store.state.stepCount).toBeLessThanOrEqual(150_000);
    expect(store.nodeRun('Work')?.steps.size).toBe(store.state.stepCount);
    expect(store.log().length).toBeLessThanOrEqual(20_000);
  });
});

describe('whoever watches a run', () => {
  test('is told at most eight times a second, with the same view in between', () => {
    const { pace, pass } = handPace();
    const store = createRunStore({ runId: 'run', pace });
    let told = 0;
    store.subscribeNode('A', () => told++);
    for (let index = 0; index < 1_000; index++) {
      store.push([event('nodeDelta', 'A', { text: 'x' })]);
      pass(1);
    }
    expect(told).toBeGreaterThan(5);
    expect(told).toBeLessThanOrEqual(1_000 / NOTICE_INTERVAL);
    const view = store.node('A');
    expect(store.node('A')).toBe(view);
    store.push([event('nodeSettled', 'A', { outputs: { text: 'done' } })]);
    expect(store.node('A')).toBe(view);
    pass(NOTICE_INTERVAL);
    expect(store.node('A')).toMatchObject({ status: 'succeeded', preview: 'done' });
  });

  test('in a hidden tab is told once, when it is seen again', () => {
    const { pace, pass, hide, show } = handPace();
    const store = createRunStore({ runId: 'run', pace });
    let told = 0;
    store.subscribe(() => told++);
    hide();
    for (let index = 0; index < 50; index++) {
      store.push([event('nodeStarted', 'A', { iteration: item(index) })]);
      pass(200);
    }
    expect(told).toBe(0);
    show();
    expect(told).toBe(1);
    expect(store.node('A')?.iterations?.running).toBe(50);
  });

  test('asks the server for values that were let go, once for each', async () => {
    let asked = 0;
    const { pace } = handPace();
    const wanted = event('nodeSettled', 'A');
    const store = createRunStore({
      runId: 'run',
      pace,
      load: async (which) => {
        asked++;
        return which === wanted.number ? wanted : undefined;
      },
    });
    const [one, two] = await Promise.all([store.loadEvent(wanted.number), store.loadEvent(wanted.number)]);
    expect(one).toBe(wanted);
    expect(two).toBe(wanted);
    expect(asked).toBe(1);
  });
});

test('values are kept within their budget, the latest always', () => {
  const values = new EventValues(10_000);
  const text = 'x'.repeat(2_000);
  for (let index = 0; index < 20; index++)
    values.add({ number: index, at: 0, type: 'nodeSettled', outputs: { text } });
  expect(values.size).toBeLessThanOrEqual(10_000);
  expect(values.get(19)?.outputs).toEqual({ text });
  expect(values.get(0)).toBeUndefined();
  values.add({ number: 20, at: 0, type: 'nodeSettled', outputs: { text: 'x'.repeat(50_000) } });
  expect(values.get(20)).toBeDefined();
  expect(sizeOf('abc')).toBeGreaterThan(0);
});

test.each<[JsonValue, string]>([
  ['two\nlines\nand more', 'two\nlines…'],
  ['x'.repeat(200), `${'x'.repeat(160)}…`],
  [['jazz', 'rock'], '[2] "jazz", "rock"'],
  [{ genre: 'jazz', number: 3 }, '{ genre, number }'],
  [[], '[0] '],
  [true, 'true'],
])('%j is shown in short as %j', (value, shown) => {
  expect(previewOf(value)).toBe(shown);
});

test('a loop tells its rounds as they end, and is noticed for each', () => {
  const { pace, pass } = handPace();
  const store = createRunStore({ runId: 'run', pace });
  const inside = (index: number, type: RunEventType) =>
    event(type, 'Refine/Again', {
      nodeName: 'Again',
      nodeType: 'LoopController',
      iteration: [{ nodeName: 'Refine', type: 'Loop', index }],
    });
  const told = vi.fn();
  store.subscribeNode('Refine', told);
  store.push([event('nodeStarted', 'Refine', { nodeType: 'Loop' })]);
  pass(NOTICE_INTERVAL);
  expect(store.node('Refine')).not.toHaveProperty('rounds');
  store.push([inside(0, 'nodeStarted'), inside(0, 'nodeSettled')]);
  pass(NOTICE_INTERVAL);
  expect(store.node('Refine')).toMatchObject({ status: 'running', rounds: 1 });
  store.push([inside(1, 'nodeStarted'), inside(1, 'nodeSettled'), event('nodeSettled', 'Refine')]);
  pass(NOTICE_INTERVAL);
  expect(store.node('Refine')).toMatchObject({ status: 'succeeded', rounds: 2 });
  expect(told).toHaveBeenCalledTimes(3);
});

test('an Iterator whose body failed is neither done nor failed: it stopped before the end of its list', () => {
  const state = fold([
    event('runStarted', undefined),
    event('nodeQueued', 'Each', { nodeType: 'Iterator' }),
    event('nodeStarted', 'Each', { nodeType: 'Iterator' }),
    event('nodeSettled', 'Each', { nodeType: 'Iterator', iteration: item(0) }),
    event('nodeStarted', 'Body', { iteration: item(0) }),
    event('nodeFailed', 'Body', {
      iteration: item(0),
      fault: { kind: 'dependencyFailed', exception: 'dependencyFailedException', message: 'no' },
    }),
    event('runEnded', undefined, {
      fault: { kind: 'dependencyFailed', exception: 'dependencyFailedException', message: 'no' },
    }),
  ]);
  expect(nodeStatus(state, state.nodes.get('Each')!)).toBe('stopped');
  expect(nodeStatus(state, state.nodes.get('Body')!)).toBe('failed');
});
