import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/**
 * Files below a root that no link leads out of. Every name on the way is looked at before it is used, and the file
 * itself is opened with O_NOFOLLOW. Names are compared with what the file system really stores, so that on one that
 * ignores case or normalises Unicode two keys never share a file.
 */

/** A symbolic link stands on the way; links below the root are refused, never followed. */
export class LinkInTheWay extends Error {
  override readonly name = 'LinkInTheWay';
}

/** The file is larger than the reader allows. `size` in bytes, as far as it is known. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  readonly size: number;
  constructor(size: number) {
    super(`${size} bytes`);
    this.size = size;
  }
}

/**
 * - `file`: a regular file of exactly these names.
 * - `absent`: nothing is there, and a file could be.
 * - `taken`: something else is there: a folder, a file where a folder is needed, or a name that differs in case only.
 */
export type Occupancy = 'file' | 'absent' | 'taken';

/** What stands at `root`/…`names`. Makes the folders on the way when `make` is set. Rejects with LinkInTheWay. */
export async function occupancy(root: string, names: readonly string[], make: boolean): Promise<Occupancy> {
  let folder = root;
  for (const name of names.slice(0, -1)) {
    const parent = folder;
    folder = join(parent, name);
    const kind = (await kindOf(folder)) ?? (make ? await makeFolder(parent, folder) : undefined);
    if (kind === undefined) return 'absent';
    if (kind !== 'folder') return 'taken';
  }
  const file = join(folder, names.at(-1)!);
  const kind = await kindOf(file);
  if (kind === 'folder' || kind === 'other') return 'taken';
  const deepest = kind === 'file' ? file : folder;
  const real = await realpath(deepest).catch((error: unknown) => {
    if (isAbsence(error)) return undefined;
    throw error;
  });
  // The root itself is not there, or what was there has just gone.
  if (real === undefined) return 'absent';
  return real === deepest ? (kind ?? 'absent') : 'taken';
}

/** Makes one folder, and the entry for it in its parent lasting. */
async function makeFolder(parent: string, folder: string): Promise<Kind | undefined> {
  try {
    await mkdir(folder, { mode: 0o700 });
    await syncFolder(parent);
    return 'folder';
  } catch (error) {
    // Somebody else was faster; what they made decides.
    if (codeOf(error) === 'EEXIST') return kindOf(folder);
    throw error;
  }
}

type Kind = 'file' | 'folder' | 'other';

async function kindOf(path: string): Promise<Kind | undefined> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) throw new LinkInTheWay(basename(path));
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The bytes of a regular file; undefined when there is none. Rejects with LinkInTheWay, TooLarge. */
export async function readWhole(path: string, maximumBytes: number): Promise<Uint8Array | undefined> {
  const opened = await openUnlinked(path);
  if (opened === undefined) return undefined;
  const { handle, size } = opened;
  try {
    if (size > maximumBytes) throw new TooLarge(size);
    // One byte more than it had: a file that grows meanwhile is noticed instead of read without end.
    const bytes = Buffer.alloc(size + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
      length += bytesRead;
      // Nothing more, or, as it has one byte less than was asked for, the end.
      if (bytesRead === 0 || length === size) break;
    }
    if (length > maximumBytes) throw new TooLarge(length);
    return bytes.subarray(0, Math.min(length, size));
  } finally {
    await handle.close();
  }
}

async function openUnlinked(path: string) {
  try {
    // O_NONBLOCK: opening a named pipe that somebody left there must not wait for its writer.
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await handle.stat();
    if (facts.isFile()) return { handle, size: facts.size };
    await handle.close();
    return undefined;
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw new LinkInTheWay(basename(path));
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

// Windows says EPERM here; elsewhere that means a file which must not be replaced, and has to be told.
const folderInTheWay = [
  'EISDIR',
  'ENOTDIR',
  'ENOTEMPTY',
  'EEXIST',
  ...(process.platform === 'win32' ? ['EPERM'] : []),
];

/**
 * Puts `body` at `target`, whole or not at all, and lasting: written beside everything else in `temporary` (same file
 * system), synced, renamed, the folder synced. False when a folder was in the way.
 */
export async function writeWhole(temporary: string, target: string, body: Uint8Array): Promise<boolean> {
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await rename(temporary, target);
  } catch (error) {
    if (!folderInTheWay.includes(codeOf(error))) throw error;
    await unlink(temporary);
    return false;
  }
  await syncFolder(dirname(target));
  return true;
}

/** Makes changes of a folder's entries lasting, where the system can (Windows cannot and need not). */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The real path of a folder that is made when it is missing: everything below is compared with it. */
export async function realFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  return real.endsWith(sep) ? real.slice(0, -1) : real;
}

/** The system's code of an error (`ENOENT` …), or an empty string. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
