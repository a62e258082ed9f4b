import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { FlowVersionRow, ScopeColumns, Tables } from '../schema.ts';
import { isDefinition, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { FlowVersionRecord, FlowVersionRepository, Page, PageRequest, Scope } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import { flowStatuses } from './flows.ts';
import type { Queries } from './queries.ts';

export const flowVersionTable: SealedTable<FlowVersionRow> = {
  name: 'flow_version',
  key: ['account_id', 'region', 'flow_id', 'version'],
  columns: [
    'account_id',
    'region',
    'flow_id',
    'version',
    'name',
    'description',
    'execution_role_arn',
    'customer_encryption_key_arn',
    'definition',
    'status',
    'created_at',
  ],
};

const toRow = (scope: Scope, version: FlowVersionRecord): FlowVersionRow =>
  seal(flowVersionTable, {
    ...scopeColumns(scope),
    flow_id: version.flowId,
    version: version.version,
    name: version.name,
    description: version.description ?? null,
    execution_role_arn: version.executionRoleArn,
    customer_encryption_key_arn: version.customerEncryptionKeyArn ?? null,
    definition: JSON.stringify(version.definition),
    status: version.status,
    created_at: version.createdAt,
  });

/** The record of a row, or CorruptRowError. */
export function toFlowVersionRecord(row: FlowVersionRow): FlowVersionRecord {
  const cells = new SealedRow(flowVersionTable, row);
  const description = cells.optionalText('description');
  const customerEncryptionKeyArn = cells.optionalText('customer_encryption_key_arn');
  return {
    flowId: cells.text('flow_id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    executionRoleArn: cells.text('execution_role_arn'),
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    definition: cells.json<FlowDefinition>('definition', isDefinition),
    status: cells.oneOf('status', flowStatuses),
    createdAt: cells.integer('created_at'),
  };
}

type FlowColumns = ScopeColumns & { readonly flow_id: string };
type VersionKey = FlowColumns & { readonly version: number };
type PageColumns = FlowColumns & { readonly limit: number };

/** Every statement on flow versions, compiled once. */
export function flowVersionQueries(db: Kysely<Tables>) {
  const highest = (p: PageColumns) =>
    db
      .selectFrom('flow_version')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id'])))
      .orderBy('version', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: VersionKey) =>
      db
        .selectFrom('flow_version')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id', 'version']))),
    ),
    insert: compileQuery((p: FlowVersionRow) =>
      db.insertInto('flow_version').values(pick(p, [...flowVersionTable.columns, 'checksum'])),
    ),
    delete: compileQuery((p: VersionKey) =>
      db
        .deleteFrom('flow_version')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id', 'version']))),
    ),
    firstPage: compileQuery(highest),
    nextPage: compileQuery((p: PageColumns & { readonly after_version: number }) =>
      highest(p).where('version', '<', p.after_version),
    ),
    count: compileQuery((p: FlowColumns) =>
      db
        .selectFrom('flow_version')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'flow_id']))),
    ),
  };
}

export class SqlFlowVersionRepository implements FlowVersionRepository {
  readonly #queries: Queries['flowVersions'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.flowVersions;
    this.#session = session;
  }

  async get(scope: Scope, flowId: string, version: number): Promise<FlowVersionRecord | undefined> {
    const key = { ...scopeColumns(scope), flow_id: flowId, version };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toFlowVersionRecord);
  }

  async insert(scope: Scope, version: FlowVersionRecord): Promise<void> {
    await this.#session.write(async (session) => {
      await session.run(this.#queries.insert, toRow(scope, version));
      session.flowChanged(scope, version.flowId);
    });
  }

  async delete(scope: Scope, flowId: string, version: number): Promise<boolean> {
    return this.#session.write(async (session) => {
      const key = { ...scopeColumns(scope), flow_id: flowId, version };
      const deleted = await session.run(this.#queries.delete, key);
      if (deleted > 0) session.flowChanged(scope, flowId);
      return deleted > 0;
    });
  }

  async list(scope: Scope, flowId: string, page: PageRequest): Promise<Page<FlowVersionRecord>> {
    const params = { ...scopeColumns(scope), flow_id: flowId, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstPage, params)
        : await this.#session.all(this.#queries.nextPage, {
            ...params,
            after_version: parsePageKey<[number]>(page.after, 1)[0],
          });
    return pageOf(this.#session, rows, page.limit, toFlowVersionRecord, (row) => [row.version]);
  }

  async count(scope: Scope, flowId: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.count, { ...scopeColumns(scope), flow_id: flowId });
    return row?.count ?? 0;
  }
}
