import type { RunFault, RunFigures } from '@streambed/model/streambed';
import type { RunEventsRow, RunMaterialRow, RunRow } from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { RunEventChunk, RunRecord, Scope } from '../store.ts';
import { jsonOrNull, scopeColumns } from './columns.ts';

/* The rows of runs and their records. */

export const runTable: SealedTable<RunRow> = {
  name: 'run',
  key: ['account_id', 'region', 'id'],
  columns: [
    'account_id',
    'region',
    'id',
    'flow_id',
    'flow_alias_id',
    'flow_version',
    'kind',
    'mode',
    'node',
    'parent_run_id',
    'status',
    'started_at',
    'ended_at',
    'duration_us',
    'node_runs',
    'iterations',
    'input_tokens',
    'output_tokens',
    'nano_usd',
    'has_unpriced_calls',
    'fault',
    'error_kind',
    'error_node',
    'reason',
    'principal_arn',
    'recording',
    'execution_id',
    'pin_count',
    'event_count',
    'events_left_out',
    'stored_size',
  ],
};

export const runMaterialTable: SealedTable<RunMaterialRow> = {
  name: 'run_material',
  key: ['account_id', 'region', 'run_id'],
  columns: ['account_id', 'region', 'run_id', 'content'],
};

export const runEventsTable: SealedTable<RunEventsRow> = {
  name: 'run_events',
  key: ['account_id', 'region', 'run_id', 'first_number'],
  columns: ['account_id', 'region', 'run_id', 'first_number', 'last_number', 'content'],
};

const scaled = (value: number | undefined, scale: number): number | null =>
  value === undefined ? null : Math.round(value * scale);

export const MICROSECONDS = 1_000;
export const NANO_DOLLARS = 1_000_000_000;

export const toRunRow = (scope: Scope, run: RunRecord): RunRow =>
  seal(runTable, {
    ...scopeColumns(scope),
    id: run.id,
    flow_id: run.flowId,
    flow_alias_id: run.flowAliasId ?? null,
    flow_version: run.flowVersion ?? null,
    kind: run.kind,
    mode: run.mode,
    node: run.node ?? null,
    parent_run_id: run.parentRunId ?? null,
    status: run.status,
    started_at: run.startedAt,
    ended_at: run.endedAt ?? null,
    duration_us: scaled(run.figures.durationMs, MICROSECONDS),
    node_runs: run.figures.nodeRuns,
    iterations: run.figures.iterations ?? null,
    input_tokens: run.figures.inputTokens ?? null,
    output_tokens: run.figures.outputTokens ?? null,
    nano_usd: scaled(run.figures.usd, NANO_DOLLARS),
    has_unpriced_calls: run.figures.hasUnpricedCalls ? 1 : 0,
    fault: jsonOrNull(run.fault),
    error_kind: run.fault?.kind ?? null,
    error_node: run.fault?.node ?? null,
    reason: run.reason ?? null,
    principal_arn: run.principalArn ?? null,
    recording: run.recording,
    execution_id: run.executionId ?? null,
    pin_count: run.pinCount,
    event_count: run.eventCount,
    events_left_out: run.eventsLeftOut,
    stored_size: run.storedSize,
  });

/** The record of a row, or CorruptRowError. */
export function toRunRecord(row: RunRow): RunRecord {
  const cells = new SealedRow(runTable, row);
  const fault = cells.optionalJson<RunFault>(
    'fault',
    (value) => isObject(value) && typeof value.kind === 'string' && typeof value.message === 'string',
  );
  return withoutUndefined<RunRecord>({
    id: cells.text('id'),
    flowId: cells.text('flow_id'),
    flowAliasId: cells.optionalText('flow_alias_id'),
    flowVersion: cells.optionalText('flow_version'),
    kind: cells.oneOf<RunRecord['kind']>('kind', ['Invoke', 'Test', 'Partial']),
    mode: cells.oneOf<RunRecord['mode']>('mode', ['Whole', 'OnlyNode', 'UntilNode', 'FromNode']),
    node: cells.optionalText('node'),
    parentRunId: cells.optionalText('parent_run_id'),
    status: cells.oneOf<RunRecord['status']>('status', ['Running', 'Succeeded', 'Failed', 'Stopped']),
    startedAt: cells.integer('started_at'),
    endedAt: cells.optionalInteger('ended_at'),
    figures: figuresOf(cells),
    fault,
    reason: cells.optionalText('reason'),
    principalArn: cells.optionalText('principal_arn'),
    recording: cells.oneOf<RunRecord['recording']>('recording', ['Values', 'Figures']),
    executionId: cells.optionalText('execution_id'),
    pinCount: cells.integer('pin_count'),
    eventCount: cells.integer('event_count'),
    eventsLeftOut: cells.integer('events_left_out'),
    storedSize: cells.integer('stored_size'),
  });
}

function figuresOf(cells: SealedRow<RunRow>): RunFigures {
  const duration = cells.optionalInteger('duration_us');
  const nanoUsd = cells.optionalInteger('nano_usd');
  return withoutUndefined<RunFigures>({
    durationMs: duration === undefined ? undefined : duration / MICROSECONDS,
    nodeRuns: cells.integer('node_runs'),
    iterations: cells.optionalInteger('iterations'),
    inputTokens: cells.optionalInteger('input_tokens'),
    outputTokens: cells.optionalInteger('output_tokens'),
    usd: nanoUsd === undefined ? undefined : nanoUsd / NANO_DOLLARS,
    hasUnpricedCalls: cells.integer('has_unpriced_calls') === 1 ? true : undefined,
  });
}

/** Records have no members for what is not there. */
const withoutUndefined = <Record extends object>(
  members: {
    [Name in keyof Record]: Record[Name] | undefined;
  },
): Record => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Record;

/** The material of a row, or CorruptRowError. */
export const toRunMaterial = (row: RunMaterialRow): string =>
  new SealedRow(runMaterialTable, row).text('content');

/** The chunk of a row, or CorruptRowError. */
export function toRunEventChunk(row: RunEventsRow): RunEventChunk {
  const cells = new SealedRow(runEventsTable, row);
  return {
    firstNumber: cells.integer('first_number'),
    lastNumber: cells.integer('last_number'),
    content: cells.text('content'),
  };
}
