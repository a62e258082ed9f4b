import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSqliteMigrations } from '../dialects/sqlite/compile-sql.ts';
import { migrate } from '../dialects/sqlite/migrate.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';

let database: DatabaseSync;

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  migrate(database, 0, await compileSqliteMigrations([flowsPromptsTagsTokens]));
});
afterEach(() => database.close());

const columns = (table: string) =>
  database.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(table) as {
    name: string;
    type: string;
    notnull: number;
    pk: number;
  }[];
const keys: Record<string, string[]> = {
  flow: ['account_id', 'region', 'id'],
  flow_version: ['account_id', 'region', 'flow_id', 'version'],
  flow_alias: ['account_id', 'region', 'flow_id', 'id'],
  prompt: ['account_id', 'region', 'id', 'version'],
  tag: ['account_id', 'region', 'resource_arn', 'key'],
  client_token: ['account_id', 'region', 'operation', 'token'],
};

describe('migration 1', () => {
  test.each(Object.keys(keys))('makes %s, keyed by account and region first, sealed', (table) => {
    const found = columns(table);
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map(({ name }) => name)).toEqual(keys[table]);
    expect(found.find(({ name }) => name === 'checksum')).toMatchObject({ type: 'bigint', notnull: 1 });
    expect(new Set(found.map(({ type }) => type.toLowerCase()))).toEqual(new Set(['text', 'bigint']));
  });

  test.each([
    [
      'newest flows',
      'SELECT * FROM flow WHERE account_id = 1 AND region = 1 ORDER BY created_at DESC, id DESC',
    ],
    [
      'newest drafts',
      'SELECT * FROM prompt WHERE account_id = 1 AND region = 1 AND version = 0 ORDER BY created_at DESC, id DESC',
    ],
    ['tags of a resource', 'SELECT * FROM tag WHERE account_id = 1 AND region = 1 AND resource = 1'],
    ['old client tokens', 'DELETE FROM client_token WHERE created_at < 1'],
  ])('has an index for %s', (_, sql) => {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const text = plan.map(({ detail }) => String(detail)).join('\n');
    expect(text).toContain('USING INDEX');
    expect(text).not.toContain('TEMP B-TREE');
  });
});
