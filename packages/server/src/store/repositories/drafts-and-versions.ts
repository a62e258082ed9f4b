import type { Kysely } from 'kysely';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { GuardrailRow, PromptRow, ScopeColumns, Tables } from '../schema.ts';
import type { SealedTable } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { DraftAndVersionRepository, Page, PageRequest, Scope } from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import { type AfterNewest, afterNewest } from './flows.ts';

/*
 * A prompt or a guardrail is a draft and numbered versions, each a whole copy of what the draft was, so one table holds
 * both. What such tables have in common stands here.
 */

/** The version that is the draft. */
export const DRAFT = 0;
/** Where the draft stands in a list of versions: before all numbers. */
const DRAFT_RANK = Number.MAX_SAFE_INTEGER;

type DraftOrVersionRow = PromptRow | GuardrailRow;

/** All of one resource. */
export type ResourceColumns = ScopeColumns & { readonly id: string };
type VersionKey = ResourceColumns & { readonly version: number };
type PageColumns = ScopeColumns & { readonly limit: number };

/** The statements on such a table, compiled once. `Row` is what stands in it. */
export function draftAndVersionQueries<Row extends DraftOrVersionRow>(
  db: Kysely<Tables>,
  table: 'prompt' | 'guardrail',
  { columns }: SealedTable<Row>,
) {
  // Kysely takes the table for either one: what is asked of it must stand in both.
  const rows = () => db.selectFrom(table).selectAll().$castTo<Row>();
  const cells = (p: Row): DraftOrVersionRow =>
    pick<Row, keyof Row & string>(p, [...columns, 'checksum']) as Row;
  const newestDrafts = (p: PageColumns) =>
    rows()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('version', '=', DRAFT)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  const highestVersions = (p: PageColumns & ResourceColumns) =>
    rows()
      .select((eb) =>
        eb.case().when('version', '=', DRAFT).then(DRAFT_RANK).else(eb.ref('version')).end().as('rank'),
      )
      .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id'])))
      .orderBy('rank', 'desc')
      .limit(p.limit);
  const count = () => db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count'));
  return {
    get: compileQuery((p: VersionKey) =>
      rows().where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    insert: compileQuery((p: Row) => db.insertInto(table).values(cells(p))),
    update: compileQuery((p: Row) =>
      db
        .updateTable(table)
        .set(cells(p))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version', 'created_at']))),
    ),
    delete: compileQuery((p: VersionKey) =>
      db.deleteFrom(table).where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'version']))),
    ),
    firstDrafts: compileQuery(newestDrafts),
    nextDrafts: compileQuery((p: PageColumns & AfterNewest) =>
      newestDrafts(p).where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(p.after_time, p.after_id)),
      ),
    ),
    firstVersions: compileQuery(highestVersions),
    nextVersions: compileQuery((p: PageColumns & ResourceColumns & { readonly after_version: number }) =>
      // Whatever comes after any place in the order is a number, never the draft, which comes first.
      highestVersions(p).where('version', '<', p.after_version).where('version', '<>', DRAFT),
    ),
    countDrafts: compileQuery((p: ScopeColumns) =>
      count()
        .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
        .where('version', '=', DRAFT),
    ),
    countVersions: compileQuery((p: ResourceColumns) =>
      count()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id'])))
        .where('version', '<>', DRAFT),
    ),
  };
}

type DraftAndVersionQueries<Row extends DraftOrVersionRow> = ReturnType<typeof draftAndVersionQueries<Row>>;

/** What a repository of such a table does; its tags, and what else hangs on a row, are the subclass's business. */
export abstract class SqlDraftAndVersionRepository<Row extends DraftOrVersionRow, Record>
  implements DraftAndVersionRepository<Record>
{
  readonly #queries: DraftAndVersionQueries<Row>;
  readonly #session: Session;
  readonly #toRow: (scope: Scope, record: Record) => Row;
  readonly #toRecord: (row: Row) => Record;

  /** `toRecord` throws CorruptRowError. */
  constructor(
    queries: DraftAndVersionQueries<Row>,
    session: Session,
    toRow: (scope: Scope, record: Record) => Row,
    toRecord: (row: Row) => Record,
  ) {
    this.#queries = queries;
    this.#session = session;
    this.#toRow = toRow;
    this.#toRecord = toRecord;
  }

  abstract delete(scope: Scope, id: string, version: number | undefined): Promise<boolean>;

  async get(scope: Scope, id: string, version: number): Promise<Record | undefined> {
    const [row] = await this.#session.all(this.#queries.get, { ...scopeColumns(scope), id, version });
    return readOne(this.#session, row, this.#toRecord);
  }

  async insert(scope: Scope, record: Record): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.insert, this.#toRow(scope, record)));
  }

  async update(scope: Scope, record: Record): Promise<boolean> {
    const changed = await this.#session.write((session) =>
      session.run(this.#queries.update, this.#toRow(scope, record)),
    );
    return changed > 0;
  }

  async listDrafts(scope: Scope, page: PageRequest): Promise<Page<Record>> {
    const params = { ...scopeColumns(scope), limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstDrafts, params)
        : await this.#session.all(this.#queries.nextDrafts, { ...params, ...afterNewest(page.after) });
    return pageOf(this.#session, rows, page.limit, this.#toRecord, (row) => [row.created_at, row.id]);
  }

  async listVersions(scope: Scope, id: string, page: PageRequest): Promise<Page<Record>> {
    const params = { ...scopeColumns(scope), id, limit: page.limit + 1 };
    const rows =
      page.after === undefined
        ? await this.#session.all(this.#queries.firstVersions, params)
        : await this.#session.all(this.#queries.nextVersions, {
            ...params,
            after_version: parsePageKey<[number]>(page.after, 1)[0],
          });
    return pageOf(this.#session, rows, page.limit, this.#toRecord, (row) => [row.rank]);
  }

  async countDrafts(scope: Scope): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countDrafts, scopeColumns(scope));
    return row?.count ?? 0;
  }

  async countVersions(scope: Scope, id: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.countVersions, { ...scopeColumns(scope), id });
    return row?.count ?? 0;
  }
}
