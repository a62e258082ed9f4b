import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Bundle } from './bundle.ts';
import { STUDIO_FOLDER } from './file-urls.ts';
import { root } from './root.ts';

const studio = join(root, 'packages/studio');

/** Where the studio is built to, and served from in a checkout. */
export const studioFolder = join(studio, 'dist');

/** What the studio is made of, besides its libraries. */
const INPUTS = ['packages/studio', 'packages/client', 'packages/flow', 'packages/model', 'package-lock.json'];
const NOT_INPUTS = /(?:^|\/)(?:node_modules|dist|workshop)(?:\/|$)|\.test\.tsx?$/;

/** Smaller files gain nothing from being compressed. */
const MIN_BYTES = 1024;
/** What is compressed already stays as it is. */
const COMPRESSIBLE = /\.(?:js|css|html|svg|json|txt|webmanifest)$/;

/** Builds the studio with Vite, and beside each file its Brotli and gzip forms. Rejects with what Vite has to say. */
export const buildStudio = async (): Promise<void> => {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', studio, '--logLevel', 'warn'], {
    cwd: root,
    maxBuffer: 16 * 1024 * 1024,
  });
  await compressFolder(studioFolder);
};

/** Builds the studio unless what was built is newer than all that it is made of. True when it was built. */
export const buildStudioIfStale = async (): Promise<boolean> => {
  const index = join(studioFolder, 'index.html');
  const builtAt = existsSync(index) ? statSync(index).mtimeMs : 0;
  for (const input of INPUTS) {
    if ((await newestIn(join(root, input))) <= builtAt) continue;
    await buildStudio();
    return true;
  }
  return false;
};

/** Copies the built studio into a bundle, and names its files among the bundle's. */
export const addStudio = async (bundle: Bundle, built: string = studioFolder): Promise<Bundle> => {
  const folder = join(bundle.folder, STUDIO_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await cp(built, folder, { recursive: true });
  const added = (await filesIn(folder)).map((path) => relative(bundle.folder, path).replaceAll(sep, '/'));
  return { ...bundle, files: [...bundle.files, ...added].sort() };
};

/** Writes `.br` and `.gz` beside every file that gets smaller by it. */
export const compressFolder = async (folder: string): Promise<void> => {
  for (const path of await filesIn(folder)) {
    if (!COMPRESSIBLE.test(path)) continue;
    const bytes = await readFile(path);
    if (bytes.length < MIN_BYTES) continue;
    const forms = {
      '.br': await promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
      '.gz': await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
    };
    for (const [suffix, compressed] of Object.entries(forms)) {
      if (compressed.length < bytes.length) await writeFile(`${path}${suffix}`, compressed);
    }
  }
};

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** When the newest of what counts was changed, ms. */
const newestIn = async (path: string): Promise<number> => {
  if (!(await stat(path)).isDirectory()) return (await stat(path)).mtimeMs;
  let newest = 0;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (NOT_INPUTS.test(relative(root, child).replaceAll(sep, '/'))) continue;
    const time = entry.isDirectory()
      ? await newestIn(child)
      : entry.isFile()
        ? (await stat(child)).mtimeMs
        : 0;
    newest = Math.max(newest, time);
  }
  return newest;
};
