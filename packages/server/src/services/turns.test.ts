import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atOnce, inTurns, once, type Steps, turnClock } from './turns.ts';

const { signal: NEVER } = new AbortController();
/** A clock that stands still but for what the steps below take. */
let now = 0;

beforeEach(async () => {
  now = 0;
  vi.spyOn(turnClock, 'now').mockImplementation(() => now);
  await nextTurn();
});
afterEach(() => vi.restoreAllMocks());

/** So many steps of so many ms, each noted. */
function* steps(count: number, ms: number, log: string[] = [], name = 'step'): Steps<string> {
  for (let at = 1; at <= count; at++) {
    now += ms;
    log.push(`${name} ${at}`);
    yield;
  }
  return name;
}

describe('work in turns', () => {
  it('is done at once while there is time', () => {
    expect(inTurns(steps(10, 0.3), NEVER)).toBe('step');
  });

  it('shares the time of a turn with all other work', async () => {
    expect(inTurns(steps(1, 2, [], 'first'), NEVER)).toBe('first');
    expect(inTurns(steps(1, 2, [], 'second'), NEVER)).toBeInstanceOf(Promise);
    const log: string[] = [];
    const third = inTurns(steps(1, 1, log, 'third'), NEVER);
    expect(log).toEqual([]);
    expect(await third).toBe('third');
    // A turn later there is time again.
    await nextTurn();
    expect(inTurns(steps(1, 2, [], 'fourth'), NEVER)).toBe('fourth');
  });

  it('lets the loop turn when the time is up', async () => {
    const log: string[] = [];
    const work = inTurns(steps(12, 2, log), NEVER);
    const seen: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      seen.push(log.length);
      await nextTurn();
    }
    expect(seen.slice(0, 7)).toEqual([2, 4, 6, 8, 10, 12, 12]);
    expect(await work).toBe('step');
  });

  it('goes round among long texts, and looks at a new one first', async () => {
    const log: string[] = [];
    const long = ['a', 'b'].map((name) => inTurns(steps(6, 4, log, name), NEVER));
    await nextTurn();
    await nextTurn();
    const short = inTurns(steps(5, 1, log, 'short'), NEVER);
    await Promise.all([...long, short]);
    expect(log.slice(0, 3)).toEqual(['a 1', 'a 2', 'b 1']);
    const begun = log.indexOf('short 1');
    expect(begun).toBeLessThanOrEqual(4);
    expect(log.indexOf('short 5')).toBeLessThan(log.indexOf('b 6'));
  });

  it('ends with the reason of the signal when the caller leaves, and does nothing more', async () => {
    const caller = new AbortController();
    const log: string[] = [];
    let isClosed = false;
    const work = inTurns(
      (function* (): Steps<string> {
        try {
          return yield* steps(1_000, 2, log);
        } finally {
          isClosed = true;
        }
      })(),
      caller.signal,
    );
    await nextTurn();
    const left = new Error('gone');
    caller.abort(left);
    const done = log.length;
    await expect(work).rejects.toBe(left);
    expect(log.length).toBe(done);
    expect(isClosed).toBe(true);
  });

  it('waits for what a step waits for, without holding up other work', async () => {
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const work = inTurns(
      (function* (): Steps<string> {
        yield asked;
        return 'answered';
      })(),
      NEVER,
    );
    expect(inTurns(steps(1, 1), NEVER)).toBe('step');
    answer();
    expect(await work).toBe('answered');
  });

  it('fails with what a step throws and with what it waited for in vain, which the work may catch', async () => {
    const failing = function* (error: Error, isCaught: boolean): Steps<string> {
      try {
        yield Promise.reject(error);
        return 'not reached';
      } catch (caught) {
        if (!isCaught) throw caught;
        yield;
        return 'caught';
      }
    };
    const error = new Error('no answer');
    await expect(inTurns(failing(error, false), NEVER)).rejects.toBe(error);
    expect(await inTurns(failing(error, true), NEVER)).toBe('caught');
    const late = inTurns(
      (function* (): Steps<string> {
        yield* steps(5, 4);
        throw error;
      })(),
      NEVER,
    );
    await expect(late).rejects.toBe(error);
  });
});

describe('work that is done once', () => {
  it('is begun by the first and shared by all', async () => {
    let begun = 0;
    const prepared = once(function* (): Steps<number> {
      begun++;
      yield* steps(10, 1);
      return 42;
    });
    const results = await Promise.all([1, 2, 3].map(() => inTurns(prepared(), NEVER)));
    expect(results).toEqual([42, 42, 42]);
    expect(begun).toBe(1);
    expect(atOnce(prepared())).toBe(42);
  });

  it('is begun anew when it failed', () => {
    let tries = 0;
    const prepared = once(function* (): Steps<number> {
      yield;
      if (++tries === 1) throw new Error('first');
      return tries;
    });
    expect(() => atOnce(prepared())).toThrow('first');
    expect(atOnce(prepared())).toBe(2);
  });
});
