import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aFlow, home } from '../../contract/fixture.ts';
import { StoreError } from '../../store-error.ts';
import { Child } from '../../test-support/child-process.ts';
import { SimulatedClock } from '../../test-support/simulated-clock.ts';
import { Connection, requireSafeSqlite } from './connection.ts';
import { databaseFile } from './data-folder.ts';
import { openSqliteStore } from './index.ts';

const clock = new SimulatedClock();
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'streambed-open-'));
  folder = join(root, 'deep', 'data');
});
afterEach(() => rmSync(root, { recursive: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const reasonOf = (promise: Promise<unknown>): Promise<StoreError> =>
  promise.then(
    () => expect.unreachable('it opened'),
    (error) => {
      expect(error).toBeInstanceOf(StoreError);
      return error;
    },
  );

describe('the SQLite of the runtime', () => {
  test.each([
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.52.0', true],
    ['3.7.17', false],
    ['4.0.0', true],
    ['3.51', false],
    [undefined, false],
  ])('%s is safe: %s', (version, safe) => {
    if (safe) requireSafeSqlite(version);
    else expect(() => requireSafeSqlite(version)).toThrow(/3\.51\.3 or later is needed/);
  });
});

describe('the settings of a connection', () => {
  test('write through to disk, believe nothing of the schema, map nothing', async () => {
    const store = await openSqliteStore({ folder, clock });
    await store.close();
    const writer = Connection.openWriter(databaseFile(folder));
    const reader = Connection.openReader(databaseFile(folder));
    const setting = (connection: Connection, name: string) =>
      Object.values(connection.database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(setting(writer, 'journal_mode')).toBe('wal');
    expect(setting(writer, 'synchronous')).toBe(2);
    expect(setting(writer, 'foreign_keys')).toBe(1);
    expect(setting(reader, 'query_only')).toBe(1);
    for (const connection of [writer, reader]) {
      expect(setting(connection, 'mmap_size')).toBe(0);
      expect(setting(connection, 'trusted_schema')).toBe(0);
      expect(setting(connection, 'busy_timeout')).toBe(5_000);
      connection.close();
    }
  });
});

describe('the files of a data folder', () => {
  test('are for their owner only, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const store = await openSqliteStore({ folder, clock });
      await store.flows.insert(home, aFlow());
      expect(readdirSync(folder).sort()).toEqual([
        'lock.db',
        'lock.json',
        'streambed.db',
        'streambed.db-shm',
        'streambed.db-wal',
      ]);
      for (const file of readdirSync(folder)) expect([file, mode(join(folder, file))]).toEqual([file, '600']);
      expect(mode(folder)).toBe('700');
      await store.close();
    } finally {
      process.umask(before);
    }
  });

  test('are tightened when they were loose', async () => {
    await (await openSqliteStore({ folder, clock })).close();
    chmodSync(folder, 0o777);
    for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o666);
    const store = await openSqliteStore({ folder, clock });
    expect(mode(folder)).toBe('700');
    for (const file of readdirSync(folder)) expect([file, mode(join(folder, file))]).toEqual([file, '600']);
    await store.close();
  });

  test('a folder that holds other things keeps its mode', async () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const store = await openSqliteStore({ folder, clock });
    expect(mode(folder)).toBe('755');
    expect(mode(databaseFile(folder))).toBe('600');
    await store.close();
  });

  test('a symbolic link in the place of the database is not followed', async () => {
    mkdirSync(folder, { recursive: true });
    const target = join(root, 'elsewhere.db');
    writeFileSync(target, 'not ours');
    symlinkSync(target, databaseFile(folder));
    expect((await reasonOf(openSqliteStore({ folder, clock }))).code).toBe('FolderUnusable');
    expect(readFileSync(target, 'utf8')).toBe('not ours');
  });
});

