import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { bindValues, type Query } from '../../query.ts';
import type { WriteSession } from '../../session.ts';
import type { StoreError } from '../../store-error.ts';
import { SimulatedClock } from '../../test-support/simulated-clock.ts';
import { GroupCommit, type GroupCommitEvents } from './group-commit.ts';
import { toStoreError } from './sqlite-error.ts';
import type { WriteConnection } from './transaction.ts';

const insert: Query<{ value: string }> = {
  sql: 'INSERT INTO entry (value) VALUES (?)',
  slots: 'value',
};
const put = (value: string) => (session: WriteSession) => session.run(insert, { value });

/** What node:sqlite throws. */
const sqliteError = (errcode: number) =>
  Object.assign(new Error(`SQLite ${errcode}`), { code: 'ERR_SQLITE_ERROR', errcode });
const SQLITE_BUSY = 5;
const SQLITE_IOERR_FSYNC = 1034;
const SQLITE_FULL = 13;

/** A real database in memory whose statements a test can count and let fail. */
class FaultyConnection implements WriteConnection {
  readonly file = 'streambed.db';
  readonly database = new DatabaseSync(':memory:');
  readonly statements: string[] = [];
  fail: (sql: string) => number | undefined = () => undefined;

  constructor() {
    this.database.exec('CREATE TABLE entry (value TEXT PRIMARY KEY)');
  }

  get inTransaction(): boolean {
    return this.database.isTransaction;
  }

  async loadVectors(): Promise<void> {}

  exec(sql: string): void {
    this.statements.push(sql);
    this.#do(sql, () => this.database.exec(sql));
  }

  all<Params, Row>(query: Query<Params, Row>, params: Params): Row[] {
    return this.#do(
      query.sql,
      () => this.database.prepare(query.sql).all(...bindValues(query, params)) as Row[],
    );
  }

  run<Params>(query: Query<Params>, params: Params): number {
    return this.#do(query.sql, () =>
      Number(this.database.prepare(query.sql).run(...bindValues(query, params)).changes),
    );
  }

  count(sql: string): number {
    return this.statements.filter((statement) => statement === sql).length;
  }

  entries(): unknown[] {
    return this.database
      .prepare('SELECT value FROM entry ORDER BY value')
      .all()
      .map(({ value }) => value);
  }

  #do<T>(sql: string, statement: () => T): T {
    const failure = this.fail(sql);
    if (failure !== undefined) throw toStoreError(sqliteError(failure), this.file);
    try {
      return statement();
    } catch (error) {
      throw toStoreError(error, this.file);
    }
  }
}

let connection: FaultyConnection;
let stopped: StoreError[];
let commits: GroupCommit;

beforeEach(() => {
  connection = new FaultyConnection();
  stopped = [];
  const events: GroupCommitEvents = {
    changed() {},
    corruptRowFound() {},
    stopped: (error) => stopped.push(error),
  };
  commits = new GroupCommit(connection, new SimulatedClock(), events);
});

const codes = async (promises: Promise<unknown>[]) =>
  (await Promise.allSettled(promises)).map((outcome) =>
    outcome.status === 'fulfilled' ? 'kept' : (outcome.reason as StoreError).code,
  );

describe('writes that wait together', () => {
  test('share one commit', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, index) => commits.run(put(`${index}`))));
    expect(connection.entries()).toHaveLength(100);
    expect(connection.count('COMMIT')).toBe(1);
  });

  test('come in groups of bounded size', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, index) => commits.run(put(`${index}`))));
    expect(connection.entries()).toHaveLength(300);
    expect(connection.count('COMMIT')).toBe(3);
  });

  test('fail alone', async () => {
    expect(await codes([put('a'), put('a'), put('b')].map((work) => commits.run(work)))).toEqual([
      'kept',
      'DuplicateRow',
      'kept',
    ]);
    expect(connection.entries()).toEqual(['a', 'b']);
    expect(connection.count('COMMIT')).toBe(1);
  });

  test('are told only after the commit', async () => {
    let committedWhenTold: boolean | undefined;
    await commits.run(put('a')).then(() => {
      committedWhenTold = connection.count('COMMIT') === 1;
    });
    expect(committedWhenTold).toBe(true);
  });
});

