import { statSync } from 'node:fs';
import type { Clock } from '@streambed/flow/ports';
import type { CorruptRow, WriteSession } from '../../session.ts';
import { StoreError } from '../../store-error.ts';
import { isBusy } from './sqlite-error.ts';
import { type Change, Transaction, type WriteConnection } from './transaction.ts';

/** At most so many transactions share one commit, so that the first never waits long for the last. */
const GROUP_LIMIT = 128;
/** The work of a transaction holds up all other writes; it may ask the repositories and nothing slow. Ms. */
const WORK_TIME_LIMIT = 10_000;
/** The write-ahead log is emptied into the database when it has grown to this, bytes. */
const CHECKPOINT_SIZE = 4 * 1024 * 1024;

/** What happens besides the answers. */
export interface GroupCommitEvents {
  /** Committed changes, before anybody who asked for them hears of it. */
  changed(changes: readonly Change[]): void;
  corruptRowFound(row: CorruptRow): void;
  /** No more writes until a restart. */
  stopped(error: StoreError): void;
}

interface Waiting {
  readonly work: (session: WriteSession) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Outcome {
  readonly changes: readonly Change[];
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
    let begun = false;
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      begun = true;
      while (outcomes.length < GROUP_LIMIT) {
        const next = this.#waiting.shift();
        if (next === undefined) break;
        outcomes.push(await this.#runOne(next));
      }
      this.#connection.exec('COMMIT');
    } catch (error) {
      this.#groupFailed(error, outcomes, begun);
      return;
    }
    this.#events.changed(outcomes.flatMap(({ changes }) => changes));
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
        if (!this.#connection.inTransaction) throw session.failure ?? error;
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

  #groupFailed(error: unknown, outcomes: readonly Outcome[], begun: boolean): void {
    let told = error;
    try {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
    } catch (rollbackError) {
      told = rollbackError;
    }
    // A full disk refuses before anything is synced, so the handle is as good as before. After any other failure
    // nobody knows what reached the disk, and a sync that is tried again may claim what is not there.
    const harmless = told instanceof StoreError && (told.code === 'DiskFull' || isBusy(told.cause));
    if (!harmless) told = this.#stop(told);
    for (const outcome of outcomes) outcome.reject(told);
    if (begun && harmless) return;
    // Those who wait would only meet the same failure, again and again.
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
