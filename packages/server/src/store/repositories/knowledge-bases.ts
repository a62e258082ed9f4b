import type { JsonValue } from '@streambed/model';
import type {
  KnowledgeBaseConfiguration,
  KnowledgeBaseStatus,
  StorageConfiguration,
} from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import type { KnowledgeBaseRecord, KnowledgeBaseRepository } from '../knowledge-base-records.ts';
import { pageOf, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { KnowledgeBaseRow, ScopeColumns, Tables } from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Page, PageRequest, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { healthyRows, jsonOrNull, pick, scopeColumns } from './columns.ts';
import { type AfterNewest, afterNewest } from './flows.ts';
import type { Queries } from './queries.ts';

export const knowledgeBaseTable: SealedTable<KnowledgeBaseRow> = {
  name: 'knowledge_base',
  key: ['account_id', 'region', 'id'],
  columns: [
    'account_id',
    'region',
    'id',
    'name',
    'description',
    'role_arn',
    'configuration',
    'storage_configuration',
    'status',
    'failure_reasons',
    'dimensions',
    'created_at',
    'updated_at',
  ],
};

const statuses: readonly KnowledgeBaseStatus[] = [
  'CREATING',
  'ACTIVE',
  'DELETING',
  'UPDATING',
  'FAILED',
  'DELETE_UNSUCCESSFUL',
  'UPDATE_UNSUCCESSFUL',
];

const toRow = (scope: Scope, knowledgeBase: KnowledgeBaseRecord): KnowledgeBaseRow =>
  seal(knowledgeBaseTable, {
    ...scopeColumns(scope),
    id: knowledgeBase.id,
    name: knowledgeBase.name,
    description: knowledgeBase.description ?? null,
    role_arn: knowledgeBase.roleArn,
    configuration: JSON.stringify(knowledgeBase.knowledgeBaseConfiguration),
    storage_configuration: jsonOrNull(knowledgeBase.storageConfiguration),
    status: knowledgeBase.status,
    failure_reasons: JSON.stringify(knowledgeBase.failureReasons),
    dimensions: knowledgeBase.dimensions ?? null,
    created_at: knowledgeBase.createdAt,
    updated_at: knowledgeBase.updatedAt,
  });

/** An object that says what type it is of: configurations, as far as other rooms rely on them without looking. */
export const isTyped = (value: JsonValue): boolean => isObject(value) && typeof value.type === 'string';

/** A list of texts. */
export const isListOfTexts = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The record of a row, or CorruptRowError. */
export function toKnowledgeBaseRecord(row: KnowledgeBaseRow): KnowledgeBaseRecord {
  const cells = new SealedRow(knowledgeBaseTable, row);
  const description = cells.optionalText('description');
  const storageConfiguration = cells.optionalJson<StorageConfiguration>('storage_configuration', isTyped);
  const dimensions = cells.optionalInteger('dimensions');
  return {
    id: cells.text('id'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    roleArn: cells.text('role_arn'),
    knowledgeBaseConfiguration: cells.json<KnowledgeBaseConfiguration>('configuration', isTyped),
    ...(storageConfiguration !== undefined && { storageConfiguration }),
    status: cells.oneOf('status', statuses),
    failureReasons: cells.json<string[]>('failure_reasons', isListOfTexts),
    ...(dimensions !== undefined && { dimensions }),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type KnowledgeBaseKey = ScopeColumns & { readonly id: string };

/** Every statement on knowledge bases, compiled once. */
export function knowledgeBaseQueries(db: Kysely<Tables>) {
  const rows = () => db.selectFrom('knowledge_base').selectAll();
  const newest = (p: ScopeColumns & { readonly limit: number }) =>
    rows()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: KnowledgeBaseKey) =>
      rows().where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    named: compileQuery((p: ScopeColumns & { readonly name: string }) =>
      db
        .selectFrom('knowledge_base')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'name']))),
    ),
    insert: compileQuery((p: KnowledgeBaseRow) =>
      db.insertInto('knowledge_base').values(pick(p, [...knowledgeBaseTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: KnowledgeBaseRow) =>
      db
        .updateTable('knowledge_base')
        .set(pick(p, [...knowledgeBaseTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'created_at']))),
    ),
    delete: compileQuery((p: KnowledgeBaseKey) =>
      db.deleteFrom('knowledge_base').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    children: compileQuery((p: ScopeColumns & { readonly knowledge_base_id: string }) =>
      db
        .selectFrom('data_source')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id'])))
        .unionAll(
          db
            .selectFrom('knowledge_base_document')
            .select('document_id as id')
            .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id']))),
        )
        .limit((eb) => eb.lit(1)),
    ),
    firstPage: compileQuery(newest),
    nextPage: compileQuery((p: ScopeColumns & AfterNewest & { readonly limit: number }) =>
      newest(p).where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id))),
    ),
    count: compileQuery((p: ScopeColumns) =>
      db
        .selectFrom('knowledge_base')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region']))),
    ),
    beingDeleted: compileQuery((_: Record<string, never>) => rows().where('status', '=', 'DELETING')),
  };
}

