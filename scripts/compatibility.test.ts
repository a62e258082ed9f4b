import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = readFileSync(`${root}docs/COMPATIBILITY.md`, 'utf8');

/** Places that the page's tables name as rooms do, without `packages` and `src`: `flow/engine/each.ts`. */
const places = [
  ...new Set(
    [...page.matchAll(/`((?:model|flow|server|cli|client|studio)\/[^`\s]*)`/g)].map(
      (match) => match[1] as string,
    ),
  ),
];

const exists = (place: string): boolean => {
  if (existsSync(`${root}${place}`)) return true;
  const path = `${root}packages/${place.replace('/', '/src/')}`;
  return path.includes('*') ? globSync(path).length > 0 : existsSync(path);
};

test('every place that docs/COMPATIBILITY.md names for a choice exists', () => {
  expect(places.length).toBeGreaterThan(30);
  expect(places.filter((place) => !exists(place))).toEqual([]);
});
