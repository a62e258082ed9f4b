import type { JsonValue } from '@streambed/model';
import type { GuardrailStatus } from '@streambed/model/bedrock';
import type { Kysely } from 'kysely';
import { fromColumnText } from '../column-text.ts';
import { compileQuery } from '../query.ts';
import type { GuardrailRow, ScopeColumns, Tables } from '../schema.ts';
import { isListOfObjects, isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { GuardrailPolicies, GuardrailRecord, GuardrailRepository, Scope } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import {
  DRAFT,
  draftAndVersionQueries,
  type ResourceColumns,
  SqlDraftAndVersionRepository,
} from './drafts-and-versions.ts';
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

/** Every statement on guardrails, compiled once. */
export function guardrailQueries(db: Kysely<Tables>) {
  return {
    ...draftAndVersionQueries(db, 'guardrail', guardrailTable),
    deleteAll: compileQuery((p: ResourceColumns) =>
      db.deleteFrom('guardrail').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    named: compileQuery((p: ScopeColumns & { readonly name: string }) =>
      db
        .selectFrom('guardrail')
        .select('id')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'name'])))
        .where('version', '=', DRAFT),
    ),
  };
}

export class SqlGuardrailRepository
  extends SqlDraftAndVersionRepository<GuardrailRow, GuardrailRecord>
  implements GuardrailRepository
{
  readonly #queries: Queries['guardrails'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    super(queries.guardrails, session, toRow, toGuardrailRecord);
    this.#queries = queries.guardrails;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
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

  async named(scope: Scope, name: string): Promise<readonly string[]> {
    const rows = await this.#session.all(this.#queries.named, { ...scopeColumns(scope), name });
    return rows.map((row) => fromColumnText(row.id));
  }
}