describe('a folder that cannot be used', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'a file in its place',
      () => {
        mkdirSync(join(root, 'deep'));
        writeFileSync(folder, '');
      },
      /FolderUnusable.*STREAMBED_DATA/,
    ],
    [
      'a folder in place of the database',
      () => mkdirSync(databaseFile(folder), { recursive: true }),
      /FolderUnusable.*STREAMBED_DATA/,
    ],
    [
      'a database that is none',
      () => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(databaseFile(folder), 'x'.repeat(10_000));
      },
      /DatabaseDamaged.*Restore/,
    ],
    [
      'a header of another format',
      () => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(databaseFile(folder), 'SQLite format 4\0'.padEnd(4096, '\0'));
      },
      /DatabaseDamaged.*Restore/,
    ],
  ])('%s is told in one sentence with a way out', async (_, make, reason) => {
    make();
    const error = await reasonOf(openSqliteStore({ folder, clock }));
    expect(`${error.code} ${error.message}`).toMatch(reason);
    // The lock went with the attempt.
    if (statSync(folder).isDirectory()) {
      rmSync(databaseFile(folder), { recursive: true });
      await (await openSqliteStore({ folder, clock })).close();
    }
  });

  test('an empty database, or a log without one, is a loss and not a new store', async () => {
    await (await openSqliteStore({ folder, clock })).close();
    // A single byte is nothing to SQLite, too.
    for (const rest of ['', 'S']) {
      writeFileSync(databaseFile(folder), rest);
      expect(await reasonOf(openSqliteStore({ folder, clock }))).toMatchObject({
        code: 'DatabaseDamaged',
        message: expect.stringMatching(/is empty.*delete the file and its log to begin anew/),
      });
    }
    rmSync(databaseFile(folder));
    writeFileSync(`${databaseFile(folder)}-wal`, 'x');
    expect(await reasonOf(openSqliteStore({ folder, clock }))).toMatchObject({
      code: 'DatabaseDamaged',
      message: expect.stringContaining('missing beside its log'),
    });
    rmSync(`${databaseFile(folder)}-wal`);
    await (await openSqliteStore({ folder, clock })).close();
  });

  test('a first start that was cut short is made again', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${databaseFile(folder)}.new`, 'half a page');
    const store = await openSqliteStore({ folder, clock });
    expect(await store.flows.count(home)).toBe(0);
    await store.close();
  });
});

describe('a folder of a newer Streambed', () => {
  const makeNewer = () => {
    const database = new DatabaseSync(databaseFile(folder));
    database.exec("INSERT INTO schema_migration VALUES (999, 'from-the-future', 0)");
    return database;
  };
  /** A digest of all that the database says; a file without content says nothing. */
  const content = () =>
    ['streambed.db', 'streambed.db-wal']
      .map((file) => join(folder, file))
      .filter((file) => existsSync(file) && statSync(file).size > 0)
      .map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));

  test('is refused and not a byte of its database changes', async () => {
    await (await openSqliteStore({ folder, clock })).close();
    makeNewer().close();
    const before = content();
    const error = await reasonOf(openSqliteStore({ folder, clock }));
    expect(error.code).toBe('FolderTooNew');
    expect(error.message).toMatch(/newer Streambed \(schema 999; this program knows up to \d+\)/);
    expect(content()).toEqual(before);
  });

  test('nor of a log that its program left when it was killed', async () => {
    await (await openSqliteStore({ folder, clock })).close();
    const crashed = join(root, 'crashed');
    // A copy made while the database is open is what a killed process leaves.
    const open = makeNewer();
    mkdirSync(crashed);
    for (const file of ['streambed.db', 'streambed.db-wal']) {
      writeFileSync(join(crashed, file), readFileSync(join(folder, file)));
    }
    open.close();
    folder = crashed;
    const before = content();
    expect(before).toHaveLength(2);
    expect((await reasonOf(openSqliteStore({ folder, clock }))).code).toBe('FolderTooNew');
    expect(content()).toEqual(before);
  });
});

test('the log stays small however much is written, and nothing is lost when it is emptied', async () => {
  const store = await openSqliteStore({ folder, clock });
  const log = `${databaseFile(folder)}-wal`;
  let largest = 0;
  for (let round = 0; round < 40; round += 1) {
    await store.flows.insert(home, aFlow({ id: `F${round}`, description: `${round}`.repeat(400_000) }));
    largest = Math.max(largest, statSync(log).size);
  }
  expect(largest).toBeLessThan(12 * 1024 * 1024);
  expect(statSync(databaseFile(folder)).size).toBeGreaterThan(12 * 1024 * 1024);
  // It is cut back, too: else each later commit would empty it again.
  for (let round = 0; round < 10; round += 1) await store.flows.insert(home, aFlow({ id: `small${round}` }));
  expect(statSync(log).size).toBeLessThan(4 * 1024 * 1024);
  for (let round = 0; round < 40; round += 1) {
    expect((await store.flows.get(home, `F${round}`))?.description).toBe(`${round}`.repeat(400_000));
  }
  await store.close();
});

test('a process that was killed in the middle leaves a folder that opens', async () => {
  const child = new Child('hold-folder.ts', [folder]);
  await child.untilLines(1);
  await child.kill();
  const store = await openSqliteStore({ folder, clock });
  await store.flows.insert(home, aFlow());
  expect(await store.flows.count(home)).toBe(1);
  await store.close();
});
