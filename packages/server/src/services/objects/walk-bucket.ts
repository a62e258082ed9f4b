import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeKey, encodeKey, hashOfKey } from './key-path.ts';
import type { ListedObject } from './object-listing.ts';
import { codeOf, readWhole } from './safe-files.ts';

/** Objects that are looked at together. */
const BATCH = 256;

/** S3's longest key, in bytes. */
const LONGEST_KEY = 1024;

export interface WalkOptions {
  /** The bucket's folder. */
  readonly folder: string;
  /** The name of the folder for keys that have no path of their own. */
  readonly hashed: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/**
 * The objects of a bucket's folder whose keys begin with the prefix. Links, and files whose names belong to no key, are
 * passed over: no get finds them either.
 */
export async function* walkBucket(options: WalkOptions): AsyncGenerator<readonly ListedObject[]> {
  yield* walkNamed(options, []);
  yield* walkHashed(options);
}

async function* walkNamed(
  options: WalkOptions,
  path: readonly string[],
): AsyncGenerator<readonly ListedObject[]> {
  const { folder, prefix, signal } = options;
  const entries = await entriesOf(join(folder, ...path));
  const files = entries.flatMap((entry) => {
    const names = [...path, entry.name];
    const key = entry.isFile() ? decodeKey(names) : undefined;
    return key?.startsWith(prefix) ? [{ key, file: join(folder, ...names) }] : [];
  });
  for (let at = 0; at < files.length; at += BATCH) {
    signal.throwIfAborted();
    yield await listed(files.slice(at, at + BATCH));
  }
  for (const entry of entries) {
    signal.throwIfAborted();
    if (!entry.isDirectory()) continue;
    const names = [...path, entry.name];
    const key = decodeKey(names);
    if (key === undefined) continue;
    const below = `${key}/`;
    if (below.startsWith(prefix) || prefix.startsWith(below)) yield* walkNamed(options, names);
  }
}

/** Keys that have no path: each hash has its key in the file beside it. */
async function* walkHashed({
  folder,
  hashed,
  prefix,
  signal,
}: WalkOptions): AsyncGenerator<readonly ListedObject[]> {
  for (const entry of await entriesOf(join(folder, hashed))) {
    signal.throwIfAborted();
    if (!entry.isFile() || !entry.name.endsWith('.key')) continue;
    const bytes = await readWhole(join(folder, hashed, entry.name), LONGEST_KEY);
    const key = bytes && Buffer.from(bytes).toString('utf8');
    if (!key?.startsWith(prefix) || `${hashOfKey(key)}.key` !== entry.name) continue;
    // Once its path is free the object lies there, and a copy that is left by its hash is an old one.
    const names = encodeKey(key);
    if (names && (await tagOf(join(folder, ...names)))) continue;
    yield await listed([{ key, file: join(folder, hashed, hashOfKey(key)) }]);
  }
}

async function listed(
  files: readonly { readonly key: string; readonly file: string }[],
): Promise<readonly ListedObject[]> {
  const found = await Promise.all(
    files.map(async ({ key, file }) => {
      const facts = await tagOf(file);
      return facts && { key, ...facts };
    }),
  );
  return found.filter((object) => object !== undefined);
}

/**
 * Size and times, to the nanosecond, and the file's number: a put makes another file, who writes in place changes the
 * time, and who sets that back changes the time of the change. undefined when no file is there any more.
 */
async function tagOf(file: string): Promise<{ readonly size: number; readonly tag: string } | undefined> {
  try {
    const facts = await lstat(file, { bigint: true });
    if (!facts.isFile()) return undefined;
    const { size, ino, mtimeNs, ctimeNs } = facts;
    return {
      size: Number(size),
      tag: [size, ino, mtimeNs, ctimeNs].map((part) => part.toString(36)).join('-'),
    };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** By name, so that two walks of the same folder are the same; none where no folder is. */
async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
