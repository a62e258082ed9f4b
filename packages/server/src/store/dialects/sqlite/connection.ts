import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { bindValues, type Query, type SqlValue } from '../../query.ts';
import { StoreError } from '../../store-error.ts';
import { toStoreError } from './sqlite-error.ts';

/** 3.7.0–3.51.2 can lose committed data when a write-ahead log is reset (https://sqlite.org/wal.html, section 11). */
const OLDEST_SQLITE = [3, 51, 3];

/**
 * Refuses a SQLite with the WAL-reset bug. `version` is e.g. `3.53.4`.
 * @throws StoreError SqliteTooOld
 */
export function requireSafeSqlite(version: string | undefined): void {
  const parts = (version ?? '0').split('.').map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new StoreError(
        'SqliteTooOld',
        `This Node.js brings SQLite ${version}, which can lose committed data; ${OLDEST_SQLITE.join('.')} or later is needed. ` +
          'Start Streambed with the Node.js that npm ci installed (npm start does).',
      );
    }
  }
}

/** How long a statement waits for a lock that another process holds, e.g. a copy being made, ms. */
const BUSY_TIMEOUT = 5000;
/** No memory map (a failing disk would kill the process), no code in the schema, pages looked over when they are read. */
const PRAGMAS = ['PRAGMA mmap_size = 0', 'PRAGMA trusted_schema = OFF', 'PRAGMA cell_size_check = ON'];

/**
 * One connection to the database file. Statements are prepared once and kept; their texts are constants of the
 * program, so there are few. All functions throw StoreError.
 */
export class Connection {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #hasVectors = false;

  private constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.database = database;
  }

  /** The connection that all writes go through. Every commit is synced to disk before it returns. */
  static openWriter(file: string): Connection {
    return Connection.#open(file, [
      'PRAGMA journal_mode = WAL',
      'PRAGMA synchronous = FULL',
      'PRAGMA foreign_keys = ON',
      // Checkpoints are made by hand after the answers are out, see group-commit.ts; it goes by the size of the log,
      // which therefore is cut back when the log begins anew.
      'PRAGMA wal_autocheckpoint = 0',
      'PRAGMA journal_size_limit = 0',
    ]);
  }

  /** A connection that sees committed data only and cannot write. */
  static openReader(file: string): Connection {
    // Searches look up hundreds of rows anywhere in the file; 16 MiB hold the inner pages of the indexes they go by.
    return Connection.#open(file, ['PRAGMA query_only = ON', 'PRAGMA cache_size = -16384']);
  }

  static #open(file: string, pragmas: readonly string[]): Connection {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, allowExtension: true });
      // Only `loadVectors` turns this on, and for one library.
      database.enableLoadExtension(false);
      database.enableDefensive(true);
      for (const pragma of [...PRAGMAS, ...pragmas]) {
        database.exec(pragma);
      }
      return new Connection(file, database);
    } catch (error) {
      database?.close();
      throw toStoreError(error, file);
    }
  }

  get inTransaction(): boolean {
    return this.database.isTransaction;
  }

  /** Loads sqlite-vec, for statements that need it: few do, and no start waits for them. */
  async loadVectors(): Promise<void> {
    if (this.#hasVectors) return;
    const { getLoadablePath } = await import('sqlite-vec');
    if (this.#hasVectors || !this.database.isOpen) return;
    this.database.enableLoadExtension(true);
    try {
      this.database.loadExtension(getLoadablePath());
      this.#hasVectors = true;
    } catch (cause) {
      throw new StoreError(
        'DatabaseFailure',
        'sqlite-vec cannot be loaded on this machine, so vectors that have no place in memory cannot be compared.',
        { cause },
      );
    } finally {
      this.database.enableLoadExtension(false);
    }
  }

  exec(sql: string): void {
    try {
      this.database.exec(sql);
    } catch (error) {
      throw toStoreError(error, this.file);
    }
  }

  all<Params, Row>(query: Query<Params, Row>, params: Params): Row[] {
    const values = bindValues(query, params);
    try {
      return this.#prepare(query.sql).all(...values) as Row[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE')
        return this.#allExactly(query.sql, values);
      throw toStoreError(error, this.file);
    }
  }

  /** Gives the number of rows that changed. */
  run<Params>(query: Query<Params>, params: Params): number {
    const values = bindValues(query, params);
    try {
      const statement = this.#prepare(query.sql);
      // FTS5 leaves rowids of its own in lastInsertRowid, larger than a number can hold; nobody asks for them.
      statement.setReadBigInts(true);
      return Number(statement.run(...values).changes);
    } catch (error) {
      throw toStoreError(error, this.file);
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * A damaged row may hold an integer that a number cannot; node:sqlite then refuses the whole result. Here such a
   * cell arrives as a bigint, which its row's reader refuses, and the other rows are served.
   */
  #allExactly<Row>(sql: string, values: SqlValue[]): Row[] {
    try {
      const statement = this.database.prepare(sql);
      statement.setReadBigInts(true);
      return statement.all(...values).map((row) => withNumbers(row) as Row);
    } catch (error) {
      throw toStoreError(error, this.file);
    }
  }
}

/** Integers that a number can hold become numbers; the others stay bigints, which the row's reader refuses. */
export function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) row[column] = Number(value);
  }
  return row;
}
