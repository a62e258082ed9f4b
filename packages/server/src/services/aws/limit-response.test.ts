import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitResponses, ResponseTooLarge } from './limit-response.ts';

/** The chunks that a client gets of a response with these, under a limit. */
async function chunksOf(chunks: Iterable<Buffer>, limit: number): Promise<Buffer[]> {
  const answer = await limitResponses(limit)(async () => ({ response: { body: Readable.from(chunks) } }))({});
  const body = answer.response.body as AsyncIterable<Buffer>;
  const got: Buffer[] = [];
  for await (const chunk of body) got.push(chunk);
  return got;
}

describe('a limited response', () => {
  test('has the bytes that were sent, however they were cut', async () => {
    const chunk = fc.oneof(fc.nat(40), fc.integer({ min: 16_000, max: 40_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 30 }), async (sizes) => {
        const sent = sizes.filter((size) => size > 0).map((size, index) => Buffer.alloc(size, index + 1));
        const got = await chunksOf(sent, 10_000_000);
        expect(Buffer.concat(got).equals(Buffer.concat(sent))).toBe(true);
      }),
    );
  });

  test('in single bytes comes in few pieces: each would take a hundred times its size', async () => {
    const bytes = function* () {
      for (let sent = 0; sent < 200_000; sent++) yield Buffer.alloc(1, sent);
    };
    const got = await chunksOf(bytes(), 1_000_000);
    expect(got.length).toBeLessThan(20);
    expect(Buffer.concat(got)).toHaveLength(200_000);
  });

  test('ends where it is longer than it may be', async () => {
    const endless = function* () {
      for (;;) yield Buffer.alloc(10_000);
    };
    await expect(chunksOf(endless(), 1_000_000)).rejects.toBeInstanceOf(ResponseTooLarge);
  });
});
