import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSqliteMigrations } from '../dialects/sqlite/compile-sql.ts';
import { migrate } from '../dialects/sqlite/migrate.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import { guardrails } from './0002-guardrails.ts';
import { studio } from './0003-studio.ts';
import { runs } from './0004-runs.ts';
import { knowledgeBases } from './0005-knowledge-bases.ts';

const before = [flowsPromptsTagsTokens, guardrails, studio, runs];
const scope = ['account_id', 'region'];
const document = [...scope, 'knowledge_base_id', 'data_source_id', 'document_id'];

let database: DatabaseSync;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

describe('migration 5', () => {
  test.each([
    ['knowledge_base', [...scope, 'id']],
    ['data_source', [...scope, 'knowledge_base_id', 'id']],
    ['ingestion_job', [...scope, 'knowledge_base_id', 'data_source_id', 'id']],
    ['knowledge_base_document', document],
    ['knowledge_base_inline', document],
    ['chunk', [...document, 'generation', 'ordinal']],
    ['chunk_parent', [...document, 'generation', 'ordinal']],
    ['chunk_vector', [...scope, 'knowledge_base_id', 'number']],
    ['chunk_garbage', [...document, 'generation']],
  ])('makes %s, keyed by account and region first, sealed', async (table, expected) => {
    migrate(database, 0, await compileSqliteMigrations([...before, knowledgeBases]));
    const found = database
      .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
      .all(table) as { name: string; type: string; notnull: number; pk: number }[];
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    expect(key.map(({ name }) => name)).toEqual(expected);
    expect(found.find(({ name }) => name === 'checksum')).toMatchObject({ type: 'bigint', notnull: 1 });
  });

  test('leaves what a folder of migration 4 holds as it was', async () => {
    migrate(database, 0, await compileSqliteMigrations(before));
    database.exec("INSERT INTO tag VALUES ('a', 'r', 'arn', 'k', 'v', 'resource', 7)");
    const rows = database.prepare('SELECT * FROM tag').all();
    migrate(database, 0, await compileSqliteMigrations([...before, knowledgeBases]));
    expect(database.prepare('SELECT * FROM tag').all()).toEqual(rows);
  });

  test.each([
    ['case and accents', 'Zürich CAFÉ', ['zurich', 'cafe', 'café']],
    ['endings of English', 'running trains', ['run', 'train']],
    ['marks within words', 'हिन्दी กำลัง', ['हिन्दी', 'กำลัง']],
  ])('makes an index of words that evens out %s', async (_, text, words) => {
    migrate(database, 0, await compileSqliteMigrations([...before, knowledgeBases]));
    database.prepare('INSERT INTO chunk_words (rowid, words) VALUES (7, ?)').run(text);
    const find = database.prepare('SELECT rowid AS number FROM chunk_words WHERE chunk_words MATCH ?');
    for (const word of words) expect(find.all(word), word).toEqual([{ number: 7 }]);
    database.exec('DELETE FROM chunk_words WHERE rowid = 7');
    for (const word of words) expect(find.all(word)).toEqual([]);
  });

  test.each([
    [
      'newest knowledge bases',
      'SELECT * FROM knowledge_base WHERE account_id = 1 AND region = 1 ORDER BY created_at DESC, id DESC',
      'knowledge_base_newest',
    ],
    [
      'ingestion jobs by status',
      'SELECT * FROM ingestion_job WHERE account_id = 1 AND region = 1 AND knowledge_base_id = 1 AND data_source_id = 1 ORDER BY status DESC, id DESC',
      'ingestion_job_by_status',
    ],
    [
      'jobs under way',
      "SELECT * FROM ingestion_job WHERE status IN ('STARTING', 'IN_PROGRESS')",
      'ingestion_job_under_way',
    ],
    [
      'documents of a status',
      "SELECT * FROM knowledge_base_document WHERE account_id = 1 AND region = 1 AND knowledge_base_id = 1 AND data_source_id = 1 AND status = 'PENDING' ORDER BY updated_at",
      'knowledge_base_document_by_status',
    ],
    ['the highest number', 'SELECT max(number) FROM chunk', 'chunk_number'],
    [
      'vectors by number',
      'SELECT * FROM chunk_vector WHERE account_id = 1 AND region = 1 AND knowledge_base_id = 1 AND number > 5 ORDER BY number',
      'sqlite_autoindex_chunk_vector_1',
    ],
    [
      'vectors of a document',
      'SELECT * FROM chunk_vector WHERE account_id = 1 AND region = 1 AND knowledge_base_id = 1 AND data_source_id = 1 AND document_id = 1 AND generation = 1 ORDER BY number',
      'chunk_vector_of_document',
    ],
  ])('has an index for %s', async (_, sql, index) => {
    migrate(database, 0, await compileSqliteMigrations([...before, knowledgeBases]));
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const text = plan.map(({ detail }) => String(detail)).join('\n');
    expect(text).toContain(index);
    expect(text).not.toContain('TEMP B-TREE');
  });
});
