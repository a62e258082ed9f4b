import type { JsonValue } from '@streambed/model';
import type { GuardrailStatus } from '@streambed/model/bedrock';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { GuardrailRow, ScopeColumns, Tables } from '../schema.ts';
import { isListOfObjects, isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type {
  GuardrailPolicies,
  GuardrailRecord,
  GuardrailRepository,
  Page,
  PageRequest,
  Scope,
} from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import { type AfterNewest, afterNewest } from './flows.ts';
import type { Queries } from './queries.ts';

export const guardrailTable: SealedTable<GuardrailRow> = {
  name: 'guardrail',
  key: ['account_id', 'region', 'id', 'version'],
  columns: [
    'account_id',
    'region',
    'id',
    'version',
    'name',
    'description',
    'policies',
    'blocked_input_messaging',
    'blocked_outputs_messaging',
    'kms_key_arn',
    'status',
    'last_version',
    'created_at',
    'updated_at',
  ],
};

const guardrailStatuses: readonly GuardrailStatus[] = [
  'CREATING',
  'UPDATING',
  'VERSIONING',
  'READY',
  'FAILED',
  'DELETING',
];

const DRAFT = 0;
/** Where the draft stands in a list of versions: before all numbers. */
const DRAFT_RANK = Number.MAX_SAFE_INTEGER;

const toRow = (scope: Scope, guardrail: GuardrailRecord): GuardrailRow =>
  seal(guardrailTable, {
    ...scopeColumns(scope),
    id: guardrail.id,
    version: guardrail.version,
    name: guardrail.name,
    description: guardrail.description ?? null,
    policies: JSON.stringify(guardrail.policies),
    blocked_input_messaging: guardrail.blockedInputMessaging,
    blocked_outputs_messaging: guardrail.blockedOutputsMessaging,
    kms_key_arn: guardrail.kmsKeyArn ?? null,
    status: guardrail.status,
    last_version: guardrail.lastVersion,
    created_at: guardrail.createdAt,
    updated_at: guardrail.updatedAt,
  });

/** As far as other rooms rely on it without looking: policies by name, and lists of objects in them. */
const isPolicies = (value: JsonValue): boolean =>
  isObject(value) &&
  Object.values(value).every(
    (policy) =>
      isObject(policy) &&
      Object.entries(policy).every(
        ([member, list]) => !Array.isArray(list) || member === 'policies' || isListOfObjects(list),
      ),
  );

/** The record of a row, or CorruptRowError. */
export function toGuardrailRecord(row: GuardrailRow): GuardrailRecord {
  const cells = new SealedRow(guardrailTable, row);
  const description = cells.optionalText('description');
  const kmsKeyArn = cells.optionalText('kms_key_arn');
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    policies: cells.json<GuardrailPolicies>('policies', isPolicies),
    blockedInputMessaging: cells.text('blocked_input_messaging'),
    blockedOutputsMessaging: cells.text('blocked_outputs_messaging'),
    ...(kmsKeyArn !== undefined && { kmsKeyArn }),
    status: cells.oneOf('status', guardrailStatuses),
    lastVersion: cells.integer('last_version'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type GuardrailColumns = ScopeColumns & { readonly id: string };
type VersionKey = GuardrailColumns & { readonly version: number };
type PageColumns = ScopeColumns & { readonly limit: number };

/** Every statement on guardrails, compiled once. */
export function guardrailQueries(db: Kysely<Tables>) {
  const newestDrafts = (p: PageColumns) =>
    db
      .selectFrom('guardrail')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('version', '=', DRAFT)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  const highestVersions = (p: PageColumns & GuardrailColumns) =>
    db
      .selectFrom('guardrail')
      .selectAll()
      .select((eb) =>
        eb.case().when('version', '=', DRAFT).then(DRAFT_RANK).else(eb.ref('version')).end().as('rank'),
      )
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id'])))
      .orderBy('rank', 'desc')
      .limit(p.limit);
  return {
    get: compileQuery((p: VersionKey) =>
      db
        .selectFrom('guardrail')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    insert: compileQuery((p: GuardrailRow) =>
      db.insertInto('guardrail').values(pick(p, [...guardrailTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: GuardrailRow) =>
      db
        .updateTable('guardrail')
        .set(pick(p, [...guardrailTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version', 'created_at']))),
    ),
    delete: compileQuery((p: VersionKey) =>
      db.deleteFrom('guardrail').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    deleteAll: compileQuery((p: GuardrailColumns) =>
      db.deleteFrom('guardrail').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    firstDrafts: compileQuery(newestDrafts),
    nextDrafts: compileQuery((p: PageColumns & AfterNewest) =>
      newestDrafts(p).where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id)),
      ),
    ),
    firstVersions: compileQuery(highestVersions),
    nextVersions: compileQuery((p: PageColumns & GuardrailColumns & { readonly after_version: number }) =>
      // Whatever comes after any place in the order is a number, never the draft, which comes first.
      highestVersions(p).where('version', '<', p.after_version).where('version', '<>', DRAFT),
    ),
    named: compileQuery((p: ScopeColumns & { readonly name: string }) =>
      db
        .selectFrom('guardrail')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'name'])))
        .where('version', '=', DRAFT),
    ),
    countDrafts: compileQuery((p: ScopeColumns) =>
      db
        .selectFrom('guardrail')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
        .where('version', '=', DRAFT),
    ),
    countVersions: compileQuery((p: GuardrailColumns) =>
      db
        .selectFrom('guardrail')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id'])))
        .where('version', '<>', DRAFT),
    ),
  };
}

export class SqlGuardrailRepository implements GuardrailRepository {
  readonly #queries: Queries['guardrails'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.guardrails;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async get(scope: Scope, guardrailId: string, version: number): Promise<GuardrailRecord | undefined> {
    const key = { ...scopeColumns(scope), id: guardrailId, version };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toGuardrailRecord);
  }

  async insert(scope: Scope, guardrail: GuardrailRecord): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.insert, toRow(scope, guardrail)));
  }

  async update(scope: Scope, guardrail: GuardrailRecord): Promise<boolean> {
    const changed = await this.#session.write((session) =>
      session.run(this.#queries.update, toRow(scope, guardrail)),
    );
    return changed > 0;
  }

  async delete(scope: Scope, guardrailId: string, version: number | undefined): Promise<boolean> {
    const columns = { ...scopeColumns(scope), id: guardrailId };
    return this.#session.write(async (session) => {
      if (version !== undefined) {
        return (await session.run(this.#queries.delete, { ...columns, version })) > 0;
      }
      const deleted = await session.run(this.#queries.deleteAll, columns);
      const resource = `guardrail/${guardrailId}`;
      await session.run(this.#deleteTags, { ...scopeColumns(scope), resource });
      return deleted > 0;
    });
  }

  async listDrafts(scope: Scope, page: PageRequest): Promise<Page<GuardrailRecord>> {
    const params = { ...scopeColumns(scope), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstDrafts, params)
        : await this.#session.all(this.#queries.nextDrafts, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, toGuardrailRecord, (row) => [row.created_at, row.id]);
  }

  async listVersions(scope: Scope, guardrailId: string, page: PageRequest): Promise<Page<GuardrailRecord>> {
    const params = { ...scopeColumns(scope), id: guardrailId, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstVersions, params)
        : await this.#session.all(this.#queries.nextVersions, {
            ...params,
            after_version: parsePageKey<[number]>(page.after, 1)[0],
          });
    return pageOf(this.#session, rows, page.limit, toGuardrailRecord, (row) => [row.rank]);
  }

  async named(scope: Scope, name: string): Promise<readonly string[]> {
    const rows = await this.#session.all(this.#queries.named, { ...scopeColumns(scope), name });
    return rows.map((row) => fromColumnText(row.id));
  }

  async countDrafts(scope: Scope): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countDrafts, scopeColumns(scope));
    return row?.count ?? 0;
  }

  async countVersions(scope: Scope, guardrailId: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countVersions, {
      ...scopeColumns(scope),
      id: guardrailId,
    });
    return row?.count ?? 0;
  }
}
