import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';

/**
 * Kysely on a connection of node:sqlite, for migrations and for compiling queries. Kysely's own dialect expects the
 * shape of another driver, so statements are dressed as that. `destroy()` leaves the connection open.
 */
export function kyselyOn<Schema>(connection: DatabaseSync): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new SqliteDialect({
      database: {
        close() {},
        prepare(sql) {
          const statement = connection.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
            run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
            iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
          };
        },
      },
    }),
  });
}