export class SqlKnowledgeBaseRepository implements KnowledgeBaseRepository {
  readonly #queries: Queries['knowledgeBases'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.knowledgeBases;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async get(scope: Scope, knowledgeBaseId: string): Promise<KnowledgeBaseRecord | undefined> {
    const [row] = await this.#session.all(this.#queries.get, { ...scopeColumns(scope), id: knowledgeBaseId });
    return readOne(this.#session, row, toKnowledgeBaseRecord);
  }

  async named(scope: Scope, name: string): Promise<readonly string[]> {
    const rows = await this.#session.all(this.#queries.named, { ...scopeColumns(scope), name });
    return rows.map(({ id }) => fromColumnText(id));
  }

  async insert(scope: Scope, knowledgeBase: KnowledgeBaseRecord): Promise<void> {
    const row = toRow(scope, knowledgeBase);
    await this.#session.write((session) => session.run(this.#queries.insert, row));
  }

  async update(scope: Scope, knowledgeBase: KnowledgeBaseRecord): Promise<boolean> {
    const row = toRow(scope, knowledgeBase);
    return (await this.#session.write((session) => session.run(this.#queries.update, row))) > 0;
  }

  async delete(scope: Scope, knowledgeBaseId: string): Promise<boolean> {
    return this.#session.write(async (session) => {
      const columns = scopeColumns(scope);
      const parent = { ...columns, knowledge_base_id: knowledgeBaseId };
      const children = await session.all(this.#queries.children, parent);
      if (children.length > 0) {
        throw new StoreError('ChildrenRemain', 'The knowledge base has data sources or documents.');
      }
      const deleted = await session.run(this.#queries.delete, { ...columns, id: knowledgeBaseId });
      if (deleted === 0) return false;
      await session.run(this.#deleteTags, { ...columns, resource: `knowledge-base/${knowledgeBaseId}` });
      return true;
    });
  }

  async list(scope: Scope, page: PageRequest): Promise<Page<KnowledgeBaseRecord>> {
    const params = { ...scopeColumns(scope), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, toKnowledgeBaseRecord, (row) => [row.created_at, row.id]);
  }

  async count(scope: Scope): Promise<number> {
    const [row] = await this.#session.all(this.#queries.count, scopeColumns(scope));
    return row?.count ?? 0;
  }

  async beingDeleted(): Promise<readonly (KnowledgeBaseRecord & { readonly scope: Scope })[]> {
    const rows = await this.#session.all(this.#queries.beingDeleted, {});
    return healthyRows(this.#session, rows, (row) => ({
      ...toKnowledgeBaseRecord(row),
      scope: scopeOf(row),
    }));
  }
}

/** Whose row it is; only of a row that its reader believed. */
export const scopeOf = (row: ScopeColumns): Scope => ({
  accountId: fromColumnText(row.account_id),
  region: fromColumnText(row.region),
});
