import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { turnsDuring } from '../../turns.fixture.ts';
import { turnClock } from '../../turns.ts';
import { createContentPolicy } from './content/create-content-policy.ts';
import { createContextualGroundingPolicy } from './grounding/create-contextual-grounding-policy.ts';
import { serviceCall } from './judge/fake-judge.fixture.ts';
import type { Policy, PolicyInput } from './policy.ts';
import { createSensitiveInformationPolicy } from './sensitive-information/index.ts';
import { RegexTime } from './sensitive-information/regex-time.ts';
import { createTopicPolicy } from './topics/create-topic-policy.ts';
import { createWordPolicy } from './words/index.ts';

/** How long a machine takes decides nothing here: only into how many steps a policy cuts its work does. */

const LENGTH = 300_000;

const input = (text: string): PolicyInput => ({
  source: 'OUTPUT',
  texts: [text],
  groundingSources: [text],
  queries: [text.slice(0, 500)],
});

const regexes = (...patterns: string[]) =>
  createSensitiveInformationPolicy({
    piiEntities: [],
    regexes: patterns.map((pattern, index) => ({ name: `${index}`, pattern, action: 'NONE' })),
  });

const POLICIES: Readonly<Record<string, () => Policy | Promise<Policy>>> = {
  'custom words': () => createWordPolicy({ words: [{ text: 'blue sky' }, { text: 'a' }] }),
  profanity: () => createWordPolicy({ managedWordLists: [{ type: 'PROFANITY' }] }),
  'sensitive information': () =>
    createSensitiveInformationPolicy({
      piiEntities: (['NAME', 'ADDRESS', 'EMAIL', 'PHONE', 'URL', 'CREDIT_DEBIT_CARD_NUMBER'] as const).map(
        (type) => ({ type, action: 'ANONYMIZE' }),
      ),
    }),
  'content filters': () =>
    createContentPolicy({
      filters: (['VIOLENCE', 'HATE'] as const).map((type) => ({
        type,
        inputStrength: 'HIGH',
        outputStrength: 'HIGH',
      })),
    }),
  topics: () =>
    createTopicPolicy({
      topics: [{ name: 'Bees', definition: 'Keeping bees', examples: ['Where is my hive?'] }],
    }),
  'grounding and relevance': () =>
    createContextualGroundingPolicy({
      filters: [
        { type: 'GROUNDING', threshold: 0.5 },
        { type: 'RELEVANCE', threshold: 0.5 },
      ],
    }),
  'a regex': () => regexes('CODE-\\d+'),
  'a regex of many instructions': () => regexes('(?:a?){200}a{200}b'),
  'a regex with many matches': () => regexes('\\w{30}'),
};

/** At least one turn in so many characters. Where every character is a match there are many more. */
const CHARACTERS_PER_TURN = 8_000;

beforeEach(() => {
  vi.spyOn(RegexTime.prototype, 'spend').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(POLICIES))('%s', (_, create) => {
  it.each(['a ', 'word ', '1', '漢', 'Mark May ', 'a@', '\u200b', 'ignore.\n', '<!--', 'a\u0301\u0323'])(
    `let others have their turn in ${LENGTH} characters of %j`,
    async (unit) => {
      const policy = await create();
      const text = unit.repeat(LENGTH / unit.length);
      const turns = await turnsDuring(() => policy.check(input(text), serviceCall()));
      expect(turns).toBeGreaterThanOrEqual(Math.floor(text.length / CHARACTERS_PER_TURN));
    },
  );

  it('stop working when the caller leaves', async () => {
    const policy = await create();
    const caller = new AbortController();
    const left = new Error('gone');
    let turns = 0;
    const turnsUntilLeft = turnsDuring(async () => {
      const checked = policy.check(input('word '.repeat(LENGTH / 5)), serviceCall(caller.signal));
      setImmediate(() => caller.abort(left));
      await expect(checked).rejects.toBe(left);
    });
    turns = await turnsUntilLeft;
    expect(turns).toBeLessThan(5);
  });

  it('answer a short text at once', async () => {
    const policy = await create();
    const text = 'The train to Basel leaves at nine, and nobody is on it. '.repeat(70);
    // What is prepared at the first text is there.
    await policy.check(input(text), serviceCall());
    vi.spyOn(turnClock, 'now').mockReturnValue(0);
    await new Promise(setImmediate);
    expect(policy.check(input(text), serviceCall())).not.toBeInstanceOf(Promise);
  });
});

it('texts that come in many small pieces are no different', async () => {
  const texts = new Array<string>(20_000).fill('a b c');
  for (const create of Object.values(POLICIES)) {
    const policy = await create();
    const turns = await turnsDuring(() =>
      policy.check({ ...input(''), texts, queries: ['a'] }, serviceCall()),
    );
    expect(turns).toBeGreaterThanOrEqual(10);
  }
});
