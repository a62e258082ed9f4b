import type {
  DataDeletionPolicy,
  DataSourceConfiguration,
  DataSourceStatus,
  ServerSideEncryptionConfiguration,
  VectorIngestionConfiguration,
} from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import type { DataSourceRecord, DataSourceRepository } from '../knowledge-base-records.ts';
import { pageOf, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { DataSourceRow, ScopeColumns, Tables } from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Page, PageRequest, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { healthyRows, jsonOrNull, pick, scopeColumns } from './columns.ts';
import { type AfterNewest, afterNewest } from './flows.ts';
import { isListOfTexts, isTyped, scopeOf } from './knowledge-bases.ts';
import type { Queries } from './queries.ts';

export const dataSourceTable: SealedTable<DataSourceRow> = {
  name: 'data_source',
  key: ['account_id', 'region', 'knowledge_base_id', 'id'],
  columns: [
    'account_id',
    'region',
    'knowledge_base_id',
    'id',
    'name',
    'description',
    'configuration',
    'vector_ingestion_configuration',
    'encryption_configuration',
    'data_deletion_policy',
    'status',
    'failure_reasons',
    'created_at',
    'updated_at',
  ],
};

const statuses: readonly DataSourceStatus[] = [
  'AVAILABLE',
  'DELETING',
  'DELETE_UNSUCCESSFUL',
  'CREATING',
  'UPDATING',
  'FAILED',
];
const deletionPolicies: readonly DataDeletionPolicy[] = ['RETAIN', 'DELETE'];

const toRow = (scope: Scope, dataSource: DataSourceRecord): DataSourceRow =>
  seal(dataSourceTable, {
    ...scopeColumns(scope),
    knowledge_base_id: dataSource.knowledgeBaseId,
    id: dataSource.id,
    name: dataSource.name,
    description: dataSource.description ?? null,
    configuration: JSON.stringify(dataSource.dataSourceConfiguration),
    vector_ingestion_configuration: jsonOrNull(dataSource.vectorIngestionConfiguration),
    encryption_configuration: jsonOrNull(dataSource.serverSideEncryptionConfiguration),
    data_deletion_policy: dataSource.dataDeletionPolicy,
    status: dataSource.status,
    failure_reasons: JSON.stringify(dataSource.failureReasons),
    created_at: dataSource.createdAt,
    updated_at: dataSource.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toDataSourceRecord(row: DataSourceRow): DataSourceRecord {
  const cells = new SealedRow(dataSourceTable, row);
  const description = cells.optionalText('description');
  const vectorIngestionConfiguration = cells.optionalJson<VectorIngestionConfiguration>(
    'vector_ingestion_configuration',
    isObject,
  );
  const serverSideEncryptionConfiguration = cells.optionalJson<ServerSideEncryptionConfiguration>(
    'encryption_configuration',
    isObject,
  );
  return {
    id: cells.text('id'),
    knowledgeBaseId: cells.text('knowledge_base_id'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    dataSourceConfiguration: cells.json<DataSourceConfiguration>('configuration', isTyped),
    ...(vectorIngestionConfiguration !== undefined && { vectorIngestionConfiguration }),
    ...(serverSideEncryptionConfiguration !== undefined && { serverSideEncryptionConfiguration }),
    dataDeletionPolicy: cells.oneOf('data_deletion_policy', deletionPolicies),
    status: cells.oneOf('status', statuses),
    failureReasons: cells.json<string[]>('failure_reasons', isListOfTexts),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type OfKnowledgeBase = ScopeColumns & { readonly knowledge_base_id: string };
type DataSourceKey = OfKnowledgeBase & { readonly id: string };

/** Every statement on data sources, compiled once. */
export function dataSourceQueries(db: Kysely<Tables>) {
  const rows = () => db.selectFrom('data_source').selectAll();
  const newest = (p: OfKnowledgeBase & { readonly limit: number }) =>
    rows()
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id'])))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: DataSourceKey) =>
      rows().where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'id']))),
    ),
    named: compileQuery((p: OfKnowledgeBase & { readonly name: string }) =>
      db
        .selectFrom('data_source')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'name']))),
    ),
    insert: compileQuery((p: DataSourceRow) =>
      db.insertInto('data_source').values(pick(p, [...dataSourceTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: DataSourceRow) =>
      db
        .updateTable('data_source')
        .set(pick(p, [...dataSourceTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'id', 'created_at']))),
    ),
    delete: compileQuery((p: DataSourceKey) =>
      db
        .deleteFrom('data_source')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'id']))),
    ),
    children: compileQuery((p: OfKnowledgeBase & { readonly data_source_id: string }) =>
      db
        .selectFrom('knowledge_base_document')
        .select('document_id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id'])))
        .limit((eb) => eb.lit(1)),
    ),
    firstPage: compileQuery(newest),
    nextPage: compileQuery((p: OfKnowledgeBase & AfterNewest & { readonly limit: number }) =>
      newest(p).where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id))),
    ),
    count: compileQuery((p: OfKnowledgeBase) =>
      db
        .selectFrom('data_source')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id']))),
    ),
    beingDeleted: compileQuery((_: Record<string, never>) => rows().where('status', '=', 'DELETING')),
  };
}

export class SqlDataSourceRepository implements DataSourceRepository {
  readonly #queries: Queries['dataSources'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.dataSources;
    this.#session = session;
  }

  async get(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
  ): Promise<DataSourceRecord | undefined> {
    const key = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId, id: dataSourceId };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toDataSourceRecord);
  }

  async named(scope: Scope, knowledgeBaseId: string, name: string): Promise<readonly string[]> {
    const params = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId, name };
    return (await this.#session.all(this.#queries.named, params)).map(({ id }) => fromColumnText(id));
  }

  async insert(scope: Scope, dataSource: DataSourceRecord): Promise<void> {
    const row = toRow(scope, dataSource);
    await this.#session.write((session) => session.run(this.#queries.insert, row));
  }

  async update(scope: Scope, dataSource: DataSourceRecord): Promise<boolean> {
    const row = toRow(scope, dataSource);
    return (await this.#session.write((session) => session.run(this.#queries.update, row))) > 0;
  }

  async delete(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    { keepsDocuments = false }: { readonly keepsDocuments?: boolean } = {},
  ): Promise<boolean> {
    const parent = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId };
    return this.#session.write(async (session) => {
      if (!keepsDocuments) {
        const children = await session.all(this.#queries.children, {
          ...parent,
          data_source_id: dataSourceId,
        });
        if (children.length > 0) throw new StoreError('ChildrenRemain', 'The data source has documents.');
      }
      // Its ingestion jobs go by the foreign key's cascade.
      return (await session.run(this.#queries.delete, { ...parent, id: dataSourceId })) > 0;
    });
  }

  async list(scope: Scope, knowledgeBaseId: string, page: PageRequest): Promise<Page<DataSourceRecord>> {
    const params = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, toDataSourceRecord, (row) => [row.created_at, row.id]);
  }

  async count(scope: Scope, knowledgeBaseId: string): Promise<number> {
    const params = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId };
    const [row] = await this.#session.all(this.#queries.count, params);
    return row?.count ?? 0;
  }

  async beingDeleted(): Promise<readonly (DataSourceRecord & { readonly scope: Scope })[]> {
    const rows = await this.#session.all(this.#queries.beingDeleted, {});
    return healthyRows(this.#session, rows, (row) => ({ ...toDataSourceRecord(row), scope: scopeOf(row) }));
  }
}
