import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, bundle, root } from './build/bundle.ts';
import { fileUrls } from './build/file-urls.ts';
import { publishedPackage, versionsOf } from './build/manifest.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'streambed-build-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All that is loaded together with `start`. */
const closure = (start: string, importsOf: (name: string) => readonly string[]): Set<string> => {
  const found = new Set([start]);
  for (const name of found) for (const next of importsOf(name)) found.add(next);
  return found;
};

describe('the bundle', () => {
  let built: Bundle;
  const text = (file: string): string => readFileSync(join(built.folder, file), 'utf8');
  beforeAll(async () => {
    built = await bundle(join(folder, 'dist'));
  });

  test('holds the program, the files that child processes are started with, and nothing but JavaScript else', () => {
    expect(built.files).toContain('streambed.mjs');
    expect(text('streambed.mjs')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(built.files.filter((file) => file.startsWith('files/'))).toEqual([
      'files/bootstrap-node.mjs',
      'files/bootstrap.py',
      'files/name-worker.mjs',
      'files/python-child.mjs',
    ]);
    expect(built.files.filter((file) => !/^[\w-]+\.mjs$|^files\//.test(file))).toEqual([]);
  });

  test('holds no tests and no fixtures', () => {
    const modules = built.chunks.flatMap((chunk) => chunk.modules);
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((path) => /\.test\.|fixture|test-support|contract/.test(path))).toEqual([]);
  });

  test('tells nothing of the machine that built it', () => {
    for (const file of built.files) {
      expect(text(file), file).not.toContain(root);
      expect(text(file), file).not.toContain('sourceMappingURL');
    }
  });

  test('loads together what the sources load together, and never more', () => {
    const chunks = new Map(built.chunks.map((chunk) => [chunk.fileName, chunk]));
    const entries = built.chunks.filter((chunk) => chunk.entry);
    expect(entries.length).toBeGreaterThan(5);
    for (const { fileName, entry } of entries) {
      const inSources = closure(entry!, (name) => built.sources.get(name) ?? []);
      const files = closure(fileName, (name) => chunks.get(name)?.imports ?? []);
      const loaded = [...files].flatMap((name) => chunks.get(name)?.modules ?? [name]);
      expect(
        // What begins with a NUL character is the bundler's own.
        loaded.filter((name) => !inSources.has(name) && !/^(\0|node:)/.test(name)),
        `${entry} loads too much`,
      ).toEqual([]);
    }
  });

  test('a server that answers requests has loaded no provider, no AWS client, no YAML and no Python', () => {
    const start = ['bin/streambed.mjs', 'src/command-line.ts', 'src/commands/start.ts'].map(
      (path) => `packages/cli/${path}`,
    );
    const loaded = [...start, 'packages/server/src/app/server.ts'].flatMap((entry) => {
      expect(built.sources.has(entry), entry).toBe(true);
      return [...closure(entry, (name) => built.sources.get(name) ?? [])];
    });
    const libraries = new Set(loaded.filter((name) => !/^packages\/|^node:/.test(name)));
    expect([...libraries].sort()).toEqual(['@smithy/core/event-streams', 'commander']);
  });

  test('the published package depends on the libraries that the bundle loads, in the versions of the workspaces', () => {
    const { dependencies, ...manifest } = publishedPackage(built.libraries);
    expect(Object.keys(dependencies)).toEqual(built.libraries);
    const server = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8'));
    expect(dependencies.pyodide).toBe(server.dependencies.pyodide);
    expect(dependencies['@aws-sdk/client-s3']).toBe(server.dependencies['@aws-sdk/client-s3']);
    expect(built.libraries.filter((name) => /^@streambed|vitest|kysely/.test(name))).toEqual([]);
    expect(manifest).toMatchObject({
      name: 'streambed',
      type: 'module',
      license: 'Apache-2.0',
      bin: { streambed: 'dist/streambed.mjs' },
      engines: { node: '>=26' },
    });
    // An older Node is told so by the program itself.
    expect(text('streambed.mjs')).toContain(`const NEEDED = ${manifest.engines.node!.slice(2)};`);
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('private');
  });
});

describe('versions of libraries', () => {
  const declared = { cli: { yaml: '2.0.0', commander: '1.0.0' }, server: { yaml: '2.0.1' } };

  test('are those that a workspace declares', () => {
    expect(versionsOf(['commander'], declared)).toEqual({ commander: '1.0.0' });
  });

  test.each([
    ['kysely', 'kysely is imported, but no package.json'],
    ['toString', 'toString is imported, but no package.json'],
    ['yaml', '2.0.0 in packages/cli, 2.0.1 in packages/server'],
  ])('stop the build when they are unknown or differ: %s', (library, message) => {
    expect(() => versionsOf([library], declared)).toThrow(message);
  });
});

describe('files that are addressed by their place', () => {
  /** Bundles modules that are written to a folder of their own, the first being the entry. */
  const build = async (files: Readonly<Record<string, string>>) => {
    const sources = mkdtempSync(join(folder, 'sources-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(sources, 'src'), { recursive: true });
      writeFileSync(join(sources, name), content);
    }
    const resolved: string[] = [];
    await using rolled = await rolldown({
      cwd: sources,
      input: join(sources, Object.keys(files)[0]!),
      platform: 'node',
      plugins: [
        fileUrls({
          sources,
          manifest: join(sources, 'package.json'),
          studio: join(sources, 'studio'),
          onResolve: (name) => resolved.push(name),
        }),
      ],
    });
    const { output } = await rolled.generate({ format: 'esm', entryFileNames: 'entry.mjs' });
    const contents = output.map((file) => [file.fileName, 'code' in file ? file.code : String(file.source)]);
    return { files: Object.fromEntries(contents) as Record<string, string>, resolved };
  };

  test('are copied, TypeScript as JavaScript', async () => {
    const { files } = await build({
      'src/entry.ts': `export const urls = [new URL('./child.mts', import.meta.url), new URL('./data.txt', import.meta.url)];`,
      'src/child.mts': 'export const answer: number = 42;',
      'src/data.txt': 'const answer: number = 42;',
    });
    expect(files['files/child.mjs']).toMatch(/answer = 42/);
    expect(files['files/data.txt']).toBe('const answer: number = 42;');
    expect(files['entry.mjs']).toContain(`new URL("./files/child.mjs", import.meta.url)`);
    expect(files['entry.mjs']).toContain(`new URL("./files/data.txt", import.meta.url)`);
  });

  test('but for the program of a thread, which is bundled and may import others', async () => {
    const { files } = await build({
      'src/entry.ts': `export const url = new URL('./count-thread.ts', import.meta.url);`,
      'src/count-thread.ts': `import { one } from './one.ts';\nconsole.log(one);`,
      'src/one.ts': 'export const one: number = 1;',
    });
    const [name] = Object.keys(files).filter((file) => file.includes('count-thread'));
    expect(files['entry.mjs']).toContain(`new URL("./${name}", import.meta.url)`);
    expect(files[name!]).toContain('console.log(1)');
  });

  test('but for the package.json, which is above the bundle', async () => {
    const { files } = await build({
      'src/entry.ts': `export const url = new URL('../package.json', import.meta.url);`,
      'package.json': '{}',
    });
    expect(Object.keys(files)).toEqual(['entry.mjs']);
    expect(files['entry.mjs']).toContain(`new URL("../package.json", import.meta.url)`);
  });

  test('libraries that are looked up are told', async () => {
    const { files, resolved } = await build({
      'src/entry.ts': `export const place = import.meta.resolve('library');`,
    });
    expect(resolved).toEqual(['library']);
    expect(files['entry.mjs']).toContain(`import.meta.resolve("library")`);
  });

  test.each([
    'import.meta.dirname',
    'import.meta.filename',
    'import.meta.url',
    `import.meta.resolve('./file')`,
  ])('%s stops the build', async (expression) => {
    await expect(build({ 'src/entry.ts': `export const place = ${expression};` })).rejects.toThrow(
      'tells another place when built',
    );
  });

  test('a program that imports another file of ours stops the build', async () => {
    const files = {
      'src/entry.ts': `export const url = new URL('./child.mts', import.meta.url);`,
      'src/child.mts': `import { a } from './a.ts';\nconsole.log(a);`,
    };
    await expect(build(files)).rejects.toThrow('imports ./a.ts');
  });
});
