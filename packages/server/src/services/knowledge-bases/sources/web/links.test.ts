import { describe, expect, test } from 'vitest';
import { linksOf } from './links.ts';

const signal = new AbortController().signal;

describe('the links of a page', () => {
  test.each<[html: string, links: readonly string[], base?: string]>([
    ['<a href="/a">A</a><A HREF=b>B</A><area href=\'c\'>', ['/a', 'b', 'c']],
    ['<a href=" /a ">once</a><a href="/a">twice</a><a>none</a><a href="">empty</a>', ['/a']],
    ['<a href="/a?x=1&amp;y=2">', ['/a?x=1&y=2']],
    ['<base href="/docs/"><base href="/no/"><a href="a">', ['a'], '/docs/'],
    ['<!-- <a href="/a"> --><a href="/b" rel="noopener nofollow"><a href="/c" rel="next">', ['/c']],
    ['<meta name="ROBOTS" content="noindex, NOFOLLOW"><a href="/a">', []],
    ['<link href="/style.css"><img src="/a.png"><a href="/a"', []],
    ['', []],
  ])('%s', async (html, links, base) => {
    expect(await linksOf(html, signal)).toEqual({ links, base });
  });

  test('are found whole where the page is taken in pieces', async () => {
    const html = Array.from(
      { length: 5_000 },
      (_, index) => `<p>text</p><a href="/page-${index}">${index}</a>`,
    );
    const { links } = await linksOf(html.join('\n'), signal);
    expect(links).toEqual(Array.from({ length: 5_000 }, (_, index) => `/page-${index}`));
  });

  test('are not looked for when nobody waits any more', async () => {
    const html = '<a href="/a">'.repeat(200_000);
    await expect(linksOf(html, AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up');
  });
});
