import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kyselyOn } from '../dialects/sqlite/kysely-dialect.ts';
import { migrate, migrations, refuseNewerSchema, schemaNumber } from './migrate.ts';
import type { Migration } from './migration.ts';

let database: DatabaseSync;
let db: Kysely<unknown>;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  db = kyselyOn(database);
});
afterEach(() => database.close());

const schema = () => database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();
const applied = () => database.prepare('SELECT number, name, applied_at FROM schema_migration').all();

const second: Migration = {
  number: migrations.length + 1,
  name: 'second',
  up: (on) => on.schema.createTable('second').addColumn('id', 'bigint').execute(),
};
const failing: Migration = {
  number: migrations.length + 2,
  name: 'failing',
  async up(on) {
    await on.schema.createTable('third').addColumn('id', 'bigint').execute();
    await on.schema.createTable('second').addColumn('id', 'bigint').execute();
  },
};

describe('migrations', () => {
  test('are numbered without gaps', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('bring an empty database to the last one and are recorded', async () => {
    expect(await schemaNumber(db)).toBe(0);
    await migrate(db, 1234);
    expect(await schemaNumber(db)).toBe(migrations.length);
    expect(applied()).toEqual(
      migrations.map(({ number, name }) => ({ __proto__: null, number, name, applied_at: 1234 })),
    );
  });

  test('are taken once', async () => {
    await migrate(db, 1);
    const before = schema();
    await migrate(db, 2);
    expect(schema()).toEqual(before);
    expect(applied()).toHaveLength(migrations.length);
  });

  test('go on from where a database stands', async () => {
    await migrate(db, 1);
    await migrate(db, 2, [...migrations, second]);
    expect(await schemaNumber(db)).toBe(second.number);
    expect(applied().at(-1)).toMatchObject({ name: 'second', applied_at: 2 });
  });

  test('are all taken or none: one that fails takes the others back', async () => {
    await migrate(db, 1);
    const before = schema();
    await expect(migrate(db, 2, [...migrations, second, failing])).rejects.toThrow();
    expect(schema()).toEqual(before);
    expect(await schemaNumber(db)).toBe(migrations.length);
  });

  test('of a newer program are refused', () => {
    refuseNewerSchema(migrations.length, 'the folder');
    expect(() => refuseNewerSchema(migrations.length + 1, 'the folder')).toThrow(
      /the folder was written by a newer Streambed/,
    );
  });
});
