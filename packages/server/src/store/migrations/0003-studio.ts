import type { Migration } from './migration.ts';

/** What the studio keeps: who is signed in, and what lies beside a flow's definition. */
export const studio: Migration = {
  number: 3,
  name: 'studio',
  async up(db) {
    await db.schema
      .createTable('studio_session')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('token_digest', 'text', (column) => column.notNull())
      .addColumn('principal_arn', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('checksum', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('studio_session_key', ['account_id', 'region', 'id'])
      .execute();
    await db.schema
      .createTable('studio_document')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('flow_id', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('checksum', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('studio_document_key', ['account_id', 'region', 'flow_id'])
      .addForeignKeyConstraint(
        'studio_document_of_flow',
        ['account_id', 'region', 'flow_id'],
        'flow',
        ['account_id', 'region', 'id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
  },
};
