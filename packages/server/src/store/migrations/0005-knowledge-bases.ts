import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from './migration.ts';

/** Knowledge bases: where their documents come from, what was ingested when, and the chunks that are searched. */
export const knowledgeBases: Migration = {
  number: 5,
  name: 'knowledge-bases',
  async up(db) {
    await createKnowledgeBaseTable(db);
    await createDataSourceTable(db);
    await createIngestionJobTable(db);
    await createDocumentTables(db);
    await createChunkTables(db);
  },
  dialects: {
    sqlite: [
      // The index of words. It keeps no text of its own: the rowid is the chunk's number. Marks belong to words, or
      // those of India and Thailand would fall to pieces.
      `create virtual table "chunk_words" using fts5("words", content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* M* Co'")`,
    ],
  },
};

const required = (column: ColumnDefinitionBuilder) => column.notNull();

async function createKnowledgeBaseTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'knowledge_base')
    .addColumn('id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text')
    .addColumn('role_arn', 'text', required)
    .addColumn('configuration', 'text', required)
    .addColumn('storage_configuration', 'text')
    .addColumn('status', 'text', required)
    .addColumn('failure_reasons', 'text', required)
    .addColumn('dimensions', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('knowledge_base_key', ['account_id', 'region', 'id'])
    .execute();
  await db.schema
    .createIndex('knowledge_base_newest')
    .on('knowledge_base')
    .columns(['account_id', 'region', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('knowledge_base_name')
    .on('knowledge_base')
    .columns(['account_id', 'region', 'name'])
    .execute();
}

async function createDataSourceTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'data_source')
    .addColumn('knowledge_base_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('description', 'text')
    .addColumn('configuration', 'text', required)
    .addColumn('vector_ingestion_configuration', 'text')
    .addColumn('encryption_configuration', 'text')
    .addColumn('data_deletion_policy', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('failure_reasons', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('data_source_key', ['account_id', 'region', 'knowledge_base_id', 'id'])
    .addForeignKeyConstraint(
      'data_source_of_knowledge_base',
      ['account_id', 'region', 'knowledge_base_id'],
      'knowledge_base',
      ['account_id', 'region', 'id'],
    )
    .execute();
  await db.schema
    .createIndex('data_source_newest')
    .on('data_source')
    .columns(['account_id', 'region', 'knowledge_base_id', 'created_at', 'id'])
    .execute();
}

async function createIngestionJobTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'ingestion_job')
    .addColumn('knowledge_base_id', 'text', required)
    .addColumn('data_source_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('description', 'text')
    .addColumn('status', 'text', required)
    .addColumn('statistics', 'text', required)
    .addColumn('failure_reasons', 'text', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('ingestion_job_key', [
      'account_id',
      'region',
      'knowledge_base_id',
      'data_source_id',
      'id',
    ])
    .addForeignKeyConstraint(
      'ingestion_job_of_data_source',
      ['account_id', 'region', 'knowledge_base_id', 'data_source_id'],
      'data_source',
      ['account_id', 'region', 'knowledge_base_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  for (const [name, column] of [
    ['ingestion_job_by_start', 'started_at'],
    ['ingestion_job_by_status', 'status'],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('ingestion_job')
      .columns(['account_id', 'region', 'knowledge_base_id', 'data_source_id', column, 'id'])
      .execute();
  }
  await db.schema
    .createIndex('ingestion_job_under_way')
    .on('ingestion_job')
    .columns(['status', 'account_id', 'region', 'knowledge_base_id'])
    .execute();
}

async function createDocumentTables(db: Kysely<unknown>): Promise<void> {
  // Without a foreign key to the data source: its documents outlive it where its policy is RETAIN.
  await ofDocument(db, 'knowledge_base_document')
    .addColumn('source_type', 'text', required)
    .addColumn('uri', 'text')
    .addColumn('status', 'text', required)
    .addColumn('status_reason', 'text')
    .addColumn('mime_type', 'text')
    .addColumn('content_digest', 'text')
    .addColumn('metadata_digest', 'text')
    .addColumn('source_tag', 'text')
    .addColumn('metadata', 'text', required)
    .addColumn('generation', 'bigint', required)
    .addColumn('chunk_count', 'bigint', required)
    .addColumn('draft_generation', 'bigint')
    .addColumn('draft_digest', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('knowledge_base_document_key', documentKey)
    .execute();
  await db.schema
    .createIndex('knowledge_base_document_by_status')
    .on('knowledge_base_document')
    .columns(['status', 'account_id', 'region', 'knowledge_base_id', 'data_source_id', 'updated_at'])
    .execute();
  await ofDocument(db, 'knowledge_base_inline')
    .addColumn('content', 'bytea', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('knowledge_base_inline_key', documentKey)
    .addForeignKeyConstraint(
      'knowledge_base_inline_of_document',
      documentKey,
      'knowledge_base_document',
      documentKey,
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
}

/** No foreign keys: chunks are freed a while after their document is gone. */
async function createChunkTables(db: Kysely<unknown>): Promise<void> {
  await ofDocument(db, 'chunk')
    .addColumn('generation', 'bigint', required)
    .addColumn('ordinal', 'bigint', required)
    .addColumn('number', 'bigint', required)
    .addColumn('text', 'text', required)
    .addColumn('start', 'bigint', required)
    .addColumn('end', 'bigint', required)
    .addColumn('page', 'bigint')
    .addColumn('headings', 'text')
    .addColumn('parent_ordinal', 'bigint')
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('chunk_key', [...documentKey, 'generation', 'ordinal'])
    .execute();
  await db.schema.createIndex('chunk_number').unique().on('chunk').column('number').execute();
  await ofDocument(db, 'chunk_parent')
    .addColumn('generation', 'bigint', required)
    .addColumn('ordinal', 'bigint', required)
    .addColumn('text', 'text', required)
    .addColumn('start', 'bigint', required)
    .addColumn('end', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('chunk_parent_key', [...documentKey, 'generation', 'ordinal'])
    .execute();
  await ofDocument(db, 'chunk_vector')
    .addColumn('number', 'bigint', required)
    .addColumn('generation', 'bigint', required)
    .addColumn('metadata', 'text', required)
    .addColumn('vector', 'bytea', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('chunk_vector_key', ['account_id', 'region', 'knowledge_base_id', 'number'])
    .execute();
  await db.schema
    .createIndex('chunk_vector_of_document')
    .on('chunk_vector')
    .columns([...documentKey, 'generation', 'number'])
    .execute();
  await ofDocument(db, 'chunk_garbage')
    .addColumn('generation', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('chunk_garbage_key', [...documentKey, 'generation'])
    .execute();
}

const documentKey: ('account_id' | 'region' | 'knowledge_base_id' | 'data_source_id' | 'document_id')[] = [
  'account_id',
  'region',
  'knowledge_base_id',
  'data_source_id',
  'document_id',
];

/** A table whose rows belong to an account and a region. */
const scoped = <Table extends string>(
  db: Kysely<unknown>,
  table: Table,
): CreateTableBuilder<Table, 'account_id' | 'region'> =>
  db.schema
    .createTable(table)
    .addColumn('account_id', 'text', required)
    .addColumn('region', 'text', required);

/** A table whose rows belong to a document. */
const ofDocument = <Table extends string>(
  db: Kysely<unknown>,
  table: Table,
): CreateTableBuilder<
  Table,
  'account_id' | 'region' | 'knowledge_base_id' | 'data_source_id' | 'document_id'
> =>
  scoped(db, table)
    .addColumn('knowledge_base_id', 'text', required)
    .addColumn('data_source_id', 'text', required)
    .addColumn('document_id', 'text', required);
