import type { JsonObject } from '@streambed/model';
import type { DocumentStatus } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import type {
  DocumentIdentity,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseDocumentRepository,
} from '../knowledge-base-records.ts';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type {
  DocumentColumns,
  KnowledgeBaseDocumentRow,
  KnowledgeBaseInlineRow,
  ScopeColumns,
  Tables,
} from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session, WriteSession } from '../session.ts';
import type { Page, PageRequest, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { documentColumns, documentKey, throwAway } from './chunk-rows.ts';
import { freeGarbage } from './chunks.ts';
import { healthyRows, pick, scopeColumns } from './columns.ts';
import { scopeOf } from './knowledge-bases.ts';
import type { Queries } from './queries.ts';

export const knowledgeBaseDocumentTable: SealedTable<KnowledgeBaseDocumentRow> = {
  name: 'knowledge_base_document',
  key: documentKey,
  columns: [
    ...documentKey,
    'source_type',
    'uri',
    'status',
    'status_reason',
    'mime_type',
    'content_digest',
    'metadata_digest',
    'source_tag',
    'metadata',
    'generation',
    'chunk_count',
    'draft_generation',
    'draft_digest',
    'created_at',
    'updated_at',
  ],
};

export const knowledgeBaseInlineTable: SealedTable<KnowledgeBaseInlineRow> = {
  name: 'knowledge_base_inline',
  key: documentKey,
  columns: [...documentKey, 'content'],
};

const sourceTypes = ['S3', 'CUSTOM', 'WEB'] as const;
const statuses: readonly DocumentStatus[] = [
  'INDEXED',
  'PARTIALLY_INDEXED',
  'PENDING',
  'FAILED',
  'METADATA_PARTIALLY_INDEXED',
  'METADATA_UPDATE_FAILED',
  'IGNORED',
  'NOT_FOUND',
  'STARTING',
  'IN_PROGRESS',
  'DELETING',
  'DELETE_IN_PROGRESS',
];

const toRow = (scope: Scope, document: KnowledgeBaseDocumentRecord): KnowledgeBaseDocumentRow =>
  seal(knowledgeBaseDocumentTable, {
    ...documentColumns(scope, document),
    source_type: document.sourceType,
    uri: document.uri ?? null,
    status: document.status,
    status_reason: document.statusReason ?? null,
    mime_type: document.mimeType ?? null,
    content_digest: document.contentDigest ?? null,
    metadata_digest: document.metadataDigest ?? null,
    source_tag: document.sourceTag ?? null,
    metadata: JSON.stringify(document.metadata),
    generation: document.generation,
    chunk_count: document.chunkCount,
    draft_generation: document.draft?.generation ?? null,
    draft_digest: document.draft?.digest ?? null,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
  });

/** The record of a row without what was sent with it, or CorruptRowError. */
export function toKnowledgeBaseDocumentRecord(row: KnowledgeBaseDocumentRow): KnowledgeBaseDocumentRecord {
  const cells = new SealedRow(knowledgeBaseDocumentTable, row);
  const uri = cells.optionalText('uri');
  const statusReason = cells.optionalText('status_reason');
  const mimeType = cells.optionalText('mime_type');
  const contentDigest = cells.optionalText('content_digest');
  const metadataDigest = cells.optionalText('metadata_digest');
  const sourceTag = cells.optionalText('source_tag');
  const draftGeneration = cells.optionalInteger('draft_generation');
  return {
    knowledgeBaseId: cells.text('knowledge_base_id'),
    dataSourceId: cells.text('data_source_id'),
    documentId: cells.text('document_id'),
    sourceType: cells.oneOf('source_type', sourceTypes),
    ...(uri !== undefined && { uri }),
    status: cells.oneOf('status', statuses),
    ...(statusReason !== undefined && { statusReason }),
    ...(mimeType !== undefined && { mimeType }),
    ...(contentDigest !== undefined && { contentDigest }),
    ...(metadataDigest !== undefined && { metadataDigest }),
    ...(sourceTag !== undefined && { sourceTag }),
    metadata: cells.json<JsonObject>('metadata', isObject),
    generation: cells.integer('generation'),
    chunkCount: cells.integer('chunk_count'),
    ...(draftGeneration !== undefined && {
      draft: { generation: draftGeneration, digest: cells.text('draft_digest') },
    }),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

/** What was sent with a document, or CorruptRowError. */
export function toInline(row: KnowledgeBaseInlineRow): Uint8Array {
  return new SealedRow(knowledgeBaseInlineTable, row).bytes('content');
}

type OfKnowledgeBase = ScopeColumns & { readonly knowledge_base_id: string };
type OfDataSource = OfKnowledgeBase & { readonly data_source_id: string };

/** Every statement on documents, compiled once. */
export function knowledgeBaseDocumentQueries(db: Kysely<Tables>) {
  const rows = () => db.selectFrom('knowledge_base_document').selectAll();
  const byId = (p: OfDataSource & { readonly limit: number }) =>
    rows()
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id'])))
      .orderBy('document_id')
      .limit(p.limit);
  const count = () =>
    db.selectFrom('knowledge_base_document').select((eb) => eb.fn.countAll<number>().as('count'));
  return {
    get: compileQuery((p: DocumentColumns) => rows().where((eb) => eb.and(pick(p, documentKey)))),
    put: compileQuery((p: KnowledgeBaseDocumentRow) =>
      db
        .insertInto('knowledge_base_document')
        .values(pick(p, [...knowledgeBaseDocumentTable.columns, 'checksum']))
        // Not the key: SQLite would look for what refers to it, which takes it longer than all else.
        .onConflict((conflict) =>
          conflict
            .columns(documentKey)
            .doUpdateSet((eb) =>
              Object.fromEntries(
                [...knowledgeBaseDocumentTable.columns.slice(documentKey.length), 'checksum' as const].map(
                  (column) => [column, eb.ref(`excluded.${column}`)],
                ),
              ),
            ),
        ),
    ),
    delete: compileQuery((p: DocumentColumns) =>
      db.deleteFrom('knowledge_base_document').where((eb) => eb.and(pick(p, documentKey))),
    ),
    inline: compileQuery((p: DocumentColumns) =>
      db
        .selectFrom('knowledge_base_inline')
        .selectAll()
        .where((eb) => eb.and(pick(p, documentKey))),
    ),
    insertInline: compileQuery((p: KnowledgeBaseInlineRow) =>
      db.insertInto('knowledge_base_inline').values(pick(p, [...documentKey, 'content', 'checksum'])),
    ),
    deleteInline: compileQuery((p: DocumentColumns) =>
      db.deleteFrom('knowledge_base_inline').where((eb) => eb.and(pick(p, documentKey))),
    ),
    idsOfDataSource: compileQuery((p: OfDataSource & { readonly limit: number }) =>
      db
        .selectFrom('knowledge_base_document')
        .select(['data_source_id', 'document_id'])
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id'])))
        .limit(p.limit),
    ),
    idsOfKnowledgeBase: compileQuery((p: OfKnowledgeBase & { readonly limit: number }) =>
      db
        .selectFrom('knowledge_base_document')
        .select(['data_source_id', 'document_id'])
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id'])))
        .limit(p.limit),
    ),
    dataSourcesWithStatus: compileQuery((p: { readonly status: string }) =>
      db
        .selectFrom('knowledge_base_document')
        .select(['account_id', 'region', 'knowledge_base_id', 'data_source_id'])
        .distinct()
        .where('status', '=', p.status),
    ),
    dataSource: compileQuery((p: OfDataSource) =>
      db
        .selectFrom('data_source')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id'])))
        .where('id', '=', p.data_source_id),
    ),
    firstPage: compileQuery(byId),
    nextPage: compileQuery((p: OfDataSource & { readonly limit: number; readonly after: string }) =>
      byId(p).where('document_id', '>', p.after),
    ),
    countOfKnowledgeBase: compileQuery((p: OfKnowledgeBase) =>
      count().where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id']))),
    ),
    countOfDataSource: compileQuery((p: OfDataSource) =>
      count().where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id']))),
    ),
    withStatus: compileQuery((p: OfDataSource & { readonly status: string; readonly limit: number }) =>
      rows()
        .where((eb) =>
          eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id', 'status'])),
        )
        .orderBy('updated_at')
        .limit(p.limit),
    ),
  };
}

export class SqlKnowledgeBaseDocumentRepository implements KnowledgeBaseDocumentRepository {
  readonly #queries: Queries['knowledgeBaseDocuments'];
  readonly #chunks: Queries['chunks'];
  readonly #search: Queries['search'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.knowledgeBaseDocuments;
    this.#chunks = queries.chunks;
    this.#search = queries.search;
    this.#session = session;
  }

  async get(scope: Scope, identity: DocumentIdentity): Promise<KnowledgeBaseDocumentRecord | undefined> {
    const key = documentColumns(scope, identity);
    const [row] = await this.#session.all(this.#queries.get, key);
    const document = readOne(this.#session, row, toKnowledgeBaseDocumentRecord);
    if (document === undefined) return undefined;
    const [inlineRow] = await this.#session.all(this.#queries.inline, key);
    const inline = readOne(this.#session, inlineRow, toInline);
    return { ...document, ...(inline !== undefined && { inline }) };
  }

  async put(scope: Scope, document: KnowledgeBaseDocumentRecord): Promise<void> {
    await this.#session.write(async (session) => {
      const key = documentColumns(scope, document);
      const before = await this.#read(session, key);
      if ((await session.all(this.#queries.dataSource, key)).length === 0) {
        throw new StoreError('MissingParent', 'The data source of the document does not exist.');
      }
      await this.#write(session, scope, {
        ...document,
        generation: before?.generation ?? 0,
        chunkCount: before?.chunkCount ?? 0,
        createdAt: before?.createdAt ?? document.createdAt,
      });
    });
  }

  async publish(scope: Scope, document: KnowledgeBaseDocumentRecord): Promise<void> {
    await this.#session.write(async (session) => {
      const key = documentColumns(scope, document);
      const before = await this.#read(session, key);
      if (before === undefined) {
        throw new StoreError('MissingParent', 'The document whose chunks are published does not exist.');
      }
      const generation = { ...key, generation: document.generation };
      await freeGarbage(session, this.#chunks, this.#search, generation);
      const [kept] = await session.all(this.#chunks.countOfGeneration, generation);
      if ((kept?.count ?? 0) !== document.chunkCount || document.generation <= before.generation) {
        throw new StoreError('ChunksMissing', 'The chunks of a document are not all there to be published.');
      }
      await this.#write(session, scope, { ...document, createdAt: before.createdAt });
      if (before.generation > 0) await throwAway(session, this.#chunks, key, [before.generation]);
      session.documentChanged(scope, document);
    });
  }

  async delete(scope: Scope, identity: DocumentIdentity): Promise<boolean> {
    return this.#session.write((session) => this.#delete(session, scope, identity));
  }

  async #delete(session: WriteSession, scope: Scope, identity: DocumentIdentity): Promise<boolean> {
    const key = documentColumns(scope, identity);
    if ((await session.run(this.#queries.delete, key)) === 0) return false;
    const generations = await session.all(this.#chunks.generations, key);
    await throwAway(
      session,
      this.#chunks,
      key,
      generations.map(({ generation }) => generation),
    );
    session.documentChanged(scope, identity);
    return true;
  }

  async deleteSome(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string | undefined,
    limit: number,
  ): Promise<number> {
    return this.#session.write(async (session) => {
      const rows =
        dataSourceId === undefined
          ? await session.all(this.#queries.idsOfKnowledgeBase, {
              ...scopeColumns(scope),
              knowledge_base_id: knowledgeBaseId,
              limit,
            })
          : await session.all(this.#queries.idsOfDataSource, {
              ...ofDataSource(scope, knowledgeBaseId, dataSourceId),
              limit,
            });
      for (const row of rows) {
        await this.#delete(session, scope, {
          knowledgeBaseId,
          dataSourceId: fromColumnText(row.data_source_id),
          documentId: fromColumnText(row.document_id),
        });
      }
      return rows.length;
    });
  }

  async dataSourcesWithStatus(
    wanted: readonly DocumentStatus[],
  ): Promise<readonly (Omit<DocumentIdentity, 'documentId'> & { readonly scope: Scope })[]> {
    const found = new Map<string, Omit<DocumentIdentity, 'documentId'> & { readonly scope: Scope }>();
    for (const status of new Set(wanted)) {
      for (const row of await this.#session.all(this.#queries.dataSourcesWithStatus, { status })) {
        found.set(JSON.stringify(Object.values(row)), {
          knowledgeBaseId: fromColumnText(row.knowledge_base_id),
          dataSourceId: fromColumnText(row.data_source_id),
          scope: scopeOf(row),
        });
      }
    }
    return [...found.values()];
  }

  async list(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    page: PageRequest,
  ): Promise<Page<KnowledgeBaseDocumentRecord>> {
    const params = { ...ofDataSource(scope, knowledgeBaseId, dataSourceId), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, {
            ...params,
            after: parsePageKey<[string]>(page.after, 1)[0],
          });
    return pageOf(this.#session, rows, page.limit, toKnowledgeBaseDocumentRecord, (row) => [row.document_id]);
  }

  async count(scope: Scope, knowledgeBaseId: string, dataSourceId?: string): Promise<number> {
    const [row] =
      dataSourceId === undefined
        ? await this.#session.all(this.#queries.countOfKnowledgeBase, {
            ...scopeColumns(scope),
            knowledge_base_id: knowledgeBaseId,
          })
        : await this.#session.all(
            this.#queries.countOfDataSource,
            ofDataSource(scope, knowledgeBaseId, dataSourceId),
          );
    return row?.count ?? 0;
  }

  async withStatus(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    wanted: readonly DocumentStatus[],
    limit: number,
  ): Promise<readonly KnowledgeBaseDocumentRecord[]> {
    const params = { ...ofDataSource(scope, knowledgeBaseId, dataSourceId), limit };
    const found: KnowledgeBaseDocumentRecord[] = [];
    for (const status of new Set(wanted)) {
      const rows = await this.#session.all(this.#queries.withStatus, { ...params, status });
      found.push(...healthyRows(this.#session, rows, toKnowledgeBaseDocumentRecord));
    }
    return found.toSorted((a, b) => a.updatedAt - b.updatedAt).slice(0, limit);
  }

  async #read(session: WriteSession, key: DocumentColumns): Promise<KnowledgeBaseDocumentRecord | undefined> {
    const [row] = await session.all(this.#queries.get, key);
    return readOne(session, row, toKnowledgeBaseDocumentRecord);
  }

  async #write(session: WriteSession, scope: Scope, document: KnowledgeBaseDocumentRecord): Promise<void> {
    const key = documentColumns(scope, document);
    await session.run(this.#queries.put, toRow(scope, document));
    await session.run(this.#queries.deleteInline, key);
    if (document.inline === undefined) return;
    const row = seal(knowledgeBaseInlineTable, { ...key, content: document.inline });
    await session.run(this.#queries.insertInline, row);
  }
}

const ofDataSource = (scope: Scope, knowledgeBaseId: string, dataSourceId: string): OfDataSource => ({
  ...scopeColumns(scope),
  knowledge_base_id: knowledgeBaseId,
  data_source_id: dataSourceId,
});
