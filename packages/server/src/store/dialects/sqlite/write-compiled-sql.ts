import { writeFileSync } from 'node:fs';
import { compileSqliteMigrations, compileSqliteQueries } from './compile-sql.ts';

/* node packages/server/src/store/dialects/sqlite/write-compiled-sql.ts, then format; see compile-sql.ts. */
const text = `import type { CompiledMigration } from '../../migrations/migration.ts';
import type { Queries } from '../../repositories/index.ts';

/* Written by write-compiled-sql.ts; never edited by hand. */

export const queries: Queries = ${JSON.stringify(compileSqliteQueries())};

export const migrations: readonly CompiledMigration[] = ${JSON.stringify(await compileSqliteMigrations())};
`;
writeFileSync(new URL('./compiled-sql.ts', import.meta.url), text);
