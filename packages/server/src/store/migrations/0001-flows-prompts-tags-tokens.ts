import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from './migration.ts';

/** The first tables: flows with versions and aliases, prompts, tags, client tokens. */
export const flowsPromptsTagsTokens: Migration = {
  number: 1,
  name: 'flows-prompts-tags-tokens',
  async up(db) {
    await createFlowTables(db);
    await createPromptTable(db);
    await createTagTable(db);
    await createClientTokenTable(db);
  },
};

async function createFlowTables(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'flow')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('execution_role_arn', 'text', (column) => column.notNull())
    .addColumn('customer_encryption_key_arn', 'text')
    .addColumn('definition', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('validations', 'text', (column) => column.notNull())
    .addColumn('prepared', 'text')
    .addColumn('last_version', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_key', ['account_id', 'region', 'id'])
    .execute();
  await db.schema
    .createIndex('flow_newest')
    .on('flow')
    .columns(['account_id', 'region', 'created_at', 'id'])
    .execute();

  await scoped(db, 'flow_version')
    .addColumn('flow_id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('execution_role_arn', 'text', (column) => column.notNull())
    .addColumn('customer_encryption_key_arn', 'text')
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_version_key', ['account_id', 'region', 'flow_id', 'version'])
    .addForeignKeyConstraint(
      'flow_version_of_flow',
      ['account_id', 'region', 'flow_id'],
      'flow',
      ['account_id', 'region', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();

  await scoped(db, 'flow_alias')
    .addColumn('flow_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('routing_configuration', 'text', (column) => column.notNull())
    .addColumn('concurrency_configuration', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_alias_key', ['account_id', 'region', 'flow_id', 'id'])
    .addForeignKeyConstraint(
      'flow_alias_of_flow',
      ['account_id', 'region', 'flow_id'],
      'flow',
      ['account_id', 'region', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
}

async function createPromptTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'prompt')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('customer_encryption_key_arn', 'text')
    .addColumn('default_variant', 'text')
    .addColumn('variants', 'text', (column) => column.notNull())
    .addColumn('last_version', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('prompt_key', ['account_id', 'region', 'id', 'version'])
    .execute();
  await db.schema
    .createIndex('prompt_newest')
    .on('prompt')
    .columns(['account_id', 'region', 'version', 'created_at', 'id'])
    .execute();
}

async function createTagTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'tag')
    .addColumn('resource_arn', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tag_key', ['account_id', 'region', 'resource_arn', 'key'])
    .execute();
  await db.schema
    .createIndex('tag_of_resource')
    .on('tag')
    .columns(['account_id', 'region', 'resource'])
    .execute();
}

async function createClientTokenTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'client_token')
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('request_digest', 'text', (column) => column.notNull())
    .addColumn('response', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('checksum', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('client_token_key', ['account_id', 'region', 'operation', 'token'])
    .execute();
  await db.schema.createIndex('client_token_age').on('client_token').column('created_at').execute();
}

/** A table whose rows belong to an account and a region. */
const scoped = <Table extends string>(
  db: Kysely<unknown>,
  table: Table,
): CreateTableBuilder<Table, 'account_id' | 'region'> =>
  db.schema
    .createTable(table)
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull());
