import type { JsonValue } from '@streambed/model';
import type { IngestionJobStatistics, IngestionJobStatus } from '@streambed/model/bedrock-agent';
import type { Kysely } from 'kysely';
import type {
  IngestionJobFilter,
  IngestionJobRecord,
  IngestionJobRepository,
} from '../knowledge-base-records.ts';
import { pageOf, parsePageKey, readOne } from '../page.ts';
import { compileQuery } from '../query.ts';
import type { IngestionJobRow, ScopeColumns, Tables } from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { Session } from '../session.ts';
import type { Page, PageRequest, Scope } from '../store.ts';
import { healthyRows, pick, scopeColumns } from './columns.ts';
import { isListOfTexts, scopeOf } from './knowledge-bases.ts';
import type { Queries } from './queries.ts';

export const ingestionJobTable: SealedTable<IngestionJobRow> = {
  name: 'ingestion_job',
  key: ['account_id', 'region', 'knowledge_base_id', 'data_source_id', 'id'],
  columns: [
    'account_id',
    'region',
    'knowledge_base_id',
    'data_source_id',
    'id',
    'description',
    'status',
    'statistics',
    'failure_reasons',
    'started_at',
    'updated_at',
  ],
};

const statuses: readonly IngestionJobStatus[] = [
  'STARTING',
  'IN_PROGRESS',
  'COMPLETE',
  'FAILED',
  'STOPPING',
  'STOPPED',
];
const UNDER_WAY = ['STARTING', 'IN_PROGRESS', 'STOPPING'];

const figures: readonly (keyof IngestionJobStatistics)[] = [
  'numberOfDocumentsScanned',
  'numberOfMetadataDocumentsScanned',
  'numberOfNewDocumentsIndexed',
  'numberOfModifiedDocumentsIndexed',
  'numberOfMetadataDocumentsModified',
  'numberOfDocumentsDeleted',
  'numberOfDocumentsFailed',
  'numberOfDocumentsSkipped',
];
const isStatistics = (value: JsonValue): boolean =>
  isObject(value) && figures.every((figure) => Number.isSafeInteger(value[figure]));

const toRow = (scope: Scope, job: IngestionJobRecord): IngestionJobRow =>
  seal(ingestionJobTable, {
    ...scopeColumns(scope),
    knowledge_base_id: job.knowledgeBaseId,
    data_source_id: job.dataSourceId,
    id: job.id,
    description: job.description ?? null,
    status: job.status,
    statistics: JSON.stringify(job.statistics),
    failure_reasons: JSON.stringify(job.failureReasons),
    started_at: job.startedAt,
    updated_at: job.updatedAt,
  });

/** The record of a row, or CorruptRowError. */
export function toIngestionJobRecord(row: IngestionJobRow): IngestionJobRecord {
  const cells = new SealedRow(ingestionJobTable, row);
  const description = cells.optionalText('description');
  return {
    id: cells.text('id'),
    knowledgeBaseId: cells.text('knowledge_base_id'),
    dataSourceId: cells.text('data_source_id'),
    ...(description !== undefined && { description }),
    status: cells.oneOf('status', statuses),
    statistics: cells.json<Required<IngestionJobStatistics>>('statistics', isStatistics),
    failureReasons: cells.json<string[]>('failure_reasons', isListOfTexts),
    startedAt: cells.integer('started_at'),
    updatedAt: cells.integer('updated_at'),
  };
}

type OfDataSource = ScopeColumns & { readonly knowledge_base_id: string; readonly data_source_id: string };
/** The statuses that will do: as many places as there are statuses, so that one text serves every filter. */
type StatusColumns = Record<`status_${number}`, string>;
type ListColumns = OfDataSource & StatusColumns & { readonly limit: number };
interface After {
  readonly after: string | number;
  readonly after_id: string;
}

const oneOfThese = (p: StatusColumns): string[] => statuses.map((_, index) => p[`status_${index}`] as string);

