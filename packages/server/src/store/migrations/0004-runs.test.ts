import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSqliteMigrations } from '../dialects/sqlite/compile-sql.ts';
import { migrate } from '../dialects/sqlite/migrate.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import { guardrails } from './0002-guardrails.ts';
import { studio } from './0003-studio.ts';
import { runs } from './0004-runs.ts';

const before = [flowsPromptsTagsTokens, guardrails, studio];

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

describe('migration 4', () => {
  test.each([
    ['run', ['account_id', 'region', 'id']],
    ['run_material', ['account_id', 'region', 'run_id']],
    ['run_events', ['account_id', 'region', 'run_id', 'first_number']],
  ])('makes %s, keyed by account and region first, sealed', async (table, expected) => {
    migrate(database, 0, await compileSqliteMigrations([...before, runs]));
    const found = database
      .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
      .all(table) as { name: string; type: string; notnull: number; pk: number }[];
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map(({ name }) => name)).toEqual(expected);
    expect(found.find(({ name }) => name === 'checksum')).toMatchObject({ type: 'bigint', notnull: 1 });
  });

  test('leaves what a folder of migration 3 holds as it was', async () => {
    migrate(database, 0, await compileSqliteMigrations(before));
    database.exec("INSERT INTO tag VALUES ('a', 'r', 'arn', 'k', 'v', 'resource', 7)");
    const rows = database.prepare('SELECT * FROM tag').all();
    migrate(database, 0, await compileSqliteMigrations([...before, runs]));
    expect(database.prepare('SELECT * FROM tag').all()).toEqual(rows);
  });

  test.each([
    [
      'newest runs',
      'SELECT * FROM run WHERE account_id = 1 AND region = 1 AND started_at >= ? AND started_at < ? ORDER BY started_at DESC, id DESC',
      'run_newest',
    ],
    [
      'newest runs of a flow',
      'SELECT * FROM run WHERE account_id = 1 AND region = 1 AND started_at >= ? AND started_at < ? AND flow_id = ? ORDER BY started_at DESC, id DESC',
      'run_of_flow',
    ],
    [
      'oldest runs with values',
      'SELECT id FROM run WHERE account_id = 1 AND region = 1 AND ended_at IS NOT NULL AND stored_size > 0 ORDER BY started_at, id',
      'run_with_values',
    ],
    ['runs under way', 'SELECT * FROM run WHERE ended_at IS NULL', 'run_under_way'],
    [
      'runs per scope',
      'SELECT account_id, region, count(*) FROM run GROUP BY account_id, region',
      'COVERING',
    ],
  ])('has an index for %s', async (_, sql, index) => {
    migrate(database, 0, await compileSqliteMigrations([...before, runs]));
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const text = plan.map(({ detail }) => String(detail)).join('\n');
    expect(text).toContain(index);
    expect(text).not.toContain('TEMP B-TREE');
  });
});
