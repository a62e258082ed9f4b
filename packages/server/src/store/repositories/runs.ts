import type { ExpressionBuilder, Kysely } from 'kysely';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { RunEventsRow, RunMaterialRow, RunRow, ScopeColumns, Tables } from '../schema.ts';
import { CorruptRowError, seal } from '../sealed-row.ts';
import type { Session, WriteSession } from '../session.ts';
import type {
  FiguresRequest,
  FlowFiguresRecord,
  Page,
  PageRequest,
  RunEventChunk,
  RunFilter,
  RunHoldings,
  RunRecord,
  RunRepository,
  Scope,
} from '../store.ts';
import { pick, scopeColumns } from './columns.ts';
import type { AfterNewest } from './flows.ts';
import type { Queries } from './queries.ts';
import { figureQueriesBy, figuresOf } from './run-figures.ts';
import {
  MICROSECONDS,
  runEventsTable,
  runMaterialTable,
  runTable,
  toRunEventChunk,
  toRunMaterial,
  toRunRecord,
  toRunRow,
} from './run-rows.ts';

type RunKey = ScopeColumns & { readonly id: string };
type PartKey = ScopeColumns & { readonly run_id: string };

interface FilterColumns extends ScopeColumns {
  readonly flow_id: string | null;
  readonly flow_alias_id: string | null;
  readonly flow_version: string | null;
  readonly status: string | null;
  readonly kind: string | null;
  readonly from: number;
  readonly before: number;
  readonly min_duration_us: number | null;
  readonly error_kind: string | null;
  readonly node: string | null;
  readonly principal_arn: string | null;
  readonly limit: number;
}

/** Every statement on runs, compiled once. */
export function runQueries(db: Kysely<Tables>) {
  const filtered = (p: FilterColumns) => {
    const isOrAny = (
      eb: ExpressionBuilder<Tables, 'run'>,
      column: 'flow_alias_id' | 'flow_version' | 'status' | 'kind' | 'error_kind' | 'principal_arn',
    ) => eb.or([eb(eb.val(p[column]), 'is', null), eb(column, '=', p[column] as string)]);
    return db
      .selectFrom('run')
      .selectAll()
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('started_at', '>=', p.from)
      .where('started_at', '<', p.before)
      .where((eb) => isOrAny(eb, 'flow_alias_id'))
      .where((eb) => isOrAny(eb, 'flow_version'))
      .where((eb) => isOrAny(eb, 'status'))
      .where((eb) => isOrAny(eb, 'kind'))
      .where((eb) => isOrAny(eb, 'error_kind'))
      .where((eb) => isOrAny(eb, 'principal_arn'))
      .where((eb) =>
        eb.or([
          eb(eb.val(p.min_duration_us), 'is', null),
          eb('duration_us', '>=', p.min_duration_us as number),
        ]),
      )
      .where((eb) =>
        eb.or([
          eb(eb.val(p.node), 'is', null),
          eb('node', '=', p.node as string),
          eb('error_node', '=', p.node as string),
        ]),
      )
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit);
  };
  const ofFlow = (p: FilterColumns) => filtered(p).where('flow_id', '=', p.flow_id as string);
  const behind = (p: AfterNewest) => (eb: ExpressionBuilder<Tables, 'run'>) =>
    eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(p.after_time, p.after_id));
  const oldest = (p: ScopeColumns & { readonly limit: number }) =>
    db
      .selectFrom('run')
      .select('id')
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('ended_at', 'is not', null)
      .orderBy('started_at')
      .orderBy('id')
      .limit(p.limit);
  const partOf = (p: PartKey) => pick(p, ['account_id', 'region', 'run_id']);
  return {
    get: compileQuery((p: RunKey) =>
      db
        .selectFrom('run')
        .selectAll()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id']))),
    ),
    insert: compileQuery((p: RunRow) =>
      db.insertInto('run').values(pick(p, [...runTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: RunRow) =>
      db
        .updateTable('run')
        .set(pick(p, [...runTable.columns, 'checksum']))
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'id', 'started_at']))),
    ),
    firstPage: compileQuery(filtered),
    nextPage: compileQuery((p: FilterColumns & AfterNewest) => filtered(p).where(behind(p))),
    firstPageOfFlow: compileQuery(ofFlow),
    nextPageOfFlow: compileQuery((p: FilterColumns & AfterNewest) => ofFlow(p).where(behind(p))),
    material: compileQuery((p: PartKey) =>
      db
        .selectFrom('run_material')
        .selectAll()
        .where((eb) => eb.and(partOf(p))),
    ),
    insertMaterial: compileQuery((p: RunMaterialRow) =>
      db.insertInto('run_material').values(pick(p, [...runMaterialTable.columns, 'checksum'])),
    ),
    events: compileQuery((p: PartKey & { readonly after: number; readonly limit: number }) =>
      db
        .selectFrom('run_events')
        .selectAll()
        .where((eb) => eb.and(partOf(p)))
        .where('last_number', '>', p.after)
        .orderBy('first_number')
        .limit(p.limit),
    ),
    insertEvents: compileQuery((p: RunEventsRow) =>
      db.insertInto('run_events').values(pick(p, [...runEventsTable.columns, 'checksum'])),
    ),
    deleteMaterial: compileQuery((p: PartKey) =>
      db.deleteFrom('run_material').where((eb) => eb.and(partOf(p))),
    ),
    deleteEvents: compileQuery((p: PartKey) => db.deleteFrom('run_events').where((eb) => eb.and(partOf(p)))),
    oldestWithValues: compileQuery((p: ScopeColumns & { readonly limit: number }) =>
      oldest(p).where((eb) => eb('stored_size', '>', eb.lit(0))),
    ),
    deleteOldest: compileQuery(
      (p: ScopeColumns & { readonly limit: number; readonly started_before: number }) =>
        db
          .deleteFrom('run')
          .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
          .where('id', 'in', oldest(p).where('started_at', '<', p.started_before)),
    ),
    counts: compileQuery((_: Record<string, never>) =>
      db
        .selectFrom('run')
        .select(['account_id', 'region'])
        .select((eb) => eb.fn.countAll<number>().as('runs'))
        .groupBy(['account_id', 'region']),
    ),
    values: compileQuery((_: Record<string, never>) =>
      db
        .selectFrom('run')
        .select(['account_id', 'region'])
        .select((eb) => [eb.fn.countAll<number>().as('runs'), eb.fn.sum<number>('stored_size').as('size')])
        .where((eb) => eb('stored_size', '>', eb.lit(0)))
        .groupBy(['account_id', 'region']),
    ),
    underWay: compileQuery((_: Record<string, never>) =>
      db.selectFrom('run').selectAll().where('ended_at', 'is', null),
    ),
  };
}

