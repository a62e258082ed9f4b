import { expect, test } from 'vitest';
import { compileSqliteMigrations, compileSqliteQueries } from './compile-sql.ts';
import { migrations, queries } from './compiled-sql.ts';

const advice = 'run: node packages/server/src/store/dialects/sqlite/write-compiled-sql.ts';

test('the SQL that was compiled ahead is what the repositories and migrations say', async () => {
  expect(queries, advice).toEqual(compileSqliteQueries());
  expect(migrations, advice).toEqual(await compileSqliteMigrations());
});
