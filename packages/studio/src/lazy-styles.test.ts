import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = import.meta.dirname;
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
const read = (path: string): string => readFileSync(path, 'utf8');

const STATIC = /^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s)?['"](\.[^'"]+)['"]/gm;
const LAZY = /\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/g;

interface Module {
  readonly statics: readonly string[];
  readonly lazies: readonly string[];
  readonly classes: ReadonlySet<string>;
}

const modules = new Map<string, Module>();
for (const file of globSync('**/*.{ts,tsx}', { cwd: root })) {
  if (file.includes('.test.')) continue;
  const path = resolve(root, file);
  const text = read(path);
  const targets = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, target]) => resolve(dirname(path), target!));
  modules.set(path, {
    statics: targets(STATIC),
    lazies: targets(LAZY),
    classes: new Set(file.endsWith('.tsx') ? (text.match(/(?<=[\s"'`])sb-[a-z][\w-]*/g) ?? []) : []),
  });
}

/** Everything that comes with a module. */
const closureOf = (start: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const next of modules.get(path)?.statics ?? []) visit(next);
  };
  visit(start);
  return seen;
};

const owners = new Map<string, string[]>();
for (const file of globSync('**/*.css', { cwd: root })) {
  const path = resolve(root, file);
  for (const [, name] of withoutComments(read(path)).matchAll(/\.(sb-[\w-]+)/g))
    owners.set(name!, [...(owners.get(name!) ?? []), path]);
}

test('what is fetched later brings the styles of its own classes, whatever was fetched before', () => {
  const entry = resolve(root, 'main.tsx');
  const closures = new Map([[entry, closureOf(entry)]]);
  const leadTo = new Map<string, Set<string>>();
  // Modules that are fetched, and those whose code fetches them.
  const waiting = [entry];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const path of closures.get(at)!)
      for (const lazy of modules.get(path)?.lazies ?? []) {
        leadTo.set(lazy, (leadTo.get(lazy) ?? new Set()).add(at));
        if (closures.has(lazy)) continue;
        closures.set(lazy, closureOf(lazy));
        waiting.push(lazy);
      }
  expect(closures.size).toBeGreaterThan(20);

  /** What is there whenever the module is: its own, and what every way to it has fetched before. */
  const surely = new Map([[entry, closures.get(entry)!]]);
  const standing = (start: string, on: ReadonlySet<string> = new Set()): ReadonlySet<string> => {
    const known = surely.get(start);
    if (known) return known;
    const ways = [...(leadTo.get(start) ?? [])].filter((way) => !on.has(way));
    const before = ways.map((way) => standing(way, new Set([...on, start])));
    const shared = [...(before[0] ?? [])].filter((path) => before.every((one) => one.has(path)));
    const all = new Set([...closures.get(start)!, ...shared]);
    if (on.size === 0) surely.set(start, all);
    return all;
  };

  const missing: string[] = [];
  for (const [start, closure] of closures) {
    const there = standing(start);
    for (const path of closure)
      for (const name of modules.get(path)?.classes ?? []) {
        const styled = owners.get(name);
        if (styled && !styled.some((css) => there.has(css)))
          missing.push(`${relative(root, start)}: ${name} of ${relative(root, styled[0]!)}`);
      }
  }
  expect([...new Set(missing)].sort()).toEqual([]);
});
