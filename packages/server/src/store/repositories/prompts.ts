import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { PromptRow, ScopeColumns, Tables } from '../schema.ts';
import { isListOfObjects, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Page, PageRequest, PromptRecord, PromptRepository, Scope } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import { type AfterNewest, afterNewest } from './flows.ts';
import type { Queries } from './queries.ts';

export const promptTable: SealedTable<PromptRow> = {
  name: 'prompt',
  key: ['account_id', 'region', 'id', 'version'],
  columns: [
    'account_id',
    'region',
    'id',
    'version',
    'name',
    'description',
    'customer_encryption_key_arn',
    'default_variant',
    'variants',
    'last_version',
    'created_at',
    'updated_at',
  ],
};

const DRAFT = 0;
/** Where the draft stands in a list of versions: before all numbers. */
const DRAFT_RANK = Number.MAX_SAFE_INTEGER;

const toRow = (scope: Scope, prompt: PromptRecord): PromptRow =>
  seal(promptTable, {
    ...scopeColumns(scope),
    id: prompt.id,
    version: prompt.version,
    name: prompt.name,
    description: prompt.description ?? null,
    customer_encryption_key_arn: prompt.customerEncryptionKeyArn ?? null,
    default_variant: prompt.defaultVariant ?? null,
    variants: JSON.stringify(prompt.variants),
    last_version: prompt.lastVersion,
    created_at: prompt.createdAt,
    updated_at: prompt.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toPromptRecord(row: PromptRow): PromptRecord {
  const cells = new SealedRow(promptTable, row);
  const description = cells.optionalText('description');
  const customerEncryptionKeyArn = cells.optionalText('customer_encryption_key_arn');
  const defaultVariant = cells.optionalText('default_variant');
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    name: cells.text('name'),
    ...(description !== undefined && { description }),
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    ...(defaultVariant !== undefined && { defaultVariant }),
    variants: cells.json<PromptVariant[]>('variants', isListOfObjects),
    lastVersion: cells.integer('last_version'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type PromptColumns = ScopeColumns & { readonly id: string };
type VersionKey = PromptColumns & { readonly version: number };
type PageColumns = ScopeColumns & { readonly limit: number };

/** Every statement on prompts, compiled once. */
export function promptQueries(db: Kysely<Tables>) {
  const newestDrafts = (p: PageColumns) =>
    db
      .selectFrom('prompt')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('version', '=', DRAFT)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  const highestVersions = (p: PageColumns & PromptColumns) =>
    db
      .selectFrom('prompt')
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
        .selectFrom('prompt')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    insert: compileQuery((p: PromptRow) =>
      db.insertInto('prompt').values(pick(p, [...promptTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: PromptRow) =>
      db
        .updateTable('prompt')
        .set(pick(p, [...promptTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version', 'created_at']))),
    ),
    delete: compileQuery((p: VersionKey) =>
      db.deleteFrom('prompt').where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    versions: compileQuery((p: PromptColumns) =>
      db
        .selectFrom('prompt')
        .select('version')
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    firstDrafts: compileQuery(newestDrafts),
    nextDrafts: compileQuery((p: PageColumns & AfterNewest) =>
      newestDrafts(p).where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id)),
      ),
    ),
    firstVersions: compileQuery(highestVersions),
    nextVersions: compileQuery((p: PageColumns & PromptColumns & { readonly after_version: number }) =>
      // Whatever comes after any place in the order is a number, never the draft, which comes first.
      highestVersions(p).where('version', '<', p.after_version).where('version', '<>', DRAFT),
    ),
    countDrafts: compileQuery((p: ScopeColumns) =>
      db
        .selectFrom('prompt')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
        .where('version', '=', DRAFT),
    ),
    countVersions: compileQuery((p: PromptColumns) =>
      db
        .selectFrom('prompt')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id'])))
        .where('version', '<>', DRAFT),
    ),
  };
}

export class SqlPromptRepository implements PromptRepository {
  readonly #queries: Queries['prompts'];
  readonly #deleteTags: Queries['tags']['removeOfResource'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.prompts;
    this.#deleteTags = queries.tags.removeOfResource;
    this.#session = session;
  }

  async get(scope: Scope, promptId: string, version: number): Promise<PromptRecord | undefined> {
    const key = { ...scopeColumns(scope), id: promptId, version };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toPromptRecord);
  }

  async insert(scope: Scope, prompt: PromptRecord): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.insert, toRow(scope, prompt)));
  }

  async update(scope: Scope, prompt: PromptRecord): Promise<boolean> {
    const changed = await this.#session.write((session) =>
      session.run(this.#queries.update, toRow(scope, prompt)),
    );
    return changed > 0;
  }

  async delete(scope: Scope, promptId: string, version: number | undefined): Promise<boolean> {
    const columns = { ...scopeColumns(scope), id: promptId };
    return this.#session.write(async (session) => {
      const versions =
        version === undefined
          ? (await session.all(this.#queries.versions, columns)).map((row) => row.version)
          : [version];
      let deleted = 0;
      for (const each of versions) {
        const gone = await session.run(this.#queries.delete, { ...columns, version: each });
        if (gone === 0) continue;
        deleted += gone;
        const resource = each === DRAFT ? `prompt/${promptId}` : `prompt/${promptId}:${each}`;
        await session.run(this.#deleteTags, { ...scopeColumns(scope), resource });
      }
      return deleted > 0;
    });
  }

  async listDrafts(scope: Scope, page: PageRequest): Promise<Page<PromptRecord>> {
    const params = { ...scopeColumns(scope), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstDrafts, params)
        : await this.#session.all(this.#queries.nextDrafts, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, toPromptRecord, (row) => [row.created_at, row.id]);
  }

  async listVersions(scope: Scope, promptId: string, page: PageRequest): Promise<Page<PromptRecord>> {
    const params = { ...scopeColumns(scope), id: promptId, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstVersions, params)
        : await this.#session.all(this.#queries.nextVersions, {
            ...params,
            after_version: parsePageKey<[number]>(page.after, 1)[0],
          });
    return pageOf(this.#session, rows, page.limit, toPromptRecord, (row) => [row.rank]);
  }

  async countDrafts(scope: Scope): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countDrafts, scopeColumns(scope));
    return row?.count ?? 0;
  }

  async countVersions(scope: Scope, promptId: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countVersions, {
      ...scopeColumns(scope),
      id: promptId,
    });
    return row?.count ?? 0;
  }
}
