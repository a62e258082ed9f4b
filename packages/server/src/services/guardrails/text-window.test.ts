import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { CARD, EMAIL, fakePolicy, guardrailsOf } from './guardrails.fixture.ts';
import { applyMasks } from './masks.ts';
import type { OpenGuardrail } from './open-guardrail.ts';
import { TextWindow } from './text-window.ts';

/** Texts with all that may go wrong at a border: matches, parts of matches, near misses, long words, no spaces. */
const text = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('the river ', 'runs. ', 'slow\n', 'on ', 'a@b ', '411 ', '12 '),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom('ann@mail.com ', 'bob@mail.org, ', 'x@y.com', 'ann@mail.community '),
      },
      { weight: 2, arbitrary: fc.constantFrom('𝒜𝒷', 'é', '中文字', 'W'.repeat(70), ' '.repeat(40)) },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => parts.join(''));
const withNumbers = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: text },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '4111 1111 1111 1111 ',
          '4111 1111 1111 1111',
          '4111 ',
          // As a whole too long to be one, but not as far as one may have seen it.
          '4111 1111 1111 1111 1 ',
          '4111 1111 1111 1111 11112 ',
          '9999 4111 1111 1111 1111 ',
        ),
      },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
/** Where the text is cut, also in the middle of a character. */
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });

const inPieces = (whole: string, cuts: readonly number[]): readonly string[] => {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < whole.length; index++) {
    const size = cuts[index % cuts.length] ?? 1;
    pieces.push(whole.slice(at, at + size));
    at += size;
  }
  return pieces;
};

const opened = (policy = fakePolicy(EMAIL, CARD)): Promise<OpenGuardrail> =>
  guardrailsOf(policy).open('gr1234567890', 'DRAFT', portCall());
const checkOf = (guardrail: OpenGuardrail) => (content: string) =>
  guardrail.check({ source: 'OUTPUT', content: [{ text: { text: content } }] }, portCall());

/** Small enough that a text of some hundred characters moves through many windows. */
const needs = { reach: 40, step: 12, isJudged: false };

const through = async (pieces: readonly string[], guardrail: OpenGuardrail) => {
  const window = new TextWindow(needs, checkOf(guardrail));
  let left = '';
  let most = 0;
  let checks = 0;
  for (const piece of pieces) {
    window.push(piece);
    most = Math.max(most, window.held);
    if (!window.isDue) continue;
    checks++;
    const { text: released, blocked } = await window.release(false);
    left += released;
    if (blocked) return { left, blocked: true, most, checks };
  }
  const { text: released, blocked } = await window.release(true);
  return { left: left + released, blocked: blocked !== undefined, most, checks };
};

test('what leaves is the text as a check of all of it masks it, wherever it was cut', async () => {
  const guardrail = await opened();
  await fc.assert(
    fc.asyncProperty(text, sizes, async (whole, cuts) => {
      const check = await checkOf(guardrail)(whole);
      const { left, blocked } = await through(inPieces(whole, cuts), guardrail);
      expect(blocked).toBe(false);
      expect(left).toBe(applyMasks([whole], check.masks ?? [])[0]);
    }),
    { numRuns: 600 },
  );
});

test('it is blocked exactly when all of it is, and nothing of what blocks left before', async () => {
  const guardrail = await opened();
  let blocks = 0;
  await fc.assert(
    fc.asyncProperty(withNumbers, sizes, async (whole, cuts) => {
      const check = await checkOf(guardrail)(whole);
      const { left, blocked } = await through(inPieces(whole, cuts), guardrail);
      expect(blocked).toBe(check.blocked);
      if (blocked) {
        blocks++;
        const first = [...whole.matchAll(CARD.pattern)][0]!.index;
        const clean = whole.slice(0, first).replaceAll(EMAIL.pattern, '{EMAIL}');
        expect(clean.startsWith(left)).toBe(true);
      } else expect(left).toBe(applyMasks([whole], check.masks ?? [])[0]);
    }),
    { numRuns: 1_500 },
  );
  expect(blocks).toBeGreaterThan(50);
});

test('the held part stays small, and a check is made for a piece of text, not for each delta', async () => {
  const guardrail = await opened();
  const { most, checks } = await through(inPieces('the river runs on. '.repeat(500), [3]), guardrail);
  expect(most).toBeLessThan(needs.reach + needs.step + 64);
  expect(checks).toBeLessThan(9_500 / 8);
});
