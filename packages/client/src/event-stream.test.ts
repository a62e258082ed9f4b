import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectionError } from './errors.ts';
import { readMessages } from './event-stream.ts';
import { frame } from './test-support/frames.ts';

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const read = async (bytes: Uint8Array, sizes: readonly number[] = [bytes.length || 1]) => {
  const messages = [];
  for await (const message of readMessages(cut(bytes, sizes))) messages.push(message);
  return messages;
};

test('frames are read in whatever pieces they come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 300 }) }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
      async (payloads, sizes) => {
        const sent = payloads.map((payload) =>
          JSON.parse(JSON.stringify(payload), (_, value) =>
            typeof value === 'string' ? value.toWellFormed() : value,
          ),
        );
        const bytes = join(sent.map((payload) => frame('event', 'batch', payload)));
        expect(await read(bytes, sizes)).toEqual(
          sent.map((payload) => ({ kind: 'event', name: 'batch', payload })),
        );
      },
    ),
  );
});

test('an exception is told as one', async () => {
  expect(await read(frame('exception', 'validationException', { message: 'no' }))).toEqual([
    { kind: 'exception', name: 'validationException', payload: { message: 'no' } },
  ]);
});

describe('a stream that is no stream', () => {
  const whole = frame('event', 'batch', { events: [] });

  test('ends within an event, at every byte', async () => {
    for (let length = 1; length < whole.length; length++) {
      await expect(read(whole.subarray(0, length))).rejects.toThrow(ConnectionError);
    }
  });

  test('has any byte changed', async () => {
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at]! ^= 0x55;
      await expect(read(changed)).rejects.toThrow(ConnectionError);
    }
  });

  test.each([
    ['a page', new TextEncoder().encode('<!doctype html><title>Sign in</title>')],
    ['a length beyond all bounds', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ['a length of nothing', new Uint8Array(16)],
  ])('is %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(ConnectionError);
  });
});
