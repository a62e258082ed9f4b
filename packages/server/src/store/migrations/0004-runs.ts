import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from './migration.ts';

/** What happened in executions: a row per run, and of some what they were given and what each node did. */
export const runs: Migration = {
  number: 4,
  name: 'runs',
  async up(db) {
    await createRunTable(db);
    await createMaterialTable(db);
    await createEventTable(db);
  },
};

const required = (column: ColumnDefinitionBuilder) => column.notNull();

async function createRunTable(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'run')
    .addColumn('id', 'text', required)
    .addColumn('flow_id', 'text', required)
    .addColumn('flow_alias_id', 'text')
    .addColumn('flow_version', 'text')
    .addColumn('kind', 'text', required)
    .addColumn('mode', 'text', required)
    .addColumn('node', 'text')
    .addColumn('parent_run_id', 'text')
    .addColumn('status', 'text', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('duration_us', 'bigint')
    .addColumn('node_runs', 'bigint', required)
    .addColumn('iterations', 'bigint')
    .addColumn('input_tokens', 'bigint')
    .addColumn('output_tokens', 'bigint')
    .addColumn('nano_usd', 'bigint')
    .addColumn('has_unpriced_calls', 'bigint', required)
    .addColumn('fault', 'text')
    .addColumn('error_kind', 'text')
    .addColumn('error_node', 'text')
    .addColumn('reason', 'text')
    .addColumn('principal_arn', 'text')
    .addColumn('recording', 'text', required)
    .addColumn('execution_id', 'text')
    .addColumn('pin_count', 'bigint', required)
    .addColumn('event_count', 'bigint', required)
    .addColumn('events_left_out', 'bigint', required)
    .addColumn('stored_size', 'bigint', required)
    .addColumn('checksum', 'bigint', required)
    .addPrimaryKeyConstraint('run_key', ['account_id', 'region', 'id'])
    .execute();
  await db.schema
    .createIndex('run_newest')
    .on('run')
    .columns(['account_id', 'region', 'started_at', 'id'])
    .execute();
  await db.schema
    .createIndex('run_of_flow')
    .on('run')
    .columns(['account_id', 'region', 'flow_id', 'started_at', 'id'])
    .execute();
  await db.schema
    .createIndex('run_with_values')
    .on('run')
    .columns(['account_id', 'region', 'started_at', 'id', 'ended_at', 'stored_size'])
    .where((eb) => eb(eb.ref('stored_size'), '>', eb.lit(0)))
    .execute();
  await db.schema
    .createIndex('run_under_way')
    .on('run')
    .columns(['account_id', 'region', 'id'])
    .where((eb) => eb(eb.ref('ended_at' as never), 'is', eb.lit(null)))
    .execute();
}

async function createMaterialTable(db: Kysely<unknown>): Promise<void> {
  await ofRun(
    scoped(db, 'run_material')
      .addColumn('run_id', 'text', required)
      .addColumn('content', 'text', required)
      .addColumn('checksum', 'bigint', required)
      .addPrimaryKeyConstraint('run_material_key', ['account_id', 'region', 'run_id']),
    'run_material_of_run',
  ).execute();
}

async function createEventTable(db: Kysely<unknown>): Promise<void> {
  await ofRun(
    scoped(db, 'run_events')
      .addColumn('run_id', 'text', required)
      .addColumn('first_number', 'bigint', required)
      .addColumn('last_number', 'bigint', required)
      .addColumn('content', 'text', required)
      .addColumn('checksum', 'bigint', required)
      .addPrimaryKeyConstraint('run_events_key', ['account_id', 'region', 'run_id', 'first_number']),
    'run_events_of_run',
  ).execute();
}

/** A table whose rows belong to an account and a region. */
const scoped = <Table extends string>(
  db: Kysely<unknown>,
  table: Table,
): CreateTableBuilder<Table, 'account_id' | 'region'> =>
  db.schema
    .createTable(table)
    .addColumn('account_id', 'text', required)
    .addColumn('region', 'text', required);

/** Rows that go with their run. */
const ofRun = <Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
  name: string,
): CreateTableBuilder<Table, Column> =>
  table.addForeignKeyConstraint(
    name,
    ['account_id', 'region', 'run_id'] as never,
    'run',
    ['account_id', 'region', 'id'],
    (constraint) => constraint.onDelete('cascade'),
  );
