import type { Kysely } from 'kysely';

/**
 * One step of the schema, written once and never edited after a release: folders that took it are out there.
 * `up` uses only what SQLite and PostgreSQL share; what they do not stands in `dialects`.
 */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly number: number;
  readonly name: string;
  up(db: Kysely<unknown>): Promise<void>;
  /** Statements of one dialect, run after `up`. */
  readonly dialects?: { readonly sqlite: readonly string[] };
}

/** A step as the statements of one dialect. */
export interface CompiledMigration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}
