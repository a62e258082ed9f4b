import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asked, collected, fakeCalls, textOf } from './calls/calls.fixture.ts';
import { scrubbedCalls } from './calls/scrubbed-calls.ts';
import { createScrubber, scrub, scrubAll } from './scrub.ts';

const SECRETS = ['abcabcabd', 'key-1234', 'aaaaaaaa'];

describe('scrubbing', () => {
  test('in pieces hides every secret and changes nothing else, whichever pieces they are', () => {
    const part = fc.oneof(
      fc.constantFrom(...SECRETS, 'abc', 'abcab', 'key-', 'aaa'),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(fc.nat(20), { maxLength: 20 }),
        (parts, cuts) => {
          const text = parts.join('');
          const scrubber = createScrubber(SECRETS);
          let out = '';
          let at = 0;
          for (const cut of cuts) {
            out += scrubber.push(text.slice(at, at + cut));
            at += cut;
          }
          out += scrubber.push(text.slice(at)) + scrubber.end();
          for (const secret of SECRETS) expect(out).not.toContain(secret);
          if (SECRETS.every((secret) => !text.includes(secret))) expect(out).toBe(text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('holds back no more than may be a secret', () => {
    const scrubber = createScrubber(['key-1234']);
    expect(scrubber.push('the key')).toBe('the ');
    expect(scrubber.push('s are')).toBe('keys are');
    expect(scrubber.push(' key-12')).toBe(' ');
    expect(scrubber.push('34.')).toBe('***.');
  });

  test('looks into values as deep as they are, at names too, and leaves what is clean as it is', () => {
    const value = { a: ['key-1234', { 'x-key-1234': 'y' }], b: Uint8Array.of(1) };
    expect(scrubAll(value, SECRETS)).toEqual({ a: ['***', { 'x-***': 'y' }], b: Uint8Array.of(1) });
    const clean = { a: [1, null, 'b'] };
    expect(scrubAll(clean, SECRETS)).toBe(clean);
    expect(scrub('nothing', SECRETS)).toBe('nothing');
  });
});

test('a stream that echoes a key piece by piece is told without it, and ends as it should', async () => {
  const calls = scrubbedCalls(
    {
      ...fakeCalls(),
      async *converseStream() {
        yield { messageStart: { role: 'assistant' } };
        for (const text of ['Your k', 'ey-1', '234 and k'])
          yield { contentBlockDelta: { contentBlockIndex: 0, delta: { text } } };
        yield { contentBlockStop: { contentBlockIndex: 0 } };
        yield {
          contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"a":"key-1234"}' } } },
        };
        yield { contentBlockStop: { contentBlockIndex: 1 } };
        yield { messageStop: { stopReason: 'end_turn', additionalModelResponseFields: ['key-1234'] } };
      },
    },
    SECRETS,
  );
  const events = await collected(calls.converseStream(asked()));
  expect(textOf(events)).toBe('Your *** and k');
  expect(JSON.stringify(events)).not.toContain('key-1234');
  expect(JSON.stringify(events)).toContain('"{\\"a\\":\\"***\\"}"');
  expect(events.map((event) => Object.keys(event)[0]).slice(-3)).toEqual([
    'contentBlockDelta',
    'contentBlockStop',
    'messageStop',
  ]);
});
