import { StoredText } from './query.ts';
import { CorruptRowError } from './sealed-row.ts';
import type { Session } from './session.ts';
import type { Page } from './store.ts';
import { StoreError } from './store-error.ts';

/*
 * Pages are found by key, not by offset: the next one begins after the last row's place in the order, so rows that
 * come and go meanwhile neither repeat nor hide the others. A page key is a JSON array of the order's columns.
 */

/**
 * The columns of a page key, to be bound to a query; `length` says how many there must be.
 * Their types are those of healthy rows; text arrives as StoredText, since it stands here as in its column.
 * @throws StoreError InvalidPageKey
 */
export function parsePageKey<Key extends readonly (string | number)[]>(
  key: string,
  length: Key['length'],
): Key {
  let parts: unknown;
  try {
    parts = JSON.parse(key);
  } catch {
    parts = undefined;
  }
  const valid =
    Array.isArray(parts) &&
    parts.length === length &&
    parts.every((part) => typeof part === 'string' || Number.isFinite(part));
  if (!valid) throw new StoreError('InvalidPageKey', 'The page key was not made by this list.');
  return (parts as (string | number)[]).map((part) =>
    typeof part === 'string' ? new StoredText(part) : part,
  ) as unknown as Key;
}

/** Above every text, below every blob. */
const LAST_TEXT = '\u{10ffff}';

/**
 * A column of an order as part of a page key. In a damaged row it may be anything that SQLite can hold; then the key
 * names a place between that row and all healthy ones, so that the walk goes on. Undefined when none come after.
 */
function placeIn(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return LAST_TEXT;
  if (Number.isFinite(value)) return value as number;
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_SAFE_INTEGER;
  // node:sqlite gives a bigint only for what a number cannot hold.
  if (typeof value === 'bigint' && value > 0n) return Number.MAX_SAFE_INTEGER;
  return undefined;
}

/**
 * Makes a page of up to `limit` records out of one row more than that. A row that cannot be trusted is reported and
 * left out, so a page may be shorter than `limit` though more follow.
 */
export function pageOf<Row, Record>(
  session: Session,
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => Record,
  placeOf: (row: Row) => readonly unknown[],
): Page<Record> {
  const shown = rows.slice(0, limit);
  const records: Record[] = [];
  for (const row of shown) {
    try {
      records.push(read(row));
    } catch (error) {
      if (!(error instanceof CorruptRowError)) throw error;
      session.corruptRowFound(error.row);
    }
  }
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: records };
  const place = placeOf(last).map(placeIn);
  return place.includes(undefined) ? { rows: records } : { rows: records, next: JSON.stringify(place) };
}

/** Reads the one row of a get; reports it before it throws when it cannot be trusted. */
export function readOne<Row, Record>(
  session: Session,
  row: Row | undefined,
  read: (row: Row) => Record,
): Record | undefined {
  if (row === undefined) return undefined;
  try {
    return read(row);
  } catch (error) {
    if (error instanceof CorruptRowError) session.corruptRowFound(error.row);
    throw error;
  }
}
