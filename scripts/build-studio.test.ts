import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addStudio, compressFolder } from './build/build-studio.ts';
import type { Bundle } from './build/bundle.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-build-studio-'));
  mkdirSync(join(folder, 'assets'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('every file that gains by it has a Brotli and a gzip form beside it, and no other', async () => {
  const script = 'export const text = "again and again";\n'.repeat(200);
  writeFileSync(join(folder, 'assets', 'a-12345678.js'), script);
  writeFileSync(join(folder, 'assets', 'tiny.js'), 'export {};\n');
  writeFileSync(join(folder, 'assets', 'face.woff2'), 'x'.repeat(5_000));
  await compressFolder(folder);
  expect(readdirSync(join(folder, 'assets')).sort()).toEqual([
    'a-12345678.js',
    'a-12345678.js.br',
    'a-12345678.js.gz',
    'face.woff2',
    'tiny.js',
  ]);
  const read = (suffix: string) => readFileSync(join(folder, 'assets', `a-12345678.js${suffix}`));
  expect(brotliDecompressSync(read('.br')).toString()).toBe(script);
  expect(gunzipSync(read('.gz')).toString()).toBe(script);
});

test('a bundle takes the built studio along, and knows its files', async () => {
  const bundle = {
    folder,
    files: ['streambed.mjs'],
    chunks: [],
    libraries: [],
    sources: new Map(),
  } as Bundle;
  const built = join(folder, 'built');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'index.html'), '<!doctype html>');
  writeFileSync(join(built, 'assets', 'a-12345678.js'), 'export {};');
  const { files } = await addStudio(bundle, built);
  expect(files).toEqual(['streambed.mjs', 'studio/assets/a-12345678.js', 'studio/index.html']);
  expect(readFileSync(join(folder, 'studio', 'index.html'), 'utf8')).toBe('<!doctype html>');
});
