import type { Kysely } from 'kysely';
import { readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { ScopeColumns, StudioSessionRow, Tables } from '../schema.ts';
import { SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Scope, StudioSessionRecord, StudioSessionRepository } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';

export const studioSessionTable: SealedTable<StudioSessionRow> = {
  name: 'studio_session',
  key: ['account_id', 'region', 'id'],
  columns: ['account_id', 'region', 'id', 'token_digest', 'principal_arn', 'created_at', 'expires_at'],
};

const toRow = (scope: Scope, session: StudioSessionRecord): StudioSessionRow =>
  seal(studioSessionTable, {
    ...scopeColumns(scope),
    id: session.id,
    token_digest: session.tokenDigest,
    principal_arn: session.principalArn,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  });

/** The record of a row and whose it is, or CorruptRowError. */
export function toStudioSession(row: StudioSessionRow): StudioSessionRecord & { readonly scope: Scope } {
  const cells = new SealedRow(studioSessionTable, row);
  return {
    scope: { accountId: cells.text('account_id'), region: cells.text('region') },
    id: cells.text('id'),
    tokenDigest: cells.text('token_digest'),
    principalArn: cells.text('principal_arn'),
    createdAt: cells.integer('created_at'),
    expiresAt: cells.integer('expires_at'),
  };
}

/** Every statement on studio sessions, compiled once. */
export function studioSessionQueries(db: Kysely<Tables>) {
  return {
    livingAt: compileQuery((p: { readonly time: number }) =>
      db.selectFrom('studio_session').selectAll().where('expires_at', '>', p.time),
    ),
    insert: compileQuery((p: StudioSessionRow) =>
      db.insertInto('studio_session').values(pick(p, [...studioSessionTable.columns, 'checksum'])),
    ),
    delete: compileQuery((p: ScopeColumns & { readonly id: string }) =>
      db.deleteFrom('studio_session').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    deleteExpired: compileQuery((p: { readonly time: number }) =>
      db.deleteFrom('studio_session').where('expires_at', '<=', p.time),
    ),
  };
}

export class SqlStudioSessionRepository implements StudioSessionRepository {
  readonly #queries: Queries['studioSessions'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.studioSessions;
    this.#session = session;
  }

  async listLiving(time: number): Promise<readonly (StudioSessionRecord & { readonly scope: Scope })[]> {
    const rows = await this.#session.all(this.#queries.livingAt, { time });
    const sessions: (StudioSessionRecord & { readonly scope: Scope })[] = [];
    for (const row of rows) {
      try {
        const session = readOne(this.#session, row, toStudioSession);
        if (session !== undefined) sessions.push(session);
      } catch (error) {
        // It was reported. Whoever held it signs in again.
        if (!(error instanceof StoreError && error.code === 'CorruptRow')) throw error;
      }
    }
    return sessions;
  }

  async insert(scope: Scope, session: StudioSessionRecord): Promise<void> {
    await this.#session.write((inside) => inside.run(this.#queries.insert, toRow(scope, session)));
  }

  async delete(scope: Scope, sessionId: string): Promise<boolean> {
    const key = { ...scopeColumns(scope), id: sessionId };
    return this.#session.write(async (inside) => (await inside.run(this.#queries.delete, key)) > 0);
  }

  async deleteExpired(time: number): Promise<void> {
    await this.#session.write((inside) => inside.run(this.#queries.deleteExpired, { time }));
  }
}
