import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/COMPATIBILITY.md', root), 'utf8');

/** Paths in the page's last columns, below `packages/`. */
const places = [
  ...new Set(
    [...page.matchAll(/`((?:model|flow|server|cli)\/src\/[^`]*)`/g)].map((match) => match[1] as string),
  ),
];

test('every place that docs/COMPATIBILITY.md names for a choice exists', () => {
  expect(places.length).toBeGreaterThan(30);
  expect(places.filter((place) => !existsSync(new URL(`packages/${place}`, root)))).toEqual([]);
});