describe('a commit whose sync fails', () => {
  test('fails all of its group and stops all writes for good', async () => {
    connection.fail = (sql) => (sql === 'COMMIT' ? SQLITE_IOERR_FSYNC : undefined);
    const first = [commits.run(put('a')), commits.run(put('b'))];
    expect(await codes(first)).toEqual(['Stopped', 'Stopped']);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]?.message).toMatch(/restart Streambed/);
    connection.fail = () => undefined;
    expect(await codes([commits.run(put('c'))])).toEqual(['Stopped']);
    // Never tried again on the same handle.
    expect(connection.count('COMMIT')).toBe(1);
    expect(connection.entries()).toEqual([]);
  });

  test('fails those who wait behind it as well', async () => {
    connection.fail = (sql) => (sql === 'COMMIT' ? SQLITE_IOERR_FSYNC : undefined);
    const writes = Array.from({ length: 300 }, (_, index) => commits.run(put(`${index}`)));
    expect(new Set(await codes(writes))).toEqual(new Set(['Stopped']));
    expect(connection.count('COMMIT')).toBe(1);
  });
});

describe('a full disk', () => {
  test('at the commit fails the group, keeps nothing, and writes go on when there is room', async () => {
    connection.fail = (sql) => (sql === 'COMMIT' ? SQLITE_FULL : undefined);
    expect(await codes([commits.run(put('a')), commits.run(put('b'))])).toEqual(['DiskFull', 'DiskFull']);
    expect(stopped).toEqual([]);
    connection.fail = () => undefined;
    expect(await codes([commits.run(put('a'))])).toEqual(['kept']);
    expect(connection.entries()).toEqual(['a']);
  });

  test('that a work did not look at is not taken for a failing disk', async () => {
    connection.fail = (sql) => {
      if (sql !== insert.sql) return undefined;
      connection.database.exec('ROLLBACK');
      return SQLITE_FULL;
    };
    const write = commits.run(async (session) => {
      await put('a')(session).catch(() => {});
      throw new Error('something else');
    });
    await expect(write).rejects.toThrow('something else');
    expect(stopped).toEqual([]);
    connection.fail = () => undefined;
    expect(await codes([commits.run(put('a'))])).toEqual(['kept']);
  });

  test('that makes SQLite roll back in the middle fails those before it too', async () => {
    let inserts = 0;
    connection.fail = (sql) => {
      if (sql !== insert.sql) return undefined;
      inserts += 1;
      if (inserts !== 2) return undefined;
      connection.database.exec('ROLLBACK');
      return SQLITE_FULL;
    };
    const writes = ['a', 'b', 'c'].map((value) => commits.run(put(value)));
    expect(await codes(writes)).toEqual(['DiskFull', 'DiskFull', 'kept']);
    expect(connection.entries()).toEqual(['c']);
  });
});

test('a database locked by another process fails who waits, and only them', async () => {
  connection.fail = (sql) => (sql === 'BEGIN IMMEDIATE' ? SQLITE_BUSY : undefined);
  expect(await codes([commits.run(put('a')), commits.run(put('b'))])).toEqual([
    'DatabaseFailure',
    'DatabaseFailure',
  ]);
  connection.fail = () => undefined;
  expect(await codes([commits.run(put('a'))])).toEqual(['kept']);
  expect(stopped).toEqual([]);
});

test('any statement of the group itself that fails otherwise stops all writes', async () => {
  for (const statement of ['RELEASE work', 'ROLLBACK TO work', 'SAVEPOINT work']) {
    connection = new FaultyConnection();
    const told: StoreError[] = [];
    const group = new GroupCommit(connection, new SimulatedClock(), {
      changed() {},
      corruptRowFound() {},
      stopped: (error) => told.push(error),
    });
    connection.fail = (sql) => (sql === statement ? 10 : undefined);
    const failing = group.run(async (session) => {
      await put('a')(session);
      if (statement === 'ROLLBACK TO work') throw new Error('no');
    });
    const outcome = await failing.then(
      () => 'kept',
      () => 'failed',
    );
    expect([statement, outcome]).toEqual([statement, 'failed']);
    if (statement !== 'RELEASE work') expect([statement, told.length]).toEqual([statement, 1]);
    expect(connection.entries()).toEqual([]);
    expect(connection.inTransaction).toBe(false);
  }
});
