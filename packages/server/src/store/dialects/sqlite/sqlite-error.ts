import { StoreError } from '../../store-error.ts';

/** Result codes of SQLite that mean something to the store (https://sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;
const SQLITE_CONSTRAINT_FOREIGNKEY = 787;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

/** The extended result code of a failure of node:sqlite; undefined for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode : undefined;
}

/** Whether another connection holds the lock that was asked for. */
export const isBusy = (error: unknown): boolean => ((resultCodeOf(error) ?? 0) & 0xff) === SQLITE_BUSY;

/**
 * Tells a failure of SQLite in the store's words; other errors pass unchanged.
 * `file` is named in messages for the operator.
 */
export function toStoreError(error: unknown, file: string): unknown {
  const result = resultCodeOf(error);
  if (result === undefined) return error;
  const options = { cause: error };
  if (result === SQLITE_CONSTRAINT_PRIMARYKEY || result === SQLITE_CONSTRAINT_UNIQUE) {
    return new StoreError('DuplicateRow', 'A row with this key exists already.', options);
  }
  if (result === SQLITE_CONSTRAINT_FOREIGNKEY) {
    return new StoreError('MissingParent', 'What the row belongs to does not exist.', options);
  }
  switch (result & 0xff) {
    case SQLITE_FULL:
      return new StoreError('DiskFull', `No room is left on the disk of ${file}; free some space.`, options);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreError(
        'DatabaseDamaged',
        `${file} is damaged. Restore the data folder from a copy, or choose another with STREAMBED_DATA.`,
        options,
      );
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return new StoreError(
        'FolderUnusable',
        `${file} cannot be opened for writing. Check its owner and permissions, or choose another folder with STREAMBED_DATA.`,
        options,
      );
    case SQLITE_IOERR:
      return new StoreError(
        'DatabaseFailure',
        `Reading or writing ${file} failed: check whether its disk is healthy and has room.`,
        options,
      );
    case SQLITE_CONSTRAINT:
      return new StoreError('DatabaseFailure', 'A row was refused by a constraint of its table.', options);
    default:
      return new StoreError('DatabaseFailure', `The database ${file} failed (SQLite ${result}).`, options);
  }
}
