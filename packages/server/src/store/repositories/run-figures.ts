import type { Kysely } from 'kysely';
import { compileQuery } from '../query.ts';
import type { ScopeColumns, Tables } from '../schema.ts';
import type { FiguresRequest, FlowFiguresRecord } from '../store.ts';
import { pick } from './columns.ts';
import { MICROSECONDS, NANO_DOLLARS } from './run-rows.ts';

/* Sums over runs, made by the database. They trust the columns they add up: no seal is read. */

export interface FigureColumns extends ScopeColumns {
  readonly from: number;
  readonly before: number;
  readonly width: number;
  readonly flow_id: string | null;
}

/** What figures are grouped by; the columns that are not are null. */
export interface FigureKey {
  readonly flow_id: string;
  readonly flow_version: string | null;
  readonly flow_alias_id: string | null;
}

export interface Totals extends FigureKey {
  readonly runs: number;
  readonly failed: number;
  readonly nano_usd: number | null;
  readonly last_run_at: number;
}

export interface Median extends FigureKey {
  readonly duration_us: number | null;
}

export interface Bucket extends FigureKey {
  readonly started: number;
  readonly runs: number;
  readonly failed: number;
}

const groups = {
  Flow: ['flow_id'],
  Version: ['flow_id', 'flow_version'],
  Alias: ['flow_id', 'flow_alias_id'],
} as const;

/** Every statement on figures, compiled once. */
export function runFigureQueries(db: Kysely<Tables>) {
  const flow = figureQueries(db, groups.Flow);
  const version = figureQueries(db, groups.Version);
  const alias = figureQueries(db, groups.Alias);
  return {
    flowTotals: flow.totals,
    flowMedians: flow.medians,
    flowBuckets: flow.buckets,
    versionTotals: version.totals,
    versionMedians: version.medians,
    versionBuckets: version.buckets,
    aliasTotals: alias.totals,
    aliasMedians: alias.medians,
    aliasBuckets: alias.buckets,
  };
}

type FigureQueries = ReturnType<typeof runFigureQueries>;

/** The three statements that figures by flow, version or alias are made of. */
export function figureQueriesBy(queries: FigureQueries, by: FiguresRequest['by']) {
  const name = ({ Flow: 'flow', Version: 'version', Alias: 'alias' } as const)[by];
  return {
    totals: queries[`${name}Totals`],
    medians: queries[`${name}Medians`],
    buckets: queries[`${name}Buckets`],
  };
}

type GroupColumn = 'flow_id' | 'flow_version' | 'flow_alias_id';

function figureQueries(db: Kysely<Tables>, columns: readonly GroupColumn[]) {
  const inTime = (p: FigureColumns) => {
    const runs = db
      .selectFrom('run')
      .where((eb) => eb.and(pick(p, ['account_id', 'region'])))
      .where('started_at', '>=', p.from)
      .where('started_at', '<', p.before)
      .where((eb) => eb.or([eb(eb.val(p.flow_id), 'is', null), eb('flow_id', '=', p.flow_id as string)]));
    // A definition that is stored nowhere has no version, and a run of the draft no alias.
    const own = columns.find((column) => column !== 'flow_id');
    return own === undefined ? runs : runs.where(own, 'is not', null);
  };
  return {
    totals: compileQuery((p: FigureColumns) =>
      inTime(p)
        .select(columns)
        .select((eb) => [
          eb.fn.countAll<number>().as('runs'),
          eb.fn.count<number>('error_kind').as('failed'),
          eb.fn.sum<number | null>('nano_usd').as('nano_usd'),
          eb.fn.max('started_at').as('last_run_at'),
        ])
        .groupBy(columns),
    ),
    medians: compileQuery((p: FigureColumns) =>
      db
        .selectFrom(
          inTime(p)
            .where('status', '=', 'Succeeded')
            .where('kind', '<>', 'Partial')
            .select(columns)
            .select((eb) => [
              'duration_us',
              eb.fn
                .agg<number>('row_number')
                .over((over) => over.partitionBy(columns).orderBy('duration_us'))
                .as('place'),
              eb.fn
                .countAll<number>()
                .over((over) => over.partitionBy(columns))
                .as('total'),
            ])
            .as('ranked'),
        )
        .select(columns)
        .select('duration_us')
        .where((eb) => eb('place', '=', eb(eb.parens(eb('total', '+', eb.lit(1))), '/', eb.lit(2)))),
    ),
    buckets: compileQuery((p: FigureColumns) =>
      inTime(p)
        .select(columns)
        .select((eb) => [
          eb('started_at', '-', eb.parens(eb(eb.parens(eb('started_at', '-', p.from)), '%', p.width))).as(
            'started',
          ),
          eb.fn.countAll<number>().as('runs'),
          eb.fn.count<number>('error_kind').as('failed'),
        ])
        .groupBy([...columns, 'started']),
    ),
  };
}

/** Puts together what the three statements found. */
export function figuresOf(
  { from, buckets: count }: FiguresRequest,
  width: number,
  totals: readonly Partial<Totals>[],
  medians: readonly Partial<Median>[],
  buckets: readonly Partial<Bucket>[],
): FlowFiguresRecord[] {
  const medianOf = new Map(medians.map((row) => [keyOf(row), row.duration_us]));
  const bucketsOf = Map.groupBy(buckets, keyOf);
  return totals.map((row): FlowFiguresRecord => {
    const key = keyOf(row);
    const median = medianOf.get(key);
    const runsPerBucket = new Array<number>(count).fill(0);
    const failedPerBucket = new Array<number>(count).fill(0);
    for (const bucket of bucketsOf.get(key) ?? []) {
      const index = Math.min(Math.floor((Number(bucket.started) - from) / width), count - 1);
      if (!(index >= 0)) continue;
      runsPerBucket[index]! += Number(bucket.runs);
      failedPerBucket[index]! += Number(bucket.failed);
    }
    return {
      flowId: String(row.flow_id),
      ...(row.flow_version != null && { flowVersion: String(row.flow_version) }),
      ...(row.flow_alias_id != null && { flowAliasId: String(row.flow_alias_id) }),
      runs: Number(row.runs),
      failed: Number(row.failed),
      ...(median != null && { p50Ms: Number(median) / MICROSECONDS }),
      ...(row.nano_usd != null && { usd: Number(row.nano_usd) / NANO_DOLLARS }),
      lastRunAt: Number(row.last_run_at),
      runsPerBucket,
      failedPerBucket,
    };
  });
}

const keyOf = ({ flow_id, flow_version = null, flow_alias_id = null }: Partial<FigureKey>): string =>
  JSON.stringify([flow_id, flow_version, flow_alias_id]);
