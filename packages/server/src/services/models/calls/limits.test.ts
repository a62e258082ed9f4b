import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portCall } from '../../port-call.fixture.ts';
import type { LimitRule } from '../configuration.ts';
import { simulatedClock } from '../simulated-clock.fixture.ts';
import { CallFailed } from './call-failed.ts';
import {
  asked,
  collected,
  type FakeStep,
  failure,
  fakeCalls,
  request,
  response,
  target,
} from './calls.fixture.ts';
import { createDayBudget } from './day-budget.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { limitedCalls } from './limited-calls.ts';
import { createLimiter } from './limiter.ts';
import { createSlots } from './slots.ts';
import { createTokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  test('gives a minute’s amount at once, then as fast as it fills', () => {
    let time = 0;
    const bucket = createTokenBucket(60, () => time);
    expect(bucket.take(60, 0)).toBe(0);
    expect(bucket.take(1, 999)).toBeUndefined();
    expect(bucket.take(1, 1_000)).toBe(1_000);
    expect(bucket.take(1, 2_000)).toBe(2_000);
    time = 62_000;
    expect(bucket.take(60, 0)).toBe(0);
  });

  test('a request for more than a minute holds takes all of it', () => {
    const bucket = createTokenBucket(10, () => 0);
    expect(bucket.take(1_000, 0)).toBe(0);
    expect(bucket.take(1, 5_999)).toBeUndefined();
    expect(bucket.take(1, 6_000)).toBe(6_000);
  });

  test('what is given back can be taken again, and no more than fits', () => {
    const bucket = createTokenBucket(10, () => 0);
    bucket.take(10, 0);
    bucket.giveBack(4);
    expect(bucket.take(4, 0)).toBe(0);
    bucket.giveBack(1_000);
    expect(bucket.take(10, 0)).toBe(0);
    expect(bucket.take(1, 0)).toBeUndefined();
  });

  test('never lets through more than a full bucket and what flows in, whatever is asked when', () => {
    const steps = fc.array(fc.record({ pass: fc.nat(30_000), amount: fc.integer({ min: 1, max: 50 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 50, max: 500 }), (asks, perMinute) => {
        let time = 0;
        let last = 0;
        let taken = 0;
        const bucket = createTokenBucket(perMinute, () => time);
        for (const { pass, amount } of asks) {
          time += pass;
          const wait = bucket.take(amount, 60_000);
          if (wait === undefined) continue;
          taken += amount;
          // Who takes later never goes before who took earlier.
          expect(time + wait).toBeGreaterThanOrEqual(last - 1);
          last = time + wait;
          expect(taken).toBeLessThanOrEqual(perMinute + ((time + wait) / 60_000) * perMinute + 1e-6);
        }
      }),
    );
  });
});

describe('a day’s budget', () => {
  test('holds until midnight UTC', () => {
    let time = Date.UTC(2026, 0, 1, 23, 59, 59);
    const budget = createDayBudget(100, () => time);
    expect(budget.take(100)).toBe(true);
    expect(budget.take(1)).toBe(false);
    time += 1_000;
    expect(budget.take(100)).toBe(true);
    budget.giveBack(30);
    expect(budget.take(31)).toBe(false);
    expect(budget.take(30)).toBe(true);
  });
});

describe('slots', () => {
  const never = new AbortController().signal;

  test('serve who came first', async () => {
    const slots = createSlots(1, simulatedClock());
    const order: number[] = [];
    const first = await slots.take(1_000, never);
    const others = [1, 2, 3].map(async (n) => {
      const free = await slots.take(1_000, never);
      order.push(n);
      free();
      free();
    });
    first();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
  });

  test('freed twice are free once', async () => {
    const clock = simulatedClock();
    const slots = createSlots(1, clock);
    const free = await slots.take(10, never);
    free();
    free();
    await slots.take(10, never);
    const third = slots.take(10, never).catch((error: unknown) => error);
    await clock.pass(10);
    expect(await third).toMatchObject({ failure: { kind: 'throttling' } });
  });

  test('who leaves the queue is not served', async () => {
    const slots = createSlots(1, simulatedClock());
    const free = await slots.take(1_000, never);
    const controller = new AbortController();
    const left = slots.take(1_000, controller.signal);
    const stays = slots.take(1_000, never);
    controller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    free();
    (await stays)();
  });
});

test.each([
  [{}, 2 + 1_000],
  [{ inferenceConfig: { maxTokens: 50 } }, 2 + 50],
  [{ system: [{ text: 'Be brief, please.' }] }, 5 + 2 + 1_000],
  [
    { messages: [{ role: 'user' as const, content: [{ image: { format: 'png' as const, source: {} } }] }] },
    500 + 1_000,
  ],
])('the estimate of %j is %i tokens', (change, tokens) => {
  expect(estimateTokens(request(change))).toBe(tokens);
});

function setUp(rules: readonly LimitRule[], ...steps: FakeStep[]) {
  const clock = simulatedClock();
  const next = fakeCalls(...steps);
  const limiter = createLimiter({ limits: rules, limitWaitMs: 10_000 }, clock);
  return { clock, next, calls: limitedCalls(next, limiter) };
}

const brief = asked({ request: request({ inferenceConfig: { maxTokens: 8 } }) });

