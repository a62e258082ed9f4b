import {
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { migrations } from '../../migrations/index.ts';
import type { CompiledMigration, Migration } from '../../migrations/migration.ts';
import { compileQueries, type Queries } from '../../repositories/index.ts';
import type { Tables } from '../../schema.ts';
import { searchQueries } from './search-queries.ts';

/*
 * Queries and migrations are written once, with Kysely, for every dialect. Here they become the SQL of SQLite. That is
 * done ahead of time, into compiled-sql.ts: loading Kysely and compiling take some 130 ms, a third of what a start may
 * take, and the outcome never changes. compiled-sql.test.ts sees to it that the two agree.
 */

/** Kysely that compiles for SQLite and hands what would be executed to `execute`. */
function compiler<Schema>(execute: (sql: string) => void): Kysely<Schema> {
  const connection: DatabaseConnection = {
    async executeQuery({ sql, parameters }) {
      if (parameters.length > 0) throw new Error(`A migration binds values: ${sql}`);
      execute(sql);
      return { rows: [] };
    },
    streamQuery() {
      throw new Error('Nothing is read while SQL is compiled.');
    },
  };
  class RecordingDriver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return connection;
    }
  }
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new RecordingDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

export function compileSqliteQueries(): Queries {
  return compileQueries(
    compiler<Tables>(() => {}),
    searchQueries,
  );
}

export async function compileSqliteMigrations(
  steps: readonly Migration[] = migrations,
): Promise<readonly CompiledMigration[]> {
  const compiled: CompiledMigration[] = [];
  for (const { number, name, up, dialects } of steps) {
    const statements: string[] = [];
    await up(compiler((sql) => statements.push(sql)));
    statements.push(...(dialects?.sqlite ?? []));
    compiled.push({ number, name, statements });
  }
  return compiled;
}
