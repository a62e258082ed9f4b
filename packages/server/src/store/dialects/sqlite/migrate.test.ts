import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CompiledMigration } from '../../migrations/migration.ts';
import { migrations } from './compiled-sql.ts';
import { migrate, refuseNewerSchema, schemaNumber } from './migrate.ts';

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

const schema = () => database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();
const applied = () => database.prepare('SELECT number, name, applied_at FROM schema_migration').all();

const second: CompiledMigration = {
  number: migrations.length + 1,
  name: 'second',
  statements: ['CREATE TABLE second (id bigint)'],
};
const failing: CompiledMigration = {
  number: migrations.length + 2,
  name: 'failing',
  statements: ['CREATE TABLE third (id bigint)', 'CREATE TABLE second (id bigint)'],
};

describe('migrations', () => {
  test('are numbered without gaps', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('bring an empty database to the last one and are recorded', () => {
    expect(schemaNumber(database)).toBe(0);
    migrate(database, 1234);
    expect(schemaNumber(database)).toBe(migrations.length);
    expect(applied()).toEqual(
      migrations.map(({ number, name }) => ({ __proto__: null, number, name, applied_at: 1234 })),
    );
  });

  test('are taken once', () => {
    migrate(database, 1);
    const before = schema();
    migrate(database, 2);
    expect(schema()).toEqual(before);
    expect(applied()).toHaveLength(migrations.length);
  });

  test('go on from where a database stands', () => {
    migrate(database, 1);
    migrate(database, 2, [...migrations, second]);
    expect(schemaNumber(database)).toBe(second.number);
    expect(applied().at(-1)).toMatchObject({ name: 'second', applied_at: 2 });
  });

  test('are all taken or none: one that fails takes the others back', () => {
    migrate(database, 1);
    const before = schema();
    expect(() => migrate(database, 2, [...migrations, second, failing])).toThrow(/second/);
    expect(database.isTransaction).toBe(false);
    expect(schema()).toEqual(before);
    expect(schemaNumber(database)).toBe(migrations.length);
  });

  test('of a newer program are refused', () => {
    refuseNewerSchema(migrations.length, 'the folder');
    expect(() => refuseNewerSchema(migrations.length + 1, 'the folder')).toThrow(
      /the folder was written by a newer Streambed/,
    );
  });
});
