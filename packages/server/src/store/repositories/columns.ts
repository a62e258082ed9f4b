import type { ScopeColumns } from '../schema.ts';
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
