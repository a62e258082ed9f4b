import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreError } from '../../store-error.ts';

/** The database inside a data folder. */
export const databaseFile = (folder: string): string => join(folder, 'streambed.db');

/**
 * Makes the data folder when it is missing, for its owner only (0700) whatever the umask. An existing folder is
 * tightened when it is empty or a data folder already; one that holds other things keeps its mode, since others may
 * have reasons to look into it: every file of ours in it is 0600 anyway.
 * @throws StoreError FolderUnusable
 */
export function prepareDataFolder(folder: string): void {
  try {
    const created = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (created) syncFolder(dirname(resolve(folder)));
    if (created || existsSync(databaseFile(folder)) || readdirSync(folder).length === 0) {
      chmodSync(folder, 0o700);
    }
  } catch (cause) {
    throw new StoreError(
      'FolderUnusable',
      `The data folder ${folder} cannot be made or read (${(cause as NodeJS.ErrnoException).code}). ` +
        'Check its owner and permissions, or choose another with STREAMBED_DATA.',
      { cause },
    );
  }
}

/**
 * Makes a file for its owner only (0600) whatever the umask, or tightens it. SQLite gives a database's mode to the
 * files that it puts beside it.
 *
 * Must run before SQLite opens the file: closing any descriptor of a file drops this process's locks on it.
 */
export function prepareOwnFile(path: string): void {
  try {
    const isNew = !existsSync(path);
    closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW, 0o600));
    chmodSync(path, 0o600);
    if (isNew) syncFolder(dirname(path));
  } catch (cause) {
    throw new StoreError(
      'FolderUnusable',
      `${path} cannot be written (${(cause as NodeJS.ErrnoException).code}). ` +
        'Check the owner and permissions of the data folder, or choose another with STREAMBED_DATA.',
      { cause },
    );
  }
}

/** Gives a file its final name, on disk too. */
export function renameOwnFile(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** A new file survives a power cut only when its name in the folder is on disk too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
