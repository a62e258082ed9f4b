import type {
  FlowAliasConcurrencyConfiguration,
  FlowAliasRoutingConfigurationListItem,
} from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { FlowAliasRow, ScopeColumns, Tables } from '../schema.ts';
import {
  CorruptRowError,
  isListOfObjects,
  isObject,
  SealedRow,
  type SealedTable,
  seal,
} from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { FlowAliasRecord, FlowAliasRepository, Page, PageRequest, Scope } from '../store.ts';
import { jsonOrNull, pick, scopeColumns } from './columns.ts';
import type { AfterNewest } from './flows.ts';
import type { Queries } from './queries.ts';
import { flowAliasResource } from './tags.ts';

export const flowAliasTable: SealedTable<FlowAliasRow> = {
  name: 'flow_alias',
  key: ['account_id', 'region', 'flow_id', 'id'],
  columns: [
    'account_id',
    'region',
    'flow_id',
    'id',
    'name',
    'description',
    'routing_configuration',
    'concurrency_configuration',
    'created_at',
    'updated_at',
  ],
};

/** The alias that every flow has from its creation; it closes a list whatever its age. */
const TEST_ALIAS_ID = 'TSTALIASID';

const toRow = (scope: Scope, alias: FlowAliasRecord): FlowAliasRow =>
  seal(flowAliasTable, {
    ...scopeColumns(scope),
    flow_id: alias.flowId,
    id: alias.id,
    name: alias.name,
    description: alias.description ?? null,
    routing_configuration: JSON.stringify(alias.routingConfiguration),
    concurrency_configuration: jsonOrNull(alias.concurrencyConfiguration),
    created_at: alias.createdAt,
    updated_at: alias.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toFlowAliasRecord(row: FlowAliasRow): FlowAliasRecord {
  const cells = new SealedRow(flowAliasTable, row);
  const description = cells.optionalText('description');
  const concurrencyConfiguration = cells.optionalJson<FlowAliasConcurrencyConfiguration>(
    'concurrency_configuration',
    (value) => isObject(value) && typeof value.type === 'string',
  );
  return {
    flowId: cells.text('flow_id'),
    id: cells.text('id'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    routingConfiguration: cells.json<FlowAliasRoutingConfigurationListItem[]>(
      'routing_configuration',
      isListOfObjects,
    ),
    ...(concurrencyConfiguration !== undefined && { concurrencyConfiguration }),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type FlowColumns = ScopeColumns & { readonly flow_id: string };
type AliasKey = FlowColumns & { readonly id: string };
type PageColumns = FlowColumns & { readonly limit: number };

interface AfterAlias extends AfterNewest {
  readonly after_rank: number;
}

/** Every statement on flow aliases, compiled once. */
export function flowAliasQueries(db: Kysely<Tables>) {
  const ofFlow = (p: FlowColumns) =>
    db
      .selectFrom('flow_alias')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id'])));
  const newest = (p: PageColumns) =>
    ofFlow(p)
      .select((eb) => eb.case().when('id', '=', TEST_ALIAS_ID).then(0).else(1).end().as('rank'))
      .orderBy('rank', 'desc')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: AliasKey) => ofFlow(p).where('id', '=', p.id)),
    insert: compileQuery((p: FlowAliasRow) =>
      db.insertInto('flow_alias').values(pick(p, [...flowAliasTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: FlowAliasRow) =>
      db
        .updateTable('flow_alias')
        .set(pick(p, [...flowAliasTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id', 'id', 'created_at']))),
    ),
    delete: compileQuery((p: AliasKey) =>
      db.deleteFrom('flow_alias').where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id', 'id']))),
    ),
    all: compileQuery(ofFlow),
    firstPage: compileQuery(newest),
    nextPage: compileQuery((p: PageColumns & AfterAlias) =>
      newest(p).where((eb) =>
        eb(
          eb.tuple(
            eb.case().when('id', '=', TEST_ALIAS_ID).then(0).else(1).end(),
            eb.ref('created_at'),
            eb.ref('id'),
          ),
          '<',
          eb.tuple(p.after_rank, p.after_time, p.after_id),
        ),
      ),
    ),
    count: compileQuery((p: FlowColumns) =>
      db
        .selectFrom('flow_alias')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id']))),
    ),
  };
}

export class SqlFlowAliasRepository implements FlowAliasRepository {
  readonly #queries: Queries['flowAliases'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.flowAliases;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async get(scope: Scope, flowId: string, aliasId: string): Promise<FlowAliasRecord | undefined> {
    const key = { ...scopeColumns(scope), flow_id: flowId, id: aliasId };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toFlowAliasRecord);
  }

  async insert(scope: Scope, alias: FlowAliasRecord): Promise<void> {
    await this.#session.write(async (session) => {
      await session.run(this.#queries.insert, toRow(scope, alias));
      session.flowChanged(scope, alias.flowId);
    });
  }

  async update(scope: Scope, alias: FlowAliasRecord): Promise<boolean> {
    return this.#session.write(async (session) => {
      const changed = await session.run(this.#queries.update, toRow(scope, alias));
      if (changed > 0) session.flowChanged(scope, alias.flowId);
      return changed > 0;
    });
  }

  async delete(scope: Scope, flowId: string, aliasId: string): Promise<boolean> {
    return this.#session.write(async (session) => {
      const key = { ...scopeColumns(scope), flow_id: flowId, id: aliasId };
      const deleted = await session.run(this.#queries.delete, key);
      if (deleted === 0) return false;
      const resource = flowAliasResource(flowId, aliasId);
      await session.run(this.#deleteTags, { ...scopeColumns(scope), resource });
      session.flowChanged(scope, flowId);
      return true;
    });
  }

  async list(scope: Scope, flowId: string, page: PageRequest): Promise<Page<FlowAliasRecord>> {
    const params = { ...scopeColumns(scope), flow_id: flowId, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, { ...params, ...afterAlias(page.after) });
    return pageOf(this.#session, rows, page.limit, toFlowAliasRecord, (row) => [
      row.rank,
      row.created_at,
      row.id,
    ]);
  }

  async count(scope: Scope, flowId: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.count, { ...scopeColumns(scope), flow_id: flowId });
    return row?.count ?? 0;
  }

  async routedTo(scope: Scope, flowId: string, version: string): Promise<readonly string[]> {
    const rows = await this.#session.all(this.#queries.all, { ...scopeColumns(scope), flow_id: flowId });
    const ids: string[] = [];
    for (const row of rows) {
      try {
        const alias = toFlowAliasRecord(row);
        if (alias.routingConfiguration.some((item) => item.flowVersion === version)) ids.push(alias.id);
      } catch (error) {
        if (!(error instanceof CorruptRowError)) throw error;
        this.#session.corruptRowFound(error.row);
      }
    }
    return ids;
  }
}

function afterAlias(key: string): AfterAlias {
  const [after_rank, after_time, after_id] = parsePageKey<[number, number, string]>(key, 3);
  return { after_rank, after_time, after_id };
}
