import type { FlowDefinition, FlowStatus, FlowValidation } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { FlowAliasRow, FlowRow, ScopeColumns, Tables } from '../schema.ts';
import { isDefinition, isListOfObjects, isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { FlowRecord, FlowRepository, Page, PageRequest, PreparedDraft, Scope } from '../store.ts';
import { jsonOrNull, pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';
import { flowAliasResource } from './tags.ts';

export const flowTable: SealedTable<FlowRow> = {
  name: 'flow',
  key: ['account_id', 'region', 'id'],
  columns: [
    'account_id',
    'region',
    'id',
    'name',
    'description',
    'execution_role_arn',
    'customer_encryption_key_arn',
    'definition',
    'status',
    'validations',
    'prepared',
    'last_version',
    'created_at',
    'updated_at',
  ],
};

export const flowStatuses: readonly FlowStatus[] = ['NotPrepared', 'Preparing', 'Prepared', 'Failed'];

const toRow = (scope: Scope, flow: FlowRecord): FlowRow =>
  seal(flowTable, {
    ...scopeColumns(scope),
    id: flow.id,
    name: flow.name,
    description: flow.description ?? null,
    execution_role_arn: flow.executionRoleArn,
    customer_encryption_key_arn: flow.customerEncryptionKeyArn ?? null,
    definition: jsonOrNull(flow.definition),
    status: flow.status,
    validations: JSON.stringify(flow.validations),
    prepared: jsonOrNull(flow.prepared),
    last_version: flow.lastVersion,
    created_at: flow.createdAt,
    updated_at: flow.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toFlowRecord(row: FlowRow): FlowRecord {
  const cells = new SealedRow(flowTable, row);
  const description = cells.optionalText('description');
  const customerEncryptionKeyArn = cells.optionalText('customer_encryption_key_arn');
  const definition = cells.optionalJson<FlowDefinition>('definition', isDefinition);
  const prepared = cells.optionalJson<PreparedDraft>(
    'prepared',
    (draft) =>
      isObject(draft) &&
      isDefinition(draft.definition) &&
      typeof draft.executionRoleArn === 'string' &&
      typeof draft.preparedAt === 'number',
  );
  return {
    id: cells.text('id'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    executionRoleArn: cells.text('execution_role_arn'),
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    ...(definition !== undefined && { definition }),
    status: cells.oneOf('status', flowStatuses),
    validations: cells.json<FlowValidation[]>('validations', isListOfObjects),
    ...(prepared !== undefined && { prepared }),
    lastVersion: cells.integer('last_version'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type FlowKey = ScopeColumns & { readonly id: string };

/** Every statement on flows, compiled once. */
export function flowQueries(db: Kysely<Tables>) {
  const newest = (p: ScopeColumns & { readonly limit: number }) =>
    db
      .selectFrom('flow')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: FlowKey) =>
      db
        .selectFrom('flow')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    insert: compileQuery((p: FlowRow) =>
      db.insertInto('flow').values(pick(p, [...flowTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: FlowRow) =>
      db
        .updateTable('flow')
        .set(pick(p, [...flowTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'created_at']))),
    ),
    delete: compileQuery((p: FlowKey) =>
      db.deleteFrom('flow').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    aliasIds: compileQuery((p: Pick<FlowAliasRow, 'account_id' | 'region' | 'flow_id'>) =>
      db
        .selectFrom('flow_alias')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id']))),
    ),
    firstPage: compileQuery(newest),
    nextPage: compileQuery((p: ScopeColumns & AfterNewest & { readonly limit: number }) =>
      newest(p).where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id))),
    ),
    count: compileQuery((p: ScopeColumns) =>
      db
        .selectFrom('flow')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region']))),
    ),
  };
}

export class SqlFlowRepository implements FlowRepository {
  readonly #queries: Queries['flows'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.flows;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async get(scope: Scope, flowId: string): Promise<FlowRecord | undefined> {
    const [row] = await this.#session.all(this.#queries.get, { ...scopeColumns(scope), id: flowId });
    return readOne(this.#session, row, toFlowRecord);
  }

  async insert(scope: Scope, flow: FlowRecord): Promise<void> {
    await this.#session.write(async (session) => {
      await session.run(this.#queries.insert, toRow(scope, flow));
      session.flowChanged(scope, flow.id);
    });
  }

  async update(scope: Scope, flow: FlowRecord): Promise<boolean> {
    return this.#session.write(async (session) => {
      const changed = await session.run(this.#queries.update, toRow(scope, flow));
      if (changed > 0) session.flowChanged(scope, flow.id);
      return changed > 0;
    });
  }

  async delete(scope: Scope, flowId: string): Promise<boolean> {
    return this.#session.write(async (session) => {
      const columns = scopeColumns(scope);
      const aliases = await session.all(this.#queries.aliasIds, { ...columns, flow_id: flowId });
      // Versions and aliases go by the foreign key's cascade.
      const deleted = await session.run(this.#queries.delete, { ...columns, id: flowId });
      if (deleted === 0) return false;
      const aliasResources = aliases.map(({ id }) => flowAliasResource(flowId, fromColumnText(id)));
      for (const resource of [`flow/${flowId}`, ...aliasResources]) {
        await session.run(this.#deleteTags, { ...columns, resource });
      }
      session.flowChanged(scope, flowId);
      return true;
    });
  }

  async list(scope: Scope, page: PageRequest): Promise<Page<FlowRecord>> {
    const params = { ...scopeColumns(scope), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, toFlowRecord, (row) => [row.created_at, row.id]);
  }

  async count(scope: Scope): Promise<number> {
    const [row] = await this.#session.all(this.#queries.count, scopeColumns(scope));
    return row?.count ?? 0;
  }
}

/** The place after which a list of newest rows goes on. */
export interface AfterNewest {
  readonly after_time: number;
  readonly after_id: string;
}

export function afterNewest(key: string): AfterNewest {
  const [after_time, after_id] = parsePageKey<[number, string]>(key, 2);
  return { after_time, after_id };
}
