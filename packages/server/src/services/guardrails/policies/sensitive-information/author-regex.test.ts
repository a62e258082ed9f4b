import { describe, expect, it } from 'vitest';
import { compileRegex } from './author-regex.ts';
import { RegexSearch } from './regex-search.ts';

const found = (pattern: string, text: string): string[] =>
  [...new RegexSearch(pattern).find(text)].flat().map(({ start, end }) => text.slice(start, end));

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
      const slices = [...new RegexSearch(pattern).find('a'.repeat(100_000))];
      expect(slices.length).toBeGreaterThan(0);
    },
  );
});
