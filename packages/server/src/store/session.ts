import type { DocumentIdentity } from './knowledge-base-records.ts';
import type { Query } from './query.ts';
import type { Scope } from './store.ts';

/** What repositories speak through: committed data, or the inside of a transaction. A dialect implements it. */
export interface Session {
  all<Params, Row>(query: Query<Params, Row>, params: Params): Promise<readonly Row[]>;
  /** Runs `work` so that all of it is kept or nothing: in this transaction, or in one of its own. */
  write<T>(work: (session: WriteSession) => Promise<T>): Promise<T>;
  /** Tells the operator about a row that cannot be trusted; it was skipped. */
  corruptRowFound(row: CorruptRow): void;
}

export interface WriteSession extends Session {
  /** Runs a statement and gives the number of rows it changed. */
  run<Params>(query: Query<Params>, params: Params): Promise<number>;
  /** The listeners of `Store.onFlowChanged` are called once this is on disk. */
  flowChanged(scope: Scope, flowId: string): void;
  /** The listeners of `Store.onDocumentChanged` are called once this is on disk. */
  documentChanged(scope: Scope, document: DocumentIdentity): void;
}

/** Where a row that cannot be trusted is, and why. Holds key columns only. */
export interface CorruptRow {
  readonly table: string;
  /** The row's primary key by column, as far as it could be read. */
  readonly key: Readonly<Record<string, string | number>>;
  readonly reason: string;
}
