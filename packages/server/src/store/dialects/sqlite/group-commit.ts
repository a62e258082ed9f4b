import { statSync } from 'node:fs';
import type { Clock } from '@streambed/flow/ports';
import type { Query } from '../../query.ts';
import type { CorruptRow, WriteSession } from '../../session.ts';
import type { Scope } from '../../store.ts';
import { StoreError } from '../../store-error.ts';
import { isBusy } from './sqlite-error.ts';

/** At most so many transactions share one commit, so that the first never waits long for the last. */
const GROUP_LIMIT = 128;
/** The work of a transaction holds up all other writes; it may ask the repositories and nothing slow. Ms. */
const WORK_TIME_LIMIT = 10_000;
/** The write-ahead log is emptied into the database when it has grown to this, bytes. */
const CHECKPOINT_SIZE = 4 * 1024 * 1024;

/** The connection that all writes go through; connection.ts. */
export interface WriteConnection {
  readonly file: string;
  readonly inTransaction: boolean;
  exec(sql: string): void;
  all<Params, Row>(query: Query<Params, Row>, params: Params): Row[];
  run<Params>(query: Query<Params>, params: Params): number;
}

/** What happens besides the answers. */
export interface GroupCommitEvents {
  /** Committed changes, before anybody who asked for them hears of it. */
  flowsChanged(changes: readonly FlowChange[]): void;
  corruptRowFound(row: CorruptRow): void;
  /** No more writes until a restart. */
  stopped(error: StoreError): void;
}

export interface FlowChange {
  readonly scope: Scope;
  readonly flowId: string;
}

interface Waiting {
  readonly work: (session: WriteSession) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Outcome {
  readonly changes: readonly FlowChange[];
  /** Called once the group is on disk. */
  tell(): void;
  /** Called when it is not. */
  reject(error: unknown): void;
}

/**
 * All writes of a database. Transactions that wait at the same moment run one after another inside one SQLite
 * transaction, each behind a savepoint, and are answered after the one commit that syncs them all: a failing one is
 * rolled back alone, and a failing commit fails them all.
 */
export class GroupCommit {
  readonly #connection: WriteConnection;
  readonly #clock: Clock;
  readonly #events: GroupCommitEvents;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #refusal: StoreError | undefined;

  constructor(connection: WriteConnection, clock: Clock, events: GroupCommitEvents) {
    this.#connection = connection;
    this.#clock = clock;
    this.#events = events;
  }

