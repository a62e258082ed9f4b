import { fromColumnText } from './column-text.ts';
import { CorruptRowError } from './sealed-row.ts';
import type { Session } from './session.ts';
import type { Page } from './store.ts';
import { StoreError } from './store-error.ts';

/*
 * Pages are found by key, not by offset: the next one begins after the last row's place in the order, so rows that
 * come and go meanwhile neither repeat nor hide the others. A page key is a JSON array of the order's columns.
 */

/** A page key of `length` numbers and strings, or InvalidPageKey. */
export function parsePageKey(key: string, length: number): (string | number)[] {
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
  return parts as (string | number)[];
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
  const place = placeOf(last).map((part) => (typeof part === 'string' ? fromColumnText(part) : Number(part)));
  return { rows: records, next: JSON.stringify(place) };
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
