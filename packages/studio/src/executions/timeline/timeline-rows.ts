import { type NodeTimes, nodeTimes } from '../figures/run-figures.ts';
import {
  iterationOf,
  NONE,
  type NodeRun,
  nodeStatus,
  type RunState,
  type Step,
  type StepStatus,
} from '../run-store/index.ts';

/** One row of the waterfall: a node that ran once, a node's iterations folded together, or one of them. */
export interface TimelineRow {
  /** The path, with the key of an iteration behind it. */
  readonly id: string;
  readonly kind: 'step' | 'folded' | 'iteration';
  readonly node: NodeRun;
  readonly depth: number;
  /** Of a single span. */
  readonly step: Step | undefined;
  /** Of folded iterations. */
  readonly times: NodeTimes | undefined;
  readonly isOpen: boolean;
  readonly status: StepStatus;
  readonly start: number;
  readonly end: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  readonly unpriced: boolean;
}

/** An Iterator and a Collector stand around the iterations that they tell of, not inside. */
const depthOf = ({ type, around }: NodeRun): number =>
  Math.max(0, around.length - (type === 'Iterator' || type === 'Collector' ? 1 : 0));

const firstStart = ({ steps }: NodeRun): number => {
  for (const { startedAt, queuedAt } of steps.values())
    if (startedAt !== NONE || queuedAt !== NONE) return queuedAt === NONE ? startedAt : queuedAt;
  return Number.POSITIVE_INFINITY;
};

const stepRow = (node: NodeRun, step: Step, kind: 'step' | 'iteration', now: number): TimelineRow => {
  const start = step.queuedAt === NONE ? step.startedAt : step.queuedAt;
  return {
    id: kind === 'step' ? node.path : `${node.path} ${step.key}`,
    kind,
    node,
    depth: depthOf(node) + (kind === 'iteration' ? 1 : 0),
    step,
    times: undefined,
    isOpen: false,
    status: step.status,
    start,
    end: step.endedAt === NONE ? (start === NONE ? NONE : now) : step.endedAt,
    inputTokens: step.inputTokens,
    outputTokens: step.outputTokens,
    usd: step.usd,
    unpriced: step.unpriced,
  };
};

const foldedRow = (state: RunState, node: NodeRun, isOpen: boolean): TimelineRow => {
  const now = state.lastAt;
  let start = Number.POSITIVE_INFINITY;
  let end = NONE;
  for (const step of node.steps.values()) {
    const begin = step.queuedAt === NONE ? step.startedAt : step.queuedAt;
    if (begin === NONE) continue;
    if (begin < start) start = begin;
    end = Math.max(end, step.endedAt === NONE ? now : step.endedAt);
  }
  return {
    id: node.path,
    kind: 'folded',
    node,
    depth: depthOf(node),
    step: undefined,
    times: nodeTimes(node),
    isOpen,
    status: nodeStatus(state, node),
    start: end === NONE ? NONE : start,
    end,
    inputTokens: node.inputTokens,
    outputTokens: node.outputTokens,
    usd: node.usd,
    unpriced: node.unpriced,
  };
};

/** Rows in the order of first starts; iterations of a node follow it where its row is open. */
export const timelineRows = (state: RunState, open: ReadonlySet<string>): readonly TimelineRow[] => {
  const now = state.lastAt;
  const nodes = [...state.nodes.values()]
    .map((node) => ({ node, start: firstStart(node) }))
    .sort((a, b) => a.start - b.start || a.node.order - b.node.order);
  const rows: TimelineRow[] = [];
  for (const { node } of nodes) {
    if (node.around.length === 0) {
      const step = node.steps.get('');
      if (step) rows.push(stepRow(node, step, 'step', now));
      continue;
    }
    const isOpen = open.has(node.path);
    rows.push(foldedRow(state, node, isOpen));
    if (isOpen)
      for (const step of node.steps.values())
        if (step.key !== '') rows.push(stepRow(node, step, 'iteration', now));
  }
  return rows;
};

/** How a step's time splits: waiting for its turn, in services that it called, its own work. Ms. */
export const partsOf = (step: Step, now: number): { waiting: number; service: number; own: number } => {
  const end = step.endedAt === NONE ? now : step.endedAt;
  if (step.startedAt === NONE)
    return { waiting: step.queuedAt === NONE ? 0 : end - step.queuedAt, service: 0, own: 0 };
  const waiting = step.queuedAt === NONE ? 0 : Math.max(0, step.startedAt - step.queuedAt);
  const worked = Math.max(0, end - step.startedAt);
  const service = Math.min(worked, step.serviceMs);
  return { waiting, service, own: worked - service };
};

export interface Tick {
  /** ms since the run's start. */
  readonly from: number;
  readonly to: number;
  readonly status: StepStatus;
}

const RANK: readonly StepStatus[] = ['skipped', 'queued', 'stopped', 'succeeded', 'running', 'failed'];

/**
 * The iterations of a node as at most `columns` marks between `from` and `to`: what falls into one column is one mark
 * with the worst status, so that twenty thousand of them cost no more than a hundred.
 */
export const ticksOf = (
  node: NodeRun,
  from: number,
  to: number,
  columns: number,
  now: number,
): readonly Tick[] => {
  const ticks = new Map<number, { from: number; to: number; status: StepStatus }>();
  const width = Math.max(1e-6, (to - from) / columns);
  for (const step of node.steps.values()) {
    if (step.key === '' || step.status === 'skipped') continue;
    const start = step.startedAt === NONE ? step.queuedAt : step.startedAt;
    const end = step.endedAt === NONE ? now : step.endedAt;
    if (start === NONE || end < from || start > to) continue;
    const column = Math.floor((start - from) / width);
    const tick = ticks.get(column);
    if (!tick) ticks.set(column, { from: start, to: end, status: step.status });
    else {
      tick.to = Math.max(tick.to, end);
      if (RANK.indexOf(step.status) > RANK.indexOf(tick.status)) tick.status = step.status;
    }
  }
  return [...ticks.values()];
};

/** Round times for the scale: at most `most` of them between `from` and `to`. */
export const scaleMarks = (from: number, to: number, most: number): readonly number[] => {
  const span = to - from;
  if (span <= 0 || most < 1) return [];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stride = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const marks: number[] = [];
  for (let at = Math.ceil(from / stride) * stride; at <= to; at += stride) marks.push(at);
  return marks;
};

/** Iterations of a row, for whoever shows the same place elsewhere. */
export const iterationOfRow = ({ node, step, times }: TimelineRow) =>
  iterationOf(node, step?.key ?? (node.failed ?? times?.slowest)?.key ?? '');
