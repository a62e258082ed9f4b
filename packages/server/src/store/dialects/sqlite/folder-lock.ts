import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../store-error.ts';
import { prepareOwnFile } from './data-folder.ts';
import { isBusy, toStoreError } from './sqlite-error.ts';

/** How long a second process waits for the first to end, ms: long enough for a restart, short enough for a person. */
const PATIENCE = 750;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/**
 * Takes the data folder for this process until the returned function is called or the process ends, however it ends.
 *
 * The lock is SQLite's own exclusive lock on the empty `lock.db`: the operating system drops it with the process, so
 * no stale lock ever needs a person. `lock.json` beside it only serves the message. `now` is wall time in ms.
 * @throws StoreError FolderInUse naming the holder, FolderUnusable
 */
export function lockDataFolder(folder: string, now: number): () => void {
  const lockFile = join(folder, 'lock.db');
  const holderFile = join(folder, 'lock.json');
  // A process must never open lock.db while it holds the lock: closing that descriptor would drop it.
  if (!heldHere.has(lockFile)) prepareOwnFile(lockFile);
  const lock = acquire(lockFile, () => {
    const holder = readHolder(holderFile);
    const who = holder
      ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} (started ${holder.startedAt})`
      : 'another process';
    return new StoreError(
      'FolderInUse',
      `The data folder ${folder} is in use by ${who}; stop it or choose another with STREAMBED_DATA.`,
    );
  });
  heldHere.add(lockFile);
  writeHolder(holderFile, {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date(now).toISOString(),
  });
  return () => {
    heldHere.delete(lockFile);
    lock.close();
  };
}

const heldHere = new Set<string>();

function acquire(lockFile: string, inUse: () => StoreError): DatabaseSync {
  const lock = new DatabaseSync(lockFile, { timeout: PATIENCE });
  try {
    // Memory journal: an exclusive transaction that writes nothing leaves nothing behind.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw isBusy(error) ? inUse() : toStoreError(error, lockFile);
  }
}

function writeHolder(holderFile: string, holder: Holder): void {
  const fresh = `${holderFile}.new`;
  prepareOwnFile(fresh);
  writeFileSync(fresh, `${JSON.stringify(holder)}\n`);
  renameSync(fresh, holderFile);
}

function readHolder(holderFile: string): Holder | undefined {
  try {
    const { pid, host, startedAt } = JSON.parse(readFileSync(holderFile, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof startedAt !== 'string')
      return undefined;
    return { pid, host, startedAt };
  } catch {
    return undefined;
  }
}
