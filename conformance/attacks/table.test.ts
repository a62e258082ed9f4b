import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/* README.md says which test keeps out which attack: it must not name tests that are gone, nor leave one of ours out. */

const root = join(import.meta.dirname, '..', '..');
const table = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const named = [...table.matchAll(/`([\w./-]+\.(?:ts|md))`/g)].map(([, path]) => path!);

test('every file that the table names is there', () => {
  const places = (path: string) => [
    join(import.meta.dirname, path),
    join(root, path),
    join(root, 'packages', path),
  ];
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([]);
});

test('every test of this folder stands in the table', () => {
  const tests = globSync('*.test.ts', { cwd: import.meta.dirname });
  expect(readdirSync(import.meta.dirname)).toContain('README.md');
  expect(tests.filter((name) => name !== 'table.test.ts' && !named.includes(name))).toEqual([]);
});
