import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import { describe, expect, test } from 'vitest';
import { LiveRun } from './live-run.ts';
import { readLiveEvents } from './read-events.ts';
import { RUN_LIMITS, type RunLimits } from './run-limits.ts';

const summary = { runId: 'run-1', status: 'Succeeded' } as RunSummary;

const open = (limits: Partial<RunLimits> = {}) =>
  new LiveRun(
    { scope: { accountId: 'a', region: 'r' }, runId: 'run-1' },
    { ...RUN_LIMITS, ...limits },
    () => summary,
  );

const settled = (value: string, at = 1) => ({
  type: 'nodeSettled' as const,
  at,
  node: 'Work',
  outputs: { text: value },
});

const clock = {
  now: () => 0,
  monotonic: () => 0,
  after: (_: number, action: () => void) => {
    const timer = setImmediate(action);
    return () => clearImmediate(timer);
  },
};

describe('a run under way', () => {
  test('numbers its events from 1, and lets no time go back', () => {
    const live = open();
    for (const at of [5, 9, 7]) live.append(settled('x', at));
    expect(live.after(0, 10)!.map(({ number, at }) => [number, at])).toEqual([
      [1, 5],
      [2, 9],
      [3, 9],
    ]);
  });

  test('cuts what is too large, and says what and how long', () => {
    const live = open({ valueSize: 10 });
    const long = 'abcdefghijklmnopqrstuvwxyz';
    const list = [long, long];
    live.append({
      type: 'nodeStarted',
      at: 1,
      node: 'Work',
      fields: [
        { name: 'short', type: 'String', value: 'abc', expression: '$.data' },
        { name: 'long', type: 'Array', value: list, expression: '$.data' },
      ],
    });
    live.append(settled(long));
    live.append({ type: 'flowOutput', at: 1, node: 'Out', document: { text: long } });
    const [started, given, left] = live.after(0, 10)!;
    expect(started!.fields!.map(({ value }) => value)).toEqual(['abc', '["abcdefgh']);
    expect(started!.cut).toEqual([{ path: 'fields.long', characters: expect.any(Number) }]);
    expect(given).toMatchObject({
      outputs: { text: 'abcdefghij' },
      cut: [{ path: 'outputs.text', characters: 28 }],
    });
    expect(left).toMatchObject({ document: '{"text":"a', cut: [{ path: 'document' }] });
    // What the flow works on is not touched.
    expect(list).toEqual([long, long]);
  });

  test('records only beginnings once it has recorded much', () => {
    const live = open({ runSize: 500, shortValueSize: 3 });
    for (let count = 0; count < 4; count++) live.append(settled('x'.repeat(100)));
    const texts = live.after(0, 10)!.map(({ outputs }) => (outputs as { text: string }).text.length);
    expect(texts).toEqual([100, 100, 3, 3]);
  });

  test('counts what it leaves out when there is too much of it, and still tells how it ends', () => {
    const live = open({ events: 2 });
    for (let count = 0; count < 5; count++) live.append(settled('x'));
    live.append({ type: 'flowOutput', at: 1, node: 'Out', document: 1 });
    live.append({ type: 'runEnded', at: 1, run: summary });
    expect(live.leftOut).toBe(3);
    expect(live.after(0, 10)!.map(({ number, type }) => `${number} ${type}`)).toEqual([
      '1 nodeSettled',
      '2 nodeSettled',
      '3 flowOutput',
      '4 runEnded',
    ]);
  });
});

describe('a reader', () => {
  /** A run of so many events whose buffer holds few of them; what is stored goes to `stored`. */
  const filled = (count: number) => {
    const live = open({ bufferSize: 2_000 });
    const stored: RunEvent[] = [];
    for (let index = 0; index < count; index++) {
      live.append(settled(`value ${index}`));
      if (index % 7 === 6) {
        stored.push(...live.takeUnstored(3, 10_000), ...live.takeUnstored(100, 10_000));
        live.stored(stored.length);
      }
    }
    return { live, stored };
  };

  const read = async (
    { live, stored }: ReturnType<typeof filled>,
    after: number,
    follow: boolean,
    signal = new AbortController().signal,
  ) => {
    const numbers: number[] = [];
    const fromStore = async (last: number) => stored.slice(last, last + 5);
    for await (const batch of readLiveEvents(live, after, follow, signal, clock, fromStore))
      numbers.push(...batch.map(({ number }) => number));
    return numbers;
  };

  const from = (first: number, last: number) =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

  test('gets all events from any number on, those that left the buffer from the store', async () => {
    const run = filled(100);
    expect(run.live.firstBuffered).toBeGreaterThan(50);
    for (const after of [0, 1, 30, 60, 97, 100, 500])
      expect(await read(run, after, false)).toEqual(from(after + 1, 100));
  });

  test('that follows gets what comes later too, and leaves with the end', async () => {
    const run = filled(10);
    const reading = read(run, 3, true);
    await new Promise((resolve) => setImmediate(resolve));
    run.live.append(settled('late'));
    run.live.append({ type: 'runEnded', at: 1, run: summary });
    run.live.close(summary);
    expect(await reading).toEqual(from(4, 12));
  });

  test('leaves when it is told to, and takes nothing along', async () => {
    const abort = new AbortController();
    const reading = read(filled(3), 3, true, abort.signal);
    abort.abort();
    expect(await reading).toEqual([]);
  });

  test('goes on with what is there where storing has failed', async () => {
    const run = filled(100);
    run.stored.length = 0;
    expect(await read(run, 0, false)).toEqual(from(run.live.firstBuffered, 100));
  });
});
