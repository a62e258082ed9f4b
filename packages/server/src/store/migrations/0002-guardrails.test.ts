import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSqliteMigrations } from '../dialects/sqlite/compile-sql.ts';
import { migrate } from '../dialects/sqlite/migrate.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import { guardrails } from './0002-guardrails.ts';

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

describe('migration 2', () => {
  test('makes guardrail, keyed by account and region first, sealed', async () => {
    migrate(database, 0, await compileSqliteMigrations([flowsPromptsTagsTokens, guardrails]));
    const found = database
      .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(\'guardrail\')')
      .all() as { name: string; type: string; notnull: number; pk: number }[];
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map(({ name }) => name)).toEqual(['account_id', 'region', 'id', 'version']);
    expect(found.find(({ name }) => name === 'checksum')).toMatchObject({ type: 'bigint', notnull: 1 });
  });

  test('leaves what a folder of migration 1 holds as it was', async () => {
    migrate(database, 0, await compileSqliteMigrations([flowsPromptsTagsTokens]));
    database.exec("INSERT INTO tag VALUES ('a', 'r', 'arn', 'k', 'v', 'resource', 7)");
    const before = database.prepare('SELECT * FROM tag').all();
    migrate(database, 0, await compileSqliteMigrations([flowsPromptsTagsTokens, guardrails]));
    expect(database.prepare('SELECT * FROM tag').all()).toEqual(before);
  });

  test.each([
    [
      'newest drafts',
      'SELECT * FROM guardrail WHERE account_id = 1 AND region = 1 AND version = 0 ORDER BY created_at DESC, id DESC',
    ],
    [
      'drafts of a name',
      'SELECT id FROM guardrail WHERE account_id = 1 AND region = 1 AND name = 1 AND version = 0',
    ],
  ])('has an index for %s', async (_, sql) => {
    migrate(database, 0, await compileSqliteMigrations([flowsPromptsTagsTokens, guardrails]));
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const text = plan.map(({ detail }) => String(detail)).join('\n');
    expect(text).toContain('USING INDEX');
    expect(text).not.toContain('TEMP B-TREE');
  });
});
