import type { Kysely } from 'kysely';

/**
 * One step of the schema, written once and never edited after a release: folders that took it are out there.
 * It uses only what SQLite and PostgreSQL share.
 */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly number: number;
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
}

/** A step as the statements of one dialect. */
export interface CompiledMigration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}
