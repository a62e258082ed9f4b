import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSqliteMigrations } from '../dialects/sqlite/compile-sql.ts';
import { migrate } from '../dialects/sqlite/migrate.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import { guardrails } from './0002-guardrails.ts';
import { studio } from './0003-studio.ts';

const before = [flowsPromptsTagsTokens, guardrails];

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

describe('migration 3', () => {
  test.each([
    ['studio_session', ['account_id', 'region', 'id']],
    ['studio_document', ['account_id', 'region', 'flow_id']],
  ])('makes %s, keyed by account and region first, sealed', async (table, expected) => {
    migrate(database, 0, await compileSqliteMigrations([...before, studio]));
    const found = database
      .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
      .all(table) as {
      name: string;
      type: string;
      notnull: number;
      pk: number;
    }[];
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map(({ name }) => name)).toEqual(expected);
    expect(found.every(({ notnull }) => notnull === 1)).toBe(true);
    expect(found.find(({ name }) => name === 'checksum')).toMatchObject({ type: 'bigint' });
  });

  test('leaves what a folder of migration 2 holds as it was', async () => {
    migrate(database, 0, await compileSqliteMigrations(before));
    database.exec("INSERT INTO tag VALUES ('a', 'r', 'arn', 'k', 'v', 'resource', 7)");
    const rows = database.prepare('SELECT * FROM tag').all();
    migrate(database, 0, await compileSqliteMigrations([...before, studio]));
    expect(database.prepare('SELECT * FROM tag').all()).toEqual(rows);
  });
});
