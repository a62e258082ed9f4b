import type { Migration } from './migration.ts';

/** Guardrails: their drafts and versions. */
export const guardrails: Migration = {
  number: 2,
  name: 'guardrails',
  async up(db) {
    await db.schema
      .createTable('guardrail')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('description', 'text')
      .addColumn('policies', 'text', (column) => column.notNull())
      .addColumn('blocked_input_messaging', 'text', (column) => column.notNull())
      .addColumn('blocked_outputs_messaging', 'text', (column) => column.notNull())
      .addColumn('kms_key_arn', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('last_version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('checksum', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('guardrail_key', ['account_id', 'region', 'id', 'version'])
      .execute();
    await db.schema
      .createIndex('guardrail_newest')
      .on('guardrail')
      .columns(['account_id', 'region', 'version', 'created_at', 'id'])
      .execute();
    await db.schema
      .createIndex('guardrail_named')
      .on('guardrail')
      .columns(['account_id', 'region', 'version', 'name'])
      .execute();
  },
};
