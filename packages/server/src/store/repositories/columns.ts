import type { ScopeColumns } from '../schema.ts';
import { CorruptRowError } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Scope } from '../store.ts';

/** The scope as the first columns of a key. */
export const scopeColumns = (scope: Scope): ScopeColumns => ({
  account_id: scope.accountId,
  region: scope.region,
});

/** An object with just these columns; `from` may be the stand-ins of a query that is being compiled. */
export function pick<Row extends object, Column extends keyof Row & string>(
  from: Row,
  columns: readonly Column[],
): Pick<Row, Column> {
  return Object.fromEntries(columns.map((column) => [column, from[column]])) as Pick<Row, Column>;
}

/** A JSON document as column text; null when there is none. */
export const jsonOrNull = (document: unknown): string | null =>
  document === undefined ? null : JSON.stringify(document);

/** The records of rows; those that cannot be trusted are reported and left out. */
export function healthyRows<Row, Record>(
  session: Session,
  rows: readonly Row[],
  read: (row: Row) => Record,
): Record[] {
  const records: Record[] = [];
  for (const row of rows) {
    try {
      records.push(read(row));
    } catch (error) {
      if (!(error instanceof CorruptRowError)) throw error;
      session.corruptRowFound(error.row);
    }
  }
  return records;
}
