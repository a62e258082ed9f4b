import type { JsonValue } from '@streambed/model';
import type { Kysely } from 'kysely';
import { readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { ScopeColumns, StudioDocumentRow, Tables } from '../schema.ts';
import { SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Scope, StudioDocumentRecord, StudioDocumentRepository } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';

export const studioDocumentTable: SealedTable<StudioDocumentRow> = {
  name: 'studio_document',
  key: ['account_id', 'region', 'flow_id'],
  columns: ['account_id', 'region', 'flow_id', 'content', 'revision', 'updated_at'],
};

const toRow = (scope: Scope, document: StudioDocumentRecord): StudioDocumentRow =>
  seal(studioDocumentTable, {
    ...scopeColumns(scope),
    flow_id: document.flowId,
    content: JSON.stringify(document.content),
    revision: document.revision,
    updated_at: document.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toStudioDocument(row: StudioDocumentRow): StudioDocumentRecord {
  const cells = new SealedRow(studioDocumentTable, row);
  return {
    flowId: cells.text('flow_id'),
    // The studio's own, and read by nobody here.
    content: cells.json<JsonValue>('content', () => true),
    revision: cells.integer('revision'),
    updatedAt: cells.integer('updated_at'),
  };
}

type FlowColumns = ScopeColumns & { readonly flow_id: string };

/** Every statement on studio documents, compiled once. */
export function studioDocumentQueries(db: Kysely<Tables>) {
  return {
    get: compileQuery((p: FlowColumns) =>
      db
        .selectFrom('studio_document')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id']))),
    ),
    put: compileQuery((p: StudioDocumentRow) =>
      db
        .insertInto('studio_document')
        .values(pick(p, [...studioDocumentTable.columns, 'checksum']))
        .onConflict((conflict) =>
          conflict
            .columns(['account_id', 'region', 'flow_id'])
            .doUpdateSet(pick(p, ['content', 'revision', 'updated_at', 'checksum'])),
        ),
    ),
  };
}

export class SqlStudioDocumentRepository implements StudioDocumentRepository {
  readonly #queries: Queries['studioDocuments'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.studioDocuments;
    this.#session = session;
  }

  async get(scope: Scope, flowId: string): Promise<StudioDocumentRecord | undefined> {
    const [row] = await this.#session.all(this.#queries.get, { ...scopeColumns(scope), flow_id: flowId });
    return readOne(this.#session, row, toStudioDocument);
  }

  async put(scope: Scope, document: StudioDocumentRecord): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.put, toRow(scope, document)));
  }
}
