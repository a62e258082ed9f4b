import type { Kysely } from 'kysely';
import { readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { ClientTokenRow, ScopeColumns, Tables } from '../schema.ts';
import { SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { ClientTokenRecord, ClientTokenRepository, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';

/** For how long a client token stands for the request that it came with: 24 hours, in ms. */
export const CLIENT_TOKEN_LIFETIME = 24 * 60 * 60 * 1000;

export const clientTokenTable: SealedTable<ClientTokenRow> = {
  name: 'client_token',
  key: ['account_id', 'region', 'operation', 'token'],
  columns: ['account_id', 'region', 'operation', 'token', 'request_digest', 'response', 'created_at'],
};

const toRow = (scope: Scope, record: ClientTokenRecord): ClientTokenRow =>
  seal(clientTokenTable, {
    ...scopeColumns(scope),
    operation: record.operation,
    token: record.token,
    request_digest: record.requestDigest,
    response: record.response,
    created_at: record.createdAt,
  });

/** The record of a row, or CorruptRowError. */
export function toClientTokenRecord(row: ClientTokenRow): ClientTokenRecord {
  const cells = new SealedRow(clientTokenTable, row);
  return {
    operation: cells.text('operation'),
    token: cells.text('token'),
    requestDigest: cells.text('request_digest'),
    response: cells.text('response'),
    createdAt: cells.integer('created_at'),
  };
}

type TokenKey = ScopeColumns & { readonly operation: string; readonly token: string };

/** Every statement on client tokens, compiled once. */
export function clientTokenQueries(db: Kysely<Tables>) {
  return {
    get: compileQuery((p: TokenKey & { readonly not_before: number }) =>
      db
        .selectFrom('client_token')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'operation', 'token'])))
        .where('created_at', '>=', p.not_before),
    ),
    insert: compileQuery((p: ClientTokenRow & { readonly expired: number }) =>
      db
        .insertInto('client_token')
        .values(pick(p, [...clientTokenTable.columns, 'checksum']))
        .onConflict((conflict) =>
          conflict
            .columns(['account_id', 'region', 'operation', 'token'])
            .doUpdateSet(pick(p, ['request_digest', 'response', 'created_at', 'checksum']))
            .where('client_token.created_at', '<', p.expired),
        ),
    ),
    deleteOlderThan: compileQuery((p: { readonly time: number }) =>
      db.deleteFrom('client_token').where('created_at', '<', p.time),
    ),
  };
}

export class SqlClientTokenRepository implements ClientTokenRepository {
  readonly #queries: Queries['clientTokens'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.clientTokens;
    this.#session = session;
  }

  async get(
    scope: Scope,
    operation: string,
    token: string,
    notBefore: number,
  ): Promise<ClientTokenRecord | undefined> {
    const key = { ...scopeColumns(scope), operation, token, not_before: notBefore };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toClientTokenRecord);
  }

  async insert(scope: Scope, record: ClientTokenRecord): Promise<void> {
    await this.#session.write(async (session) => {
      const expired = record.createdAt - CLIENT_TOKEN_LIFETIME;
      const changed = await session.run(this.#queries.insert, { ...toRow(scope, record), expired });
      if (changed === 0) {
        throw new StoreError('DuplicateRow', 'An answer is stored for this client token already.');
      }
    });
  }

  async deleteOlderThan(time: number): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.deleteOlderThan, { time }));
  }
}