/** Every statement on ingestion jobs, compiled once. */
export function ingestionJobQueries(db: Kysely<Tables>) {
  const rows = () => db.selectFrom('ingestion_job').selectAll();
  const sorted = (column: 'started_at' | 'status', direction: 'asc' | 'desc') => {
    const first = (p: ListColumns) =>
      rows()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id'])))
        .where('status', 'in', oneOfThese(p) as never)
        .orderBy(column, direction)
        .orderBy('id', direction)
        .limit(p.limit);
    const next = compileQuery((p: ListColumns & After) =>
      first(p).where((eb) =>
        eb(
          eb.refTuple(column, 'id'),
          direction === 'asc' ? '>' : '<',
          eb.tuple(p.after as never, p.after_id as never),
        ),
      ),
    );
    return [compileQuery(first), next] as const;
  };
  const [firstByStartAscending, nextByStartAscending] = sorted('started_at', 'asc');
  const [firstByStartDescending, nextByStartDescending] = sorted('started_at', 'desc');
  const [firstByStatusAscending, nextByStatusAscending] = sorted('status', 'asc');
  const [firstByStatusDescending, nextByStatusDescending] = sorted('status', 'desc');
  return {
    get: compileQuery((p: OfDataSource & { readonly id: string }) =>
      rows().where((eb) =>
        eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id', 'id'])),
      ),
    ),
    insert: compileQuery((p: IngestionJobRow) =>
      db.insertInto('ingestion_job').values(pick(p, [...ingestionJobTable.columns, 'checksum'])),
    ),
    update: compileQuery((p: IngestionJobRow) =>
      db
        .updateTable('ingestion_job')
        .set(pick(p, [...ingestionJobTable.columns, 'checksum']))
        .where((eb) =>
          eb.and(
            pick(p, ['account_id', 'region', 'knowledge_base_id', 'data_source_id', 'id', 'started_at']),
          ),
        ),
    ),
    firstByStartAscending,
    nextByStartAscending,
    firstByStartDescending,
    nextByStartDescending,
    firstByStatusAscending,
    nextByStatusAscending,
    firstByStatusDescending,
    nextByStatusDescending,
    underWayIn: compileQuery((p: ScopeColumns & { readonly knowledge_base_id: string }) =>
      rows()
        .where((eb) => eb.and(pick(p, ['account_id', 'region', 'knowledge_base_id'])))
        .where('status', 'in', UNDER_WAY),
    ),
    underWay: compileQuery((_: Record<string, never>) => rows().where('status', 'in', UNDER_WAY)),
  };
}

export class SqlIngestionJobRepository implements IngestionJobRepository {
  readonly #queries: Queries['ingestionJobs'];
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.ingestionJobs;
    this.#session = session;
  }

  async get(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    jobId: string,
  ): Promise<IngestionJobRecord | undefined> {
    const key = { ...ofDataSource(scope, knowledgeBaseId, dataSourceId), id: jobId };
    const [row] = await this.#session.all(this.#queries.get, key);
    return readOne(this.#session, row, toIngestionJobRecord);
  }

  async insert(scope: Scope, job: IngestionJobRecord): Promise<void> {
    const row = toRow(scope, job);
    await this.#session.write((session) => session.run(this.#queries.insert, row));
  }

  async update(scope: Scope, job: IngestionJobRecord): Promise<boolean> {
    const row = toRow(scope, job);
    return (await this.#session.write((session) => session.run(this.#queries.update, row))) > 0;
  }

  async list(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    filter: IngestionJobFilter,
    page: PageRequest,
  ): Promise<Page<IngestionJobRecord>> {
    const column = filter.sortBy === 'STATUS' ? 'status' : 'started_at';
    const [first, next] = this.#sortedBy(column, filter.order === 'ASCENDING');
    const params: ListColumns = {
      ...ofDataSource(scope, knowledgeBaseId, dataSourceId),
      ...statusColumns(filter.statuses),
      limit: page.limit + 1,
    };
    const rows =
      page.after === undefined
        ? await this.#session.all(first, params)
        : await this.#session.all(next, { ...params, ...afterJob(page.after) });
    return pageOf(this.#session, rows, page.limit, toIngestionJobRecord, (row) => [row[column], row.id]);
  }

  async underWayIn(scope: Scope, knowledgeBaseId: string): Promise<readonly IngestionJobRecord[]> {
    const params = { ...scopeColumns(scope), knowledge_base_id: knowledgeBaseId };
    const rows = await this.#session.all(this.#queries.underWayIn, params);
    return healthyRows(this.#session, rows, toIngestionJobRecord);
  }

  async underWay(): Promise<readonly (IngestionJobRecord & { readonly scope: Scope })[]> {
    const rows = await this.#session.all(this.#queries.underWay, {});
    return healthyRows(this.#session, rows, (row) => ({ ...toIngestionJobRecord(row), scope: scopeOf(row) }));
  }

  #sortedBy(column: 'status' | 'started_at', ascending: boolean) {
    const queries = this.#queries;
    if (column === 'status') {
      return ascending
        ? ([queries.firstByStatusAscending, queries.nextByStatusAscending] as const)
        : ([queries.firstByStatusDescending, queries.nextByStatusDescending] as const);
    }
    return ascending
      ? ([queries.firstByStartAscending, queries.nextByStartAscending] as const)
      : ([queries.firstByStartDescending, queries.nextByStartDescending] as const);
  }
}

const ofDataSource = (scope: Scope, knowledgeBaseId: string, dataSourceId: string): OfDataSource => ({
  ...scopeColumns(scope),
  knowledge_base_id: knowledgeBaseId,
  data_source_id: dataSourceId,
});

/** Places that nothing is wanted in hold what no job has. */
const statusColumns = (wanted: readonly IngestionJobStatus[] = statuses): StatusColumns =>
  Object.fromEntries(
    statuses.map((status, index) => [`status_${index}`, wanted.includes(status) ? status : '']),
  );

function afterJob(key: string): After {
  const [after, after_id] = parsePageKey<[string | number, string]>(key, 2);
  return { after, after_id };
}
