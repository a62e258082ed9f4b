import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture } from './fixtures.fixture.ts';
import { decodeText } from './text-encoding.ts';

const names = readdirSync(new URL('./fixtures/', import.meta.url)).filter((name) => name.endsWith('.txt'));

describe('texts in many encodings', () => {
  test.each(names)('%s says the same as in UTF-8', async (name) => {
    const expected = new TextDecoder()
      .decode(fixture(`${name.split('.')[0]}.utf-8.txt`))
      .replaceAll('\r\n', '\n');
    expect(await decodeText(fixture(name), { name })).toBe(expected);
  });

  test('a declared charset is believed where the bytes fit it', async () => {
    const bytes = Buffer.from('na\xefve caf\xe9', 'latin1');
    const say = (mimeType: string) => decodeText(bytes, { name: 'a', mimeType });
    expect(await say('text/plain; charset=iso-8859-1')).toBe('naïve café');
    expect(await say('text/plain; charset="windows-1251"')).toBe('naпve cafй');
    expect(await say('text/plain; charset=utf-8')).toContain('na');
    expect(await say('text/plain; charset=no-such-thing')).toContain('na');
  });

  test('any text comes back from UTF-8, and from UTF-16 with a mark', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((drawn) => `a ${drawn}`);
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const utf8 = new TextEncoder().encode(given);
        expect(await decodeText(utf8, { name: 'a' })).toBe(given.replace(/\r\n?/g, '\n'));
        const utf16 = Buffer.from(`\ufeff${given}`, 'utf16le');
        expect(await decodeText(utf16, { name: 'a' })).toBe(given.replace(/\r\n?/g, '\n'));
      }),
    );
  });

  test.each([
    [
      'a program',
      Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\x03\0>\0\x01\0\0\0\x01\x02\x03\x04\x05\x06', 'latin1'),
    ],
    ['UTF-32', Buffer.from('\xff\xfe\0\0a\0\0\0', 'latin1')],
  ])('%s is refused', async (_, bytes) => {
    await expect(decodeText(bytes, { name: 'x.txt' })).rejects.toMatchObject({
      name: 'DocumentProblem',
      message: expect.stringMatching(/^x\.txt .*(UTF-8|plain text)/),
    });
  });
});
