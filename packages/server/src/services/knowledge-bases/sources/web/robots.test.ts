import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRobots } from './robots.ts';

const FILE = `\ufeff# for everybody
User-Agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?q=
Disallow: /caf%C3%A9
Disallow: /a%2Db
Crawl-delay: 10

user-agent: OtherBot
user-agent: SomeBot/2.0
disallow: /

Sitemap: https://example.com/sitemap.xml

User-agent: somebot
Allow: /welcome # not more

User-agent: nobody
Disallow:
`;

describe('robots.txt', () => {
  test.each<[agent: string, path: string, allowed: boolean]>([
    ['streambed', '/', true],
    ['streambed', '/private', false],
    ['streambed', '/private/x', false],
    ['streambed', '/privately', false],
    ['streambed', '/private/open/x', true],
    ['streambed', '/Private', true],
    ['streambed', '/x/report.pdf', false],
    ['streambed', '/x/report.pdf?v=1', true],
    ['streambed', '/search?q=x', false],
    ['streambed', '/search', true],
    ['streambed', '/café', false],
    ['streambed', '/caf%c3%a9', false],
    ['streambed', '/a-b', false],
    ['OtherBot', '/', false],
    ['SOMEBOT', '/x', false],
    ['somebot', '/welcome/x', true],
    ['nobody', '/private', true],
  ])('%s may ask for %s: %s', (agent, path, allowed) => {
    expect(parseRobots(FILE, agent)(path)).toBe(allowed);
  });

  test.each(['', 'Disallow: /', '<html>no such page</html>', 'User-agent *\nDisallow /', '\0\0:'])(
    'what has no rule for anybody allows everything: %j',
    (text) => {
      expect(parseRobots(text, 'streambed')('/x')).toBe(true);
    },
  );

  test('an Allow that is as long as a Disallow wins, in either order', () => {
    for (const rules of ['Allow: /a\nDisallow: /a', 'Disallow: /a\nAllow: /a'])
      expect(parseRobots(`User-agent: *\n${rules}`, 'streambed')('/a/b')).toBe(true);
  });

  test('any text is read without failing, and Disallow: / behind it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.webPath(), (text, path) => {
        expect(typeof parseRobots(text, 'streambed')(path)).toBe('boolean');
        const closed = parseRobots(`${text}\nUser-agent: streambed\nDisallow: /\n`, 'streambed');
        if (!/allow/i.test(text)) expect(closed(`/${path}`)).toBe(false);
      }),
    );
  });

  test('a file that is made to take long does not', () => {
    const rules = Array.from({ length: 5_000 }, (_, index) => `Disallow: /${'*a'.repeat(1_000)}${index}`);
    const robots = parseRobots(`User-agent: *\n${rules.join('\n')}`, 'streambed');
    expect(robots(`/${'a'.repeat(100)}`)).toBe(true);
  });
});
