import { NONE, type NodeRun, type RunState, type Step } from '../run-store/index.ts';

/** Sums over a run, or over one node of it. Times in ms. */
export interface Figures {
  readonly durationMs: number | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  /** Whether `usd` leaves out calls whose price nobody knows. */
  readonly unpriced: boolean;
  /** How often a value went into or came out of a node. */
  readonly transitions: number;
}

/** Totals of everything that has been told so far. */
export const runFigures = (state: RunState): Figures => {
  const sums = { inputTokens: 0, outputTokens: 0, usd: 0, unpriced: false, transitions: 0 };
  for (const node of state.nodes.values()) {
    sums.inputTokens += node.inputTokens;
    sums.outputTokens += node.outputTokens;
    sums.usd += node.usd;
    sums.unpriced ||= node.unpriced;
    sums.transitions += node.transitions;
  }
  return { durationMs: state.startedAt === NONE ? undefined : state.lastAt, ...sums };
};

export interface NodeTimes {
  readonly count: number;
  /** The middle one, and the slowest with its key; undefined when no step has ended. */
  readonly p50: number | undefined;
  readonly slowest: Step | undefined;
  readonly sum: number;
}

export const durationOf = ({ startedAt, endedAt }: Step): number | undefined =>
  startedAt === NONE || endedAt === NONE ? undefined : endedAt - startedAt;

/**
 * How long the steps of a node took. An Iterator hands its items on within one step of its own, which lasts as long as
 * all of them: that is its sum.
 */
export const nodeTimes = (node: NodeRun): NodeTimes => {
  const durations: number[] = [];
  let slowest: Step | undefined;
  let sum = 0;
  for (const step of node.steps.values()) {
    if (step.key === '' && node.around.length > 0) continue;
    const duration = step.status === 'skipped' ? undefined : durationOf(step);
    if (duration === undefined) continue;
    durations.push(duration);
    sum += duration;
    if (slowest === undefined || duration > (durationOf(slowest) ?? 0)) slowest = step;
  }
  durations.sort((a, b) => a - b);
  const around = node.around.length === 0 ? undefined : node.steps.get('');
  return {
    count: durations.length,
    p50: durations[Math.floor((durations.length - 1) / 2)],
    slowest,
    sum: (around && durationOf(around)) ?? sum,
  };
};
