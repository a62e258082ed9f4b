import { describe, expect, it } from 'vitest';
import { compileRegex } from './author-regex.ts';
import { RegexSearch } from './regex-search.ts';
import { RegexTime, RegexTimeout } from './regex-time.ts';

/** On any machine, however slow. */
const unhurried = (): RegexTime => Object.assign(new RegexTime([]), { allowed: Number.POSITIVE_INFINITY });

const found = (pattern: string, text: string): string[] =>
  [...new RegexSearch(pattern).find(text, unhurried())].flatMap((match) =>
    match ? [text.slice(match.start, match.end)] : [],
  );

describe("an author's regex", () => {
  it.each([
    ['', /empty/],
    ['a'.repeat(501), /501 characters; 500/],
    ['(?=x)', /look-ahead/],
    ['(?<!x)y', /look-behind/],
    ['(a)\\1', /back-references/],
    ['[a', /missing closing/],
    ['*a', /repetition/],
    ['(?:a?){400}a{400}', /too large/],
    ['((a{100}){100}){100}', /repeat count/],
  ])('is refused with its reason: %s', (pattern, reason) => {
    expect(() => compileRegex(pattern)).toThrow(reason);
  });

  it.each(['(?i)abc', '\\p{Greek}+', '^\\d{3}-\\d{2}$', '(?P<name>x)', '[[:alpha:]]+', '\\bfoo\\b'])(
    'compiles: %s',
    (pattern) => {
      expect(compileRegex(pattern).pattern()).toBe(pattern);
    },
  );

  it('finds all matches, and none that is empty', () => {
    expect(found('a*', 'baac')).toEqual(['aa']);
    expect(found('\\d+', '1 22 333')).toEqual(['1', '22', '333']);
    expect(found('^x', 'xx')).toEqual(['x']);
  });

  it('finds matches across the edges of slices, each once', () => {
    for (const place of [15_990, 15_999, 16_000, 16_001, 31_999]) {
      const text = `${'-'.repeat(place)}CODE-12345${'-'.repeat(20_000)}CODE-1`;
      expect(found('CODE-\\d+', text)).toEqual(['CODE-12345', 'CODE-1']);
    }
  });

  it('takes ^ for the beginning of the whole text', () => {
    expect(found('^a', `${'b'.repeat(16_000)}${'a'.repeat(20_000)}`)).toEqual([]);
  });

  it('keeps word boundaries at the edges of slices', () => {
    expect(found('\\bfoo', `${'x'.repeat(16_000)}foo`)).toEqual([]);
    expect(found('\\bfoo', `${' '.repeat(16_000)}foo`)).toEqual(['foo']);
  });

  it.each(['(a+)+$', '(a|aa)+$', '(.*)(.*)(.*)(.*)z', '(x+x+)+y', '(?:a?){100}a{100}', '([a-z]+)*1'])(
    'ends on 100,000 characters that are evil to others: %s',
    (pattern) => {
      const steps = [...new RegexSearch(pattern).find('a'.repeat(100_000), unhurried())];
      expect(steps.length).toBeGreaterThanOrEqual(12);
    },
  );

  it.each(['a.*b|a', '[a-z]*1|[a-z]', '(?s).*x|.'])(
    'that looks far ahead behind every match is given up in time: %s',
    (pattern) => {
      const search = new RegexSearch(pattern).find('a'.repeat(100_000), new RegexTime([]));
      expect(() => [...search]).toThrow(RegexTimeout);
    },
  );

  it('may work for so long on every text, and longer on long ones', () => {
    expect(new RegexTime([]).allowed).toBe(100);
    expect(new RegexTime(['', 'a', 'b'.repeat(100)]).allowed).toBe(101);
    const time = new RegexTime(['a'.repeat(100_000)]);
    expect(time.allowed).toBe(200);
    time.spend(150);
    time.spend(50);
    expect(() => time.spend(1)).toThrow(RegexTimeout);
  });
});
