import type { DatabaseSync } from 'node:sqlite';
import type { CompiledMigration } from '../../migrations/migration.ts';
import { StoreError } from '../../store-error.ts';
import { migrations } from './compiled-sql.ts';

/** The number of the last step that a database has taken; 0 for an empty one. Only reads. */
export function schemaNumber(database: DatabaseSync): number {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'").get();
  if (table === undefined) return 0;
  return Number(database.prepare('SELECT max(number) AS number FROM schema_migration').get()?.number ?? 0);
}

/**
 * Refuses a database that a newer program has migrated. `place` names it in the message.
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

/** Brings a database to the last step: all of the missing ones or none. `now` is wall time in ms since the epoch. */
export function migrate(database: DatabaseSync, now: number, steps = migrations): void {
  const from = schemaNumber(database);
  const missing = steps.filter(({ number }) => number > from);
  if (missing.length === 0) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS schema_migration (number bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)',
    );
    for (const step of missing) applyStep(database, step, now);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function applyStep(
  database: DatabaseSync,
  { number, name, statements }: CompiledMigration,
  now: number,
): void {
  for (const statement of statements) database.exec(statement);
  database
    .prepare('INSERT INTO schema_migration (number, name, applied_at) VALUES (?, ?, ?)')
    .run(number, name, now);
}
