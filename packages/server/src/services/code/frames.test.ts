import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, ForgedFrame, type FrameKind, NONCE_LENGTH } from './frames.ts';

const nonce = Buffer.from('0123456789abcdef0123456789abcdef', 'latin1');

const frame = (kind: string, payload: Uint8Array, key = nonce): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([key, Buffer.from(kind, 'latin1'), length, payload]);
};

const reading = (limit = 1_000) => {
  const frames: [string, string][] = [];
  const read = createFrameReader(
    nonce,
    () => limit,
    ({ kind, payload }) => frames.push([kind, payload.toString('latin1')]),
  );
  return { frames, read };
};

describe('createFrameReader', () => {
  it('finds the same frames however the stream is cut', () => {
    const kinds = fc.constantFrom<FrameKind>('R', 'S', 'O', 'V', 'E', 'J', 'F', 'M');
    const sent = fc.array(fc.tuple(kinds, fc.uint8Array({ maxLength: 90 })), { maxLength: 12 });
    fc.assert(
      fc.property(sent, fc.infiniteStream(fc.integer({ min: 1, max: 70 })), (messages, sizes) => {
        const bytes = Buffer.concat(messages.map(([kind, payload]) => frame(kind, payload)));
        const { frames, read } = reading();
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value as number;
          read(bytes.subarray(at, at + size));
          at += size;
        }
        expect(frames).toEqual(
          messages.map(([kind, payload]) => [kind, Buffer.from(payload).toString('latin1')]),
        );
      }),
    );
  });

  it.each([
    ['another nonce', frame('V', Buffer.from('1'), Buffer.alloc(NONCE_LENGTH, 'x'))],
    ['an unknown kind', frame('X', Buffer.from('1'))],
    ['more than the limit', frame('V', Buffer.alloc(1_001))],
    ['text that looks like a result', Buffer.from('{"result": 42, "output": "", "requestId": "1"}\n')],
  ])('refuses %s', (_, bytes) => {
    const { frames, read } = reading();
    expect(() => read(bytes)).toThrow(ForgedFrame);
    expect(frames).toEqual([]);
  });

  it('names the length of a message that is announced as 4 GiB, and keeps nothing of it', () => {
    const { read } = reading();
    const header = Buffer.concat([nonce, Buffer.from('V'), Buffer.from([255, 255, 255, 255])]);
    expect(() => read(header)).toThrow('a message of 4294967295 bytes');
  });
});
