import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlowError, type ServiceCall } from '@streambed/flow/ports';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { turnsDuring } from '../../../turns.fixture.ts';
import { entities, PII_TYPES } from '../../cases/pii-case.ts';
import { applyMasks, joinMasks } from '../../masks.ts';
import type { Policy } from '../policy.ts';
import { createSensitiveInformationPolicy } from './create-sensitive-information-policy.ts';
import { RegexTime } from './regex-time.ts';

const call: ServiceCall = { key: 'k', signal: new AbortController().signal, accountId: '1', region: 'r' };
const input = (...texts: string[]) => ({
  source: 'INPUT' as const,
  texts,
  groundingSources: [],
  queries: [],
});

describe('the sensitive information policy', () => {
  let policy: Policy;
  beforeAll(async () => {
    policy = await createSensitiveInformationPolicy({ piiEntities: entities(PII_TYPES, 'ANONYMIZE') });
  });
  const matchesOf = async (text: string) =>
    (await policy.check(input(text), call)).assessment.sensitiveInformationPolicy?.piiEntities.map(
      ({ type, match }) => `${type} ${match}`,
    ) ?? [];

  it('finds nothing where nothing is', async () => {
    expect(await policy.check(input('nothing here'), call)).toEqual({
      assessment: {},
      blocked: false,
      masks: [],
    });
  });

  it('reports a match once and masks it everywhere, over all texts', async () => {
    const texts = ['a@example.com and a@example.com', 'again a@example.com'];
    const { assessment, masks } = await policy.check(input(...texts), call);
    expect(assessment.sensitiveInformationPolicy?.piiEntities).toEqual([
      { match: 'a@example.com', type: 'EMAIL', action: 'ANONYMIZED', detected: true },
    ]);
    expect(applyMasks(texts, joinMasks(masks))).toEqual(['{EMAIL} and {EMAIL}', 'again {EMAIL}']);
  });

  it('says what is wrong with a regex that does not compile', async () => {
    await expect(
      createSensitiveInformationPolicy({ regexes: [{ name: 'x', pattern: '(?=x)', action: 'BLOCK' }] }),
    ).rejects.toThrow('look-ahead');
  });

  it.each([4_980, 4_995, 4_999, 5_000, 5_001, 10_000])(
    'finds everything across the edge of slices, each once, at %i',
    async (place) => {
      const secret = ' DE89 3704 0044 0532 0130 00 mary.major@example.com 123-45-6789 ';
      const text = 'lorem ipsum dolor '.repeat(2_000).slice(0, place) + secret + 'sit amet '.repeat(2_000);
      expect(await matchesOf(text)).toEqual([
        'INTERNATIONAL_BANK_ACCOUNT_NUMBER DE89 3704 0044 0532 0130 00',
        'EMAIL mary.major@example.com',
        'US_SOCIAL_SECURITY_NUMBER 123-45-6789',
      ]);
    },
  );

  it('places every mask on what it reports, for any mixture', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '4111 1111 1111 1111',
        'a@example.com',
        'http://192.0.2.1/x',
        'John Stiles',
        '\u200b',
        'é',
        '👍',
        '+1 212-555-0123',
        'password: hunter2',
        '::1',
        'ssn ',
        '１２３',
        '\n',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.stringMatching(/^[0-9 .:@/()+-]{0,12}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const text = pieces.join(' ');
        const { assessment, masks } = await policy.check(input(text), call);
        const reported = new Set(
          assessment.sensitiveInformationPolicy?.piiEntities.map(({ type, match }) => `{${type}}${match}`),
        );
        const masked = new Set(masks.map((mask) => mask.replacement + text.slice(mask.start, mask.end)));
        expect(masked).toEqual(reported);
        const ordered = masks.toSorted((a, b) => a.start - b.start);
        for (const [at, mask] of ordered.entries())
          expect(mask.start).toBeGreaterThanOrEqual(ordered[at - 1]?.end ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'a',
    '1',
    '@',
    'a@',
    'a.',
    '1.',
    '1 ',
    '1-',
    '::',
    'a:',
    'A ',
    'Mark ',
    "O'",
    'password: ',
    'card ',
    'ending in ',
    'phone 1 ',
    'http://x)))',
    'a at ',
    '+1 ',
    '1(2)',
    'ff:',
    '\u200b',
    '12 North ',
    'Straße 1 ',
    'AB12 ',
    'a/b1',
    'J. ',
    '12 years ',
    'exp ',
    '[at] ',
    'a dot ',
    '٤',
    'e\u0301',
    'Via Roma ',
    'username: "',
  ])('ends on 100,000 characters of %j, with turns for others between', async (unit) => {
    const turns = await turnsDuring(() => policy.check(input(unit.repeat(100_000 / unit.length)), call));
    expect(turns).toBeGreaterThanOrEqual(100);
  });
});

it('fails, naming the regex, where one takes too long: a text that was not searched is not let through', async () => {
  const policy = await createSensitiveInformationPolicy({
    piiEntities: [],
    regexes: [{ name: 'far ahead', pattern: 'a.*b|a', action: 'NONE' }],
  });
  const error = await Promise.resolve(policy.check(input('a'.repeat(100_000)), call)).catch((error) => error);
  expect(error).toBeInstanceOf(FlowError);
  expect(error.fault).toMatchObject({
    kind: 'validation',
    blame: 'author',
    message: expect.stringContaining('The regex far ahead of the guardrail took more than 200 ms'),
  });
});

describe('what a policy may find in one check', () => {
  const findings = async (pattern: string, text: string) => {
    const policy = await createSensitiveInformationPolicy({
      piiEntities: [],
      regexes: [{ name: 'r', pattern, action: 'ANONYMIZE' }],
    });
    const { assessment, masks } = await policy.check(input(text), call);
    return [assessment.sensitiveInformationPolicy?.regexes.length, masks.length];
  };
  const refused = { fault: { kind: 'serviceQuotaExceeded', blame: 'caller' } };
  const different = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`).join(' ');
  beforeEach(() => {
    vi.spyOn(RegexTime.prototype, 'spend').mockReturnValue();
  });
  afterEach(() => vi.restoreAllMocks());

  it('is 20,000 different matches', async () => {
    expect(await findings('n\\d+', different(20_000))).toEqual([20_000, 20_000]);
    await expect(findings('n\\d+', different(20_001))).rejects.toMatchObject(refused);
  });

  it('is 100,000 masks', async () => {
    expect(await findings('n', 'n'.repeat(100_000))).toEqual([1, 100_000]);
    await expect(findings('n', 'n'.repeat(100_001))).rejects.toMatchObject(refused);
  });
});

/** Regular expressions written out in a source file, as their text. */
const literalsOf = (source: string): string[] =>
  [
    ...source.matchAll(
      /(?<=[=(,:[!&|?\s])\/(?![*/ ])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[a-z]{0,4}(?=[\s.,;)\]}])/g,
    ),
  ].map((match) => match[1] as string);

/** Whether something that repeats without bound stands inside something that repeats without bound. */
function nestsRepetition(pattern: string): boolean {
  const bare = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const open: boolean[] = [];
  for (let at = 0; at < bare.length; at++) {
    const isUnbounded = /^(?:[*+]|\{\d+,\})/.test(bare.slice(at, at + 8));
    if (bare[at] === '(') open.push(false);
    else if (bare[at] === ')') {
      const inside = open.pop() ?? false;
      const repeats = /^(?:[*+]|\{\d+,\})/.test(bare.slice(at + 1, at + 9));
      if (inside && repeats) return true;
      if ((inside || repeats) && open.length > 0) open[open.length - 1] = true;
    } else if (isUnbounded && open.length > 0) open[open.length - 1] = true;
  }
  return false;
}

describe('our own regular expressions', () => {
  const folders = [
    import.meta.dirname,
    join(import.meta.dirname, 'detectors'),
    join(import.meta.dirname, '../words'),
  ];
  const patterns = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) =>
        literalsOf(readFileSync(join(folder, file), 'utf8')).map((pattern) => [file, pattern] as const),
      ),
  );

  it('are seen by this test', () => {
    expect(patterns.length).toBeGreaterThan(100);
    expect(nestsRepetition('(a+)+')).toBe(true);
    expect(nestsRepetition('(?:(?:a|b*)c)*')).toBe(true);
    expect(nestsRepetition('(?:a{1,3}b)+')).toBe(false);
  });

  it('never repeat without bound what repeats without bound', () => {
    expect(patterns.filter(([, pattern]) => nestsRepetition(pattern))).toEqual([]);
  });
});