const NONE = {};

export class SqlRunRepository implements RunRepository {
  readonly #queries: Queries['runs'];
  readonly #figures: Queries['runFigures'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.runs;
    this.#figures = queries.runFigures;
    this.#session = session;
  }

  async get(scope: Scope, runId: string): Promise<RunRecord | undefined> {
    const [row] = await this.#session.all(this.#queries.get, { ...scopeColumns(scope), id: runId });
    return readOne(this.#session, row, toRunRecord);
  }

  async insert(scope: Scope, run: RunRecord): Promise<void> {
    await this.#session.write((session) => session.run(this.#queries.insert, toRunRow(scope, run)));
  }

  async update(scope: Scope, run: RunRecord): Promise<boolean> {
    return this.#session.write((session) => this.#update(session, scope, run));
  }

  async #update(session: WriteSession, scope: Scope, run: RunRecord): Promise<boolean> {
    return (await session.run(this.#queries.update, toRunRow(scope, run))) > 0;
  }

  async list(scope: Scope, filter: RunFilter, page: PageRequest): Promise<Page<RunRecord>> {
    const params = { ...filterColumns(scope, filter), limit: page.limit + 1 };
    const rows = await this.#rows(params, page.after);
    return pageOf(this.#session, rows, page.limit, toRunRecord, (row) => [row.started_at, row.id]);
  }

  #rows(params: FilterColumns, after: string | undefined): Promise<readonly RunRow[]> {
    const { firstPage, nextPage, firstPageOfFlow, nextPageOfFlow } = this.#queries;
    const [first, next] = params.flow_id === null ? [firstPage, nextPage] : [firstPageOfFlow, nextPageOfFlow];
    if (after === undefined) return this.#session.all(first, params);
    const [after_time, after_id] = parsePageKey<[number, string]>(after, 2);
    return this.#session.all(next, { ...params, after_time, after_id });
  }

  async material(scope: Scope, runId: string): Promise<string | undefined> {
    const [row] = await this.#session.all(this.#queries.material, partKey(scope, runId));
    return readOne(this.#session, row, toRunMaterial);
  }

  async insertMaterial(scope: Scope, runId: string, content: string): Promise<void> {
    const row = seal(runMaterialTable, { ...partKey(scope, runId), content });
    await this.#session.write((session) => session.run(this.#queries.insertMaterial, row));
  }

  async events(scope: Scope, runId: string, after: number, limit: number): Promise<readonly RunEventChunk[]> {
    const rows = await this.#session.all(this.#queries.events, { ...partKey(scope, runId), after, limit });
    return rows.map((row) => readOne(this.#session, row, toRunEventChunk)!);
  }

  async insertEvents(scope: Scope, runId: string, chunk: RunEventChunk): Promise<void> {
    const { firstNumber, lastNumber, content } = chunk;
    const row = seal(runEventsTable, {
      ...partKey(scope, runId),
      first_number: firstNumber,
      last_number: lastNumber,
      content,
    });
    await this.#session.write((session) => session.run(this.#queries.insertEvents, row));
  }

  async forgetValues(scope: Scope, runId: string): Promise<boolean> {
    return this.#session.write(async (session) => {
      const [row] = await session.all(this.#queries.get, { ...scopeColumns(scope), id: runId });
      const run = readOne(session, row, toRunRecord);
      if (run?.recording !== 'Values') return false;
      await session.run(this.#queries.deleteMaterial, partKey(scope, runId));
      await session.run(this.#queries.deleteEvents, partKey(scope, runId));
      return this.#update(session, scope, { ...run, recording: 'Figures', eventCount: 0, storedSize: 0 });
    });
  }

  async figures(scope: Scope, request: FiguresRequest): Promise<readonly FlowFiguresRecord[]> {
    const { from, before, buckets, by, flowId } = request;
    const width = Math.max(1, Math.ceil((before - from) / buckets));
    const params = { ...scopeColumns(scope), from, before, width, flow_id: flowId ?? null };
    const { totals, medians, buckets: perBucket } = figureQueriesBy(this.#figures, by);
    return figuresOf(
      request,
      width,
      await this.#session.all(totals, params),
      await this.#session.all(medians, params),
      await this.#session.all(perBucket, params),
    );
  }

  async oldestWithValues(scope: Scope, limit: number): Promise<readonly string[]> {
    const rows = await this.#session.all(this.#queries.oldestWithValues, { ...scopeColumns(scope), limit });
    return rows.map(({ id }) => id);
  }

  async deleteOldest(scope: Scope, startedBefore: number, limit: number): Promise<number> {
    const params = { ...scopeColumns(scope), started_before: startedBefore, limit };
    return this.#session.write((session) => session.run(this.#queries.deleteOldest, params));
  }

  async holdings(): Promise<readonly RunHoldings[]> {
    const counts = await this.#session.all(this.#queries.counts, NONE);
    const values = await this.#session.all(this.#queries.values, NONE);
    return counts.map(({ account_id, region, runs }) => {
      const own = values.find((row) => row.account_id === account_id && row.region === region);
      return {
        scope: { accountId: account_id, region },
        runs,
        withValues: own?.runs ?? 0,
        storedSize: Number(own?.size ?? 0),
      };
    });
  }

  async underWay(): Promise<readonly (RunRecord & { readonly scope: Scope })[]> {
    const found: (RunRecord & { readonly scope: Scope })[] = [];
    for (const row of await this.#session.all(this.#queries.underWay, NONE)) {
      try {
        const scope = { accountId: row.account_id, region: row.region };
        found.push({ ...toRunRecord(row), scope });
      } catch (error) {
        if (!(error instanceof CorruptRowError)) throw error;
        this.#session.corruptRowFound(error.row);
      }
    }
    return found;
  }
}

const partKey = (scope: Scope, runId: string): PartKey => ({ ...scopeColumns(scope), run_id: runId });

const filterColumns = (scope: Scope, filter: RunFilter): Omit<FilterColumns, 'limit'> => ({
  ...scopeColumns(scope),
  flow_id: filter.flowId ?? null,
  flow_alias_id: filter.flowAliasId ?? null,
  flow_version: filter.flowVersion ?? null,
  status: filter.status ?? null,
  kind: filter.kind ?? null,
  from: filter.startedFrom ?? 0,
  before: filter.startedBefore ?? Number.MAX_SAFE_INTEGER,
  min_duration_us: filter.minDurationMs === undefined ? null : filter.minDurationMs * MICROSECONDS,
  error_kind: filter.errorKind ?? null,
  node: filter.node ?? null,
  principal_arn: filter.principalArn ?? null,
});
