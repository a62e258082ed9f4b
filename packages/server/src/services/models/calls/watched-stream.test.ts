import { describe, expect, test } from 'vitest';
import { TryTimedOut } from '../provider-failure.ts';
import { settle, simulatedClock } from '../simulated-clock.fixture.ts';
import { StreamStalled, watchedStream } from './watched-stream.ts';

const patience = { firstMs: 1_000, idleMs: 100 };

/** A stream whose events a test pushes; says whether it was aborted and whether its end was run. */
function setUp(options: { readonly listens?: boolean } = {}) {
  const clock = simulatedClock();
  const controller = new AbortController();
  const pending: ((event: string | undefined) => void)[] = [];
  const seen = { aborted: undefined as unknown, ended: false };
  const stream = watchedStream(patience, clock, controller.signal, async function* (signal) {
    signal.addEventListener('abort', () => {
      seen.aborted = signal.reason;
      if (options.listens) for (const resolve of pending.splice(0)) resolve(undefined);
    });
    try {
      for (;;) {
        const event = await new Promise<string | undefined>((resolve) => pending.push(resolve));
        if (event === undefined) return;
        yield event;
      }
    } finally {
      seen.ended = true;
    }
  });
  const push = async (event: string | undefined): Promise<void> => {
    await settle();
    pending.shift()?.(event);
    await settle();
  };
  return { clock, controller, stream, push, seen };
}

describe('a watched stream', () => {
  test('hands events on, and the end', async () => {
    const { stream, push } = setUp();
    const first = stream.next();
    await push('a');
    expect(await first).toEqual({ done: false, value: 'a' });
    const last = stream.next();
    await push(undefined);
    expect(await last).toEqual({ done: true, value: undefined });
  });

  test('waits for the first event longer than for the others', async () => {
    const { clock, stream, push } = setUp();
    const first = stream.next();
    await clock.pass(999);
    await push('a');
    expect(await first).toMatchObject({ value: 'a' });
    const second = stream.next();
    await clock.pass(99);
    await push('b');
    expect(await second).toMatchObject({ value: 'b' });
  });

  test.each([
    ['no event comes at all', 0, 1_000, TryTimedOut],
    ['it falls silent after an event', 1, 100, StreamStalled],
  ])('ends when %s, even while the provider does not listen', async (_, events, ms, error) => {
    const { clock, stream, push, seen } = setUp();
    for (let i = 0; i < events; i++) {
      const next = stream.next();
      await push('a');
      await next;
    }
    const next = stream.next().catch((reason: unknown) => reason);
    await clock.pass(ms - 1);
    expect(seen.aborted).toBeUndefined();
    await clock.pass(1);
    expect(await next).toBeInstanceOf(error);
    expect(seen.aborted).toBeInstanceOf(error);
    await expect(stream.next()).rejects.toBeInstanceOf(error);
  });

  test('time in which nobody asks does not count', async () => {
    const { clock, stream, push } = setUp();
    const first = stream.next();
    await push('a');
    await first;
    await clock.pass(3_600_000);
    const second = stream.next();
    await push('b');
    expect(await second).toMatchObject({ value: 'b' });
  });

  test('has one timer however many events come, and none when it is over or nobody asks', async () => {
    const { clock, stream, push } = setUp({ listens: true });
    for (let i = 0; i < 20; i++) {
      const next = stream.next();
      await push('a');
      await next;
      expect(clock.timers.length).toBeLessThanOrEqual(1);
      await clock.pass(90);
    }
    await clock.pass(patience.firstMs);
    expect(clock.timers).toEqual([]);
    const last = stream.next();
    expect(clock.timers).toEqual([patience.idleMs]);
    await push(undefined);
    expect(await last).toMatchObject({ done: true });
    expect(clock.timers).toEqual([]);
  });

  test('that falls silent late is given its time from when it was asked, to the ms', async () => {
    const { clock, stream, push, seen } = setUp();
    const first = stream.next();
    await push('a');
    await first;
    // The timer of one wait is still set when the next begins.
    for (let i = 0; i < 3; i++) {
      const next = stream.next();
      await clock.pass(60);
      await push('b');
      await next;
    }
    const next = stream.next().catch((reason: unknown) => reason);
    await clock.pass(99);
    expect(seen.aborted).toBeUndefined();
    await clock.pass(1);
    expect(await next).toBeInstanceOf(StreamStalled);
  });

  test('ends at once with the caller’s signal', async () => {
    const { controller, stream, seen } = setUp();
    const next = stream.next();
    const reason = new Error('hung up');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(seen.aborted).toBe(reason);
  });

  test('is never opened for a caller who is gone', () => {
    const signal = AbortSignal.abort(new Error('gone'));
    expect(() =>
      watchedStream(patience, simulatedClock(), signal, () => {
        throw new Error('It was opened.');
      }),
    ).toThrow('gone');
  });

  test('leaving it aborts the provider and runs its end', async () => {
    const { stream, push, seen } = setUp({ listens: true });
    const first = stream.next();
    await push('a');
    await first;
    await stream.return();
    expect(seen).toMatchObject({ aborted: expect.any(Error), ended: true });
  });

  test('leaving it after a time-out waits for nobody', async () => {
    const { clock, stream } = setUp();
    const next = stream.next().catch(() => {});
    await clock.pass(1_000);
    await next;
    await stream.return();
  });
});
