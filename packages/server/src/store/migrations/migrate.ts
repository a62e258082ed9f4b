import type { Kysely } from 'kysely';
import { StoreError } from '../store-error.ts';
import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import type { Migration } from './migration.ts';

/** All steps of the schema, oldest first. */
export const migrations: readonly Migration[] = [flowsPromptsTagsTokens];

interface MigrationTables {
  readonly schema_migration: {
    readonly number: number;
    readonly name: string;
    /** Wall time, ms since the epoch. */
    readonly applied_at: number;
  };
}

/** The number of the last step that a database has taken; 0 for an empty one. Only reads. */
export async function schemaNumber<Schema>(db: Kysely<Schema>): Promise<number> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'schema_migration')) return 0;
  const row = await (db as unknown as Kysely<MigrationTables>)
    .selectFrom('schema_migration')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst();
  return Number(row?.number ?? 0);
}

/**
 * Refuses a database that a newer program has migrated.
 * @throws StoreError FolderTooNew
 */
export function refuseNewerSchema(found: number, place: string, steps = migrations): void {
  const known = steps.at(-1)?.number ?? 0;
  if (found <= known) return;
  throw new StoreError(
    'FolderTooNew',
    `${place} was written by a newer Streambed (schema ${found}; this program knows up to ${known}). ` +
      'Nothing was changed. Run the newer version, or choose another folder with STREAMBED_DATA.',
  );
}

/** Brings a database to the last step, all in one transaction. `now` is wall time in ms since the epoch. */
export async function migrate<Schema>(
  db: Kysely<Schema>,
  now: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const from = await schemaNumber(db);
  const missing = steps.filter(({ number }) => number > from);
  if (missing.length === 0) return;
  await (db as unknown as Kysely<MigrationTables>).transaction().execute(async (transaction) => {
    await transaction.schema
      .createTable('schema_migration')
      .ifNotExists()
      .addColumn('number', 'bigint', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute();
    for (const step of missing) {
      await step.up(transaction as unknown as Kysely<unknown>);
      await transaction
        .insertInto('schema_migration')
        .values({ number: step.number, name: step.name, applied_at: now })
        .execute();
    }
  });
}
