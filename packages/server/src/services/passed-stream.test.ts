import { describe, expect, test } from 'vitest';
import { changedStream, openedStream } from './passed-stream.ts';

/** A stream of numbers that notes what is done to it. */
function numbers(count: number) {
  const seen = { asked: 0, left: 0 };
  const stream: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: async () =>
        seen.asked++ < count ? { done: false, value: seen.asked } : { done: true, value: undefined },
      async return() {
        seen.left++;
        return { done: true, value: undefined };
      },
    }),
  };
  return { stream, seen };
}

async function all<Event>(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('a stream that is opened when it is first asked', () => {
  test('gives what the opened one gives', async () => {
    const { stream } = numbers(3);
    expect(await all(openedStream(async () => stream[Symbol.asyncIterator]()))).toEqual([1, 2, 3]);
  });

  test('is never opened when it is left before, and ends', async () => {
    const iterator = openedStream<number>(() => {
      throw new Error('It was opened.');
    })[Symbol.asyncIterator]();
    await iterator.return?.();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('rejects with what the opening rejects with, and is over then', async () => {
    const iterator = openedStream<number>(async () => {
      throw new Error('closed');
    })[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow('closed');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  });

  test.each(['before', 'after'] as const)('leaves the opened one, %s it is open', async (when) => {
    const { stream, seen } = numbers(3);
    const gate = Promise.withResolvers<void>();
    const iterator = openedStream(async () => {
      await gate.promise;
      return stream[Symbol.asyncIterator]();
    })[Symbol.asyncIterator]();
    const first = iterator.next();
    if (when === 'after') gate.resolve();
    if (when === 'after') await first;
    const left = iterator.return?.();
    gate.resolve();
    await left;
    expect(await first).toEqual({ done: false, value: 1 });
    expect(seen).toEqual({ asked: 1, left: 1 });
  });
});

describe('a changed stream', () => {
  test('gives any number of events for each, and asks on when they are taken', async () => {
    const { stream, seen } = numbers(3);
    const iterator = changedStream(stream, (n) => Array.from({ length: n - 1 }, () => `${n}`))[
      Symbol.asyncIterator
    ]();
    expect(await iterator.next()).toEqual({ done: false, value: '2' });
    expect(seen.asked).toBe(2);
    const rest = [await iterator.next(), await iterator.next(), await iterator.next()];
    expect(rest.map(({ value }) => value)).toEqual(['3', '3', undefined]);
  });

  test('leaves the other when it is left, and when an event cannot be changed', async () => {
    const left = numbers(3);
    for await (const _ of changedStream(left.stream, (n) => [n])) break;
    expect(left.seen).toEqual({ asked: 1, left: 1 });
    const broken = numbers(3);
    const failing = changedStream(broken.stream, () => {
      throw new Error('what is that?');
    });
    await expect(all(failing)).rejects.toThrow('what is that?');
    expect(broken.seen).toEqual({ asked: 1, left: 1 });
  });
});
