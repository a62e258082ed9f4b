import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Rooms whose class names may meet on one page; what is for all stands in the files beside them. */
const roomOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('screens/') ? 2 : 1)
    .join('/');

/** A few that a room defines for another, or for all. */
const SHARED = new Set(['sb-visually-hidden']);

test('no two rooms style one class: the second would change the first', () => {
  const owners = new Map<string, Set<string>>();
  for (const path of globSync('**/*.css', { cwd: import.meta.dirname })) {
    const css = readFileSync(`${import.meta.dirname}/${path}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name] of css.matchAll(/^\.(sb-[\w-]+)(?=[\s,{])/gm)) {
      if (SHARED.has(name!)) continue;
      const rooms = owners.get(name!) ?? new Set();
      owners.set(name!, rooms.add(roomOf(path)));
    }
  }
  const met = [...owners]
    .filter(([, rooms]) => rooms.size > 1)
    .map(([name, rooms]) => `${name}: ${[...rooms].join(', ')}`);
  expect(met).toEqual([]);
});