  /** Runs `work` in a transaction; resolves when it is on disk. */
  run<T>(work: (session: WriteSession) => Promise<T>): Promise<T> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#commitGroups();
    });
  }

  /** Lets everything that waits end, then refuses more. */
  async close(): Promise<void> {
    this.#refusal ??= new StoreError('Closed', 'The store is closed.');
    await this.#running;
  }

  async #commitGroups(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Requests that arrived together get here in the same turn of the event loop: wait for it to end.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#commitGroup();
      this.#checkpoint();
    }
    this.#running = undefined;
  }

  async #commitGroup(): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      while (outcomes.length < GROUP_LIMIT) {
        const next = this.#waiting.shift();
        if (next === undefined) break;
        outcomes.push(await this.#runOne(next));
      }
      this.#connection.exec('COMMIT');
    } catch (error) {
      this.#groupFailed(error, outcomes);
      return;
    }
    this.#events.flowsChanged(outcomes.flatMap(({ changes }) => changes));
    for (const outcome of outcomes) outcome.tell();
  }

  /** Runs one transaction behind a savepoint. Throws only when the group as a whole cannot go on. */
  async #runOne({ work, resolve, reject }: Waiting): Promise<Outcome> {
    const session = new Transaction(this.#connection, (row) => this.#events.corruptRowFound(row));
    try {
      this.#connection.exec('SAVEPOINT work');
    } catch (error) {
      reject(error);
      throw error;
    }
    try {
      const value = await this.#inTime(work(session), session);
      session.end();
      this.#connection.exec('RELEASE work');
      return { changes: session.changes, tell: () => resolve(value), reject };
    } catch (error) {
      session.end();
      try {
        // A full disk or a failing one makes SQLite roll back everything on its own.
        if (!this.#connection.inTransaction) throw error;
        this.#connection.exec('ROLLBACK TO work');
        this.#connection.exec('RELEASE work');
      } catch (fatal) {
        reject(error);
        throw fatal;
      }
      return { changes: [], tell: () => reject(error), reject };
    }
  }

  #inTime<T>(work: Promise<T>, session: Transaction): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const cancel = this.#clock.after(WORK_TIME_LIMIT, () => {
        session.end();
        reject(
          new StoreError(
            'TransactionTimeout',
            `A transaction took longer than ${WORK_TIME_LIMIT / 1000} s and was rolled back. ` +
              'Inside one, only the repositories handed to it may be used.',
          ),
        );
      });
      work.then(
        (value) => {
          cancel();
          // A failed statement ends its transaction even when the work swallowed the error, as PostgreSQL does.
          if (session.failure === undefined) resolve(value);
          else reject(session.failure);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }

  #groupFailed(error: unknown, outcomes: readonly Outcome[]): void {
    let told = error;
    try {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
    } catch (rollbackError) {
      told = rollbackError;
    }
    // A full disk refuses before anything is synced, so the handle is as good as before. After any other failure
    // nobody knows what reached the disk, and a sync that is tried again may claim what is not there.
    if (!(told instanceof StoreError && (told.code === 'DiskFull' || isBusy(told.cause)))) {
      told = this.#stop(told);
    }
    for (const outcome of outcomes) outcome.reject(told);
    if (this.#refusal === undefined && outcomes.length > 0) return;
    // The group could not even begin: those who wait would only meet the same failure, again and again.
    for (const { reject } of this.#waiting.splice(0)) reject(told);
  }

  #stop(cause: unknown): StoreError {
    const stopped = new StoreError(
      'Stopped',
      `Writing to ${this.#connection.file} failed, so it is not known what is on disk. ` +
        'No more writes are taken: restart Streambed, and check the disk if it happens again.',
      { cause },
    );
    this.#refusal = stopped;
    this.#events.stopped(stopped);
    return stopped;
  }

  /**
   * Moves the write-ahead log into the database. The answers are out by now, and data that was acknowledged is safe
   * in the log: a checkpoint that fails is simply made again, since it rewrites all it has not synced.
   */
  #checkpoint(): void {
    try {
      if (statSync(`${this.#connection.file}-wal`).size < CHECKPOINT_SIZE) return;
      this.#connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // Nothing is lost, see above.
    }
  }
}

/** The inside of one transaction; dead after its end, so that forgotten promises cannot write into the next one. */
class Transaction implements WriteSession {
  readonly changes: FlowChange[] = [];
  readonly corruptRowFound: (row: CorruptRow) => void;
  failure: unknown;
  readonly #connection: WriteConnection;
  #ended = false;

  constructor(connection: WriteConnection, corruptRowFound: (row: CorruptRow) => void) {
    this.#connection = connection;
    this.corruptRowFound = corruptRowFound;
  }

  async all<Params, Row>(query: Query<Params, Row>, params: Params): Promise<readonly Row[]> {
    return this.#execute(() => this.#connection.all(query, params));
  }

  async run<Params>(query: Query<Params>, params: Params): Promise<number> {
    return this.#execute(() => this.#connection.run(query, params));
  }

  async write<T>(work: (session: WriteSession) => Promise<T>): Promise<T> {
    return work(this);
  }

  flowChanged(scope: Scope, flowId: string): void {
    this.changes.push({ scope, flowId });
  }

  end(): void {
    this.#ended = true;
  }

  #execute<T>(statement: () => T): T {
    if (this.#ended || this.failure !== undefined) {
      throw new StoreError(
        'TransactionEnded',
        'The transaction has ended or failed; nothing more is done in it.',
      );
    }
    try {
      return statement();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