describe('calls under limits', () => {
  test('wait for their turn, as long as calls may', async () => {
    const { clock, next, calls } = setUp([{ pattern: '*', requestsPerMinute: 12 }]);
    const all = Promise.allSettled(Array.from({ length: 15 }, () => calls.converse(brief)));
    await clock.pass(0);
    expect(next.made).toHaveLength(12);
    await clock.pass(5_000);
    expect(next.made).toHaveLength(13);
    await clock.pass(5_000);
    const rejected = (await all).filter(({ status }) => status === 'rejected');
    expect(rejected).toMatchObject([
      {
        reason: {
          failure: {
            kind: 'throttling',
            retryable: false,
            reason: 'may not be asked again within 10 s (models.limits for *)',
          },
        },
      },
    ]);
  });

  test('of tokens are settled by what was really used', async () => {
    const { clock, next, calls } = setUp(
      [{ pattern: '*', tokensPerMinute: 30 }],
      response('Hi', { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } }),
    );
    for (let i = 0; i < 10; i++) await calls.converse(brief);
    expect(next.made).toHaveLength(10);
    expect(clock.timers).toEqual([]);
  });

  test('of a day refuse at once, as exhausted', async () => {
    const { calls, next } = setUp([{ pattern: 'any', tokensPerDay: 30 }]);
    await calls.converse(brief);
    await calls.converse(brief);
    await expect(calls.converse(brief)).rejects.toMatchObject({
      failure: {
        kind: 'throttling',
        detail: 'exhausted',
        reason:
          'has 0 tokens of this day left, where this call may take 10 (tokensPerDay of models.limits for any)',
      },
    });
    expect(next.made).toHaveLength(2);
  });

  test('that fail give their tokens back', async () => {
    const { calls } = setUp([{ pattern: '*', tokensPerDay: 12 }], failure(), response());
    await expect(calls.converse(brief)).rejects.toBeInstanceOf(CallFailed);
    await calls.converse(brief);
  });

  test('hold each for the models of its pattern, all that match together', async () => {
    const { calls } = setUp([
      { pattern: 'a*', tokensPerDay: 20 },
      { pattern: '*', tokensPerDay: 35 },
    ]);
    const of = (modelId: string) =>
      asked({ request: request({ modelId, inferenceConfig: { maxTokens: 8 } }) });
    await calls.converse(of('us.a1'));
    await expect(calls.converse(of('a2'))).rejects.toMatchObject({
      failure: { reason: expect.stringContaining('for a*') },
    });
    await calls.converse(of('b'));
    await expect(calls.converse(of('b'))).rejects.toMatchObject({
      failure: { reason: expect.stringContaining('for *)') },
    });
  });

  test('that one rule refuses take nothing from the others', async () => {
    const { calls } = setUp([
      { pattern: '*', requestsPerMinute: 2 },
      { pattern: 'a', tokensPerDay: 5 },
    ]);
    const of = (modelId: string) =>
      asked({ request: request({ modelId, inferenceConfig: { maxTokens: 8 } }) });
    for (let i = 0; i < 5; i++)
      await expect(calls.converse(of('a'))).rejects.toMatchObject({ failure: { detail: 'exhausted' } });
    for (let i = 0; i < 2; i++) await calls.converse(of('b'));
  });

  test('of a stream that is left count as what was expected', async () => {
    const { calls } = setUp([{ pattern: '*', tokensPerDay: 15 }]);
    for await (const _ of calls.converseStream(brief)) break;
    await expect(calls.converse(brief)).rejects.toMatchObject({ failure: { detail: 'exhausted' } });
  });

  test('leave the queue at an abort, and give back what they had taken', async () => {
    const { clock, calls } = setUp([{ pattern: '*', requestsPerMinute: 1, tokensPerDay: 40 }]);
    await calls.converse(brief);
    const controller = new AbortController();
    clock.pass(0);
    const patient = createLimiter(
      { limits: [{ pattern: '*', requestsPerMinute: 1 }], limitWaitMs: 60_000 },
      clock,
    );
    (await patient.turn('any', target(), 1, portCall().signal)).end();
    const waiting = patient.turn('any', target(), 1, controller.signal);
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = patient.turn('any', target(), 1, portCall().signal);
    await clock.pass(60_000);
    (await next).end();
  });

  test('hold a provider’s place until a stream is read or left', async () => {
    const { clock, calls } = setUp([]);
    const one = asked({ target: target('fake', 'any', { concurrency: 1 }) });
    const stream = calls.converseStream(one)[Symbol.asyncIterator]();
    await stream.next();
    const second = calls.converse(one).catch((error: unknown) => error);
    await clock.pass(10_000);
    expect(await second).toMatchObject({
      failure: { kind: 'throttling', reason: expect.stringContaining('its concurrency is 1') },
    });
    await stream.return?.();
    await collected(calls.converseStream(one));
    await calls.converse(one);
  });

  test('nothing limits what no rule and no provider limits', () => {
    const limiter = createLimiter(
      { limits: [{ pattern: 'a', tokensPerDay: 1 }], limitWaitMs: 1 },
      simulatedClock(),
    );
    expect(limiter.limits('b', target())).toBe(false);
    expect(limiter.limits('a', target())).toBe(true);
    expect(limiter.limits('b', target('fake', 'any', { concurrency: 1 }))).toBe(true);
  });
});
