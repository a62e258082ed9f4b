import { describe, expect, test, vi } from 'vitest';
import type { RunRecord, Store } from '../../store/index.ts';
import { Busyness } from './busyness.ts';
import { FigureQueue } from './figure-queue.ts';

/** Time that a test moves by hand. */
function open(utilization = () => 0) {
  let now = 0;
  const timers: { at: number; action: () => void }[] = [];
  const clock = {
    now: () => now,
    monotonic: () => now,
    after: (delay: number, action: () => void) => {
      const timer = { at: now + delay, action };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, timers.includes(timer) ? 1 : 0);
    },
  };
  const pass = async (time: number) => {
    const end = now + time;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers.splice(timers.indexOf(next), 1);
      now = next.at;
      next.action();
      await new Promise((resolve) => setImmediate(resolve));
    }
    now = end;
  };
  const rows: string[] = [];
  let transactions = 0;
  let failing: Error | undefined;
  const store = {
    transaction: async (work: (repositories: unknown) => Promise<void>) => {
      transactions++;
      if (failing) throw failing;
      await work({ runs: { insert: async (_: unknown, { id }: RunRecord) => void rows.push(id) } });
    },
  } as unknown as Store;
  const onLeftOut = vi.fn();
  const onFailure = vi.fn();
  const busyness = new Busyness(clock, utilization);
  const queue = new FigureQueue({ store, clock, busyness, onLeftOut, onFailure });
  let added = 0;
  const add = (count: number) => {
    for (let index = 0; index < count; index++)
      if (queue.hasRoom()) {
        const id = `${added++}`;
        queue.add({ scope: { accountId: 'a', region: 'r' }, record: () => ({ id }) as RunRecord });
      }
  };
  const fail = (error: Error | undefined) => {
    failing = error;
  };
  return { queue, add, pass, rows, onLeftOut, onFailure, fail, timers, transactions: () => transactions };
}

describe('figures', () => {
  test('are written half a second later, many at once', async () => {
    const { add, pass, rows, transactions, timers } = open();
    add(250);
    expect(rows).toEqual([]);
    await pass(499);
    expect(rows).toEqual([]);
    await pass(1);
    expect(new Set(rows)).toEqual(new Set(Array.from({ length: 250 }, (_, index) => `${index}`)));
    expect(transactions()).toBe(3);
    await pass(10_000);
    // A server that does nothing keeps no timer.
    expect(timers).toEqual([]);
  });

  test('are written slowly while the process is busy, and all of them when it is not any more', async () => {
    let busy = 0.95;
    const { add, pass, rows } = open(() => busy);
    add(1);
    await pass(600);
    add(3_000);
    await pass(3_000);
    expect(rows.length).toBeLessThan(2_100);
    busy = 0.1;
    await pass(3_000);
    expect(rows).toHaveLength(3_001);
  });

  test('of more runs than may wait are left out, and how many is told, but not for each', async () => {
    const { add, pass, rows, onLeftOut } = open();
    add(4_700);
    await pass(1_000);
    expect(rows).toHaveLength(4_000);
    expect(onLeftOut.mock.calls).toEqual([[700]]);
    add(4_100);
    await pass(1_000);
    expect(onLeftOut).toHaveBeenCalledTimes(1);
    add(1);
    await pass(60_000);
    add(1);
    await pass(1_000);
    expect(onLeftOut.mock.calls).toEqual([[700], [100]]);
  });

  test('that cannot be written are told of, and the next are tried', async () => {
    const { add, pass, rows, onFailure, fail } = open();
    fail(new Error('full'));
    add(2);
    await pass(1_000);
    expect(onFailure).toHaveBeenCalledTimes(1);
    fail(undefined);
    add(1);
    await pass(1_000);
    expect(rows).toEqual(['2']);
  });

  test('are all written when the server ends', async () => {
    const { queue, add, rows } = open(() => 1);
    add(1_234);
    await queue.close();
    expect(rows).toHaveLength(1_234);
  });
});
