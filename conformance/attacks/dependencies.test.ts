import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/* threats.md row 56: what runs here is what docs/dependencies.md gives a reason for. */

const root = join(import.meta.dirname, '..', '..');
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const WORKSPACES = ['model', 'flow', 'client', 'server', 'cli', 'studio'];

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
}
const lock = readJson('package-lock.json').packages as Readonly<Record<string, Locked>>;
const installed = Object.entries(lock).filter(([path, { link }]) => path.includes('node_modules/') && !link);
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The rows of a table of docs/dependencies.md, as cells without their marks. */
const table = (heading: string): string[][] => {
  const sections = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  const lines = section?.split('\n').filter((line) => line.startsWith('|')) ?? [];
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
};

/** What the workspaces ask for: name → workspaces. */
const asked = new Map<string, string[]>();
for (const workspace of WORKSPACES) {
  const { dependencies = {} } = readJson(`packages/${workspace}/package.json`) as {
    dependencies?: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies).filter((name) => !name.startsWith('@streambed/')))
    asked.set(name, [...(asked.get(name) ?? []), workspace].sort());
}

describe('docs/dependencies.md', () => {
  test('has a row for each package that is asked for, with its workspaces and a reason', () => {
    const rows = table('What we ask for');
    expect(rows.map(([name, workspaces]) => `${name}: ${workspaces}`).sort()).toEqual(
      [...asked].map(([name, workspaces]) => `${name}: ${workspaces.join(', ')}`).sort(),
    );
    for (const [name, , , why] of rows) expect(why?.length, name).toBeGreaterThan(20);
  });

  test('has a row for each package that comes with them, and for no other', () => {
    const names = installed.filter(([, { dev }]) => !dev).map(([path]) => nameOf(path));
    const others = [...new Set(names)].filter((name) => !asked.has(name)).sort();
    expect(
      table('What comes with them')
        .map(([name]) => name)
        .sort(),
    ).toEqual(others);
  });

  test('tells the licence of each', () => {
    const told = new Map(
      ['What we ask for', 'What comes with them'].flatMap((heading) =>
        table(heading).map((row) => [row[0]!, heading === 'What we ask for' ? row[2]! : row[1]!] as const),
      ),
    );
    for (const [path, { dev, license }] of installed)
      if (!dev) expect(`${nameOf(path)}: ${told.get(nameOf(path))}`).toBe(`${nameOf(path)}: ${license}`);
  });

  test('names each package that may run something when it is installed', () => {
    const scripted = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => nameOf(path));
    const named = table('What may run when it is installed').map(([name]) => name!);
    expect(scripted.filter((name) => !named.includes(name))).toEqual([]);
    expect(Object.keys(readJson('package.json').allowScripts ?? {}).sort()).toEqual(named.sort());
  });
});

test('versions are exact wherever we name them', () => {
  for (const path of [
    'package.json',
    ...WORKSPACES.map((workspace) => `packages/${workspace}/package.json`),
  ]) {
    const { dependencies = {}, devDependencies = {} } = readJson(path);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(`${path}: ${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});

test('each package in the lockfile has the digest of its contents, and none comes from a place of its own', () => {
  for (const [path, { integrity, ...rest }] of installed) {
    expect(integrity, path).toMatch(/^sha512-/);
    expect(JSON.stringify(rest), path).not.toMatch(/"resolved":"(git|http:|file:)/);
  }
});

test('a build of Kysely is used whose JSON paths cannot be injected', () => {
  const [major = 0, minor = 0, patch = 0] = lock['node_modules/kysely']!.version.split('.').map(Number);
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(28_017);
});

test('every package that is asked for is used', () => {
  for (const workspace of WORKSPACES) {
    const sources = sourceOf(workspace);
    for (const [name, workspaces] of asked)
      if (workspaces.includes(workspace))
        expect(new RegExp(`['"]${name}(?:/[\\w./-]+)?['"]`).test(sources), `${workspace}: ${name}`).toBe(
          true,
        );
  }
});

const sourceOf = (workspace: string): string =>
  globSync(`packages/${workspace}/src/**/*.{ts,tsx,mts,mjs,css}`, { cwd: root })
    .filter((path) => !/\.test\.ts$|\.fixture\.ts$|test-support/.test(path))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
