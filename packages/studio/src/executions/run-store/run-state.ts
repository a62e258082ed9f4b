import type { JsonObject, JsonValue } from '@streambed/model';
import type {
  Iteration,
  IterationType,
  OutputOrigin,
  RunFault,
  RunSummary,
} from '@streambed/model/streambed';

/** Where one go of a node stands. */
export type StepStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'stopped';

/** Of a time or an event number: there is none. A number, so that steps stay small. */
export const NONE = -1;

/**
 * One go of a node: outside of iterations there is one, inside one per iteration. Times are ms since the run's first
 * event; small whole numbers, since a run may have a hundred thousand of these.
 */
export interface Step {
  /** `''` outside of iterations, else the indexes of the iterations around it, outermost first: `7`, `7.2`. */
  readonly key: string;
  status: StepStatus;
  queuedAt: number;
  startedAt: number;
  endedAt: number;
  /** Time that called services took. */
  serviceMs: number;
  inputTokens: number;
  outputTokens: number;
  usd: number;
  /** Whether a model call had no known price. */
  unpriced: boolean;
  /** Numbers of the events that tell its inputs, its end and its service calls. */
  startEvent: number;
  endEvent: number;
  actionEvents: number[] | undefined;
  origin: OutputOrigin | undefined;
  reason: string | undefined;
  fault: RunFault | undefined;
}

/** A sentence of the server as the studio shows it: `` `default` not taken `` without the marks of code. */
export const plainWords = (sentence: string): string => sentence.replaceAll('`', '');

/** How many iterations of a node stand where. */
export interface StepCounts {
  queued: number;
  running: number;
  succeeded: number;
  failed: number;
  skipped: number;
  stopped: number;
}

/** What is known of a node in one run. */
export interface NodeRun {
  /** `Refine/Critic` */
  readonly path: string;
  readonly name: string;
  type: string;
  /** Position in the order in which nodes were first heard of. */
  readonly order: number;
  /** The iterators and loops around it, outermost first; empty until a step inside one was heard of. */
  around: readonly { readonly nodeName: string; readonly type: IterationType }[];
  readonly steps: Map<string, Step>;
  /** Of steps inside iterations. Exact, also where steps themselves were let go. */
  readonly counts: StepCounts;
  /** The outermost index that was heard of, plus one. */
  known: number;
  latest: Step | undefined;
  /** The first step that failed. */
  failed: Step | undefined;
  /** How often the node ran. */
  transitions: number;
  inputTokens: number;
  outputTokens: number;
  usd: number;
  unpriced: boolean;
  /** What a model has written so far in the latest step; at most MAX_TEXT characters. */
  text: string;
  outputs: JsonObject | undefined;
  document: JsonValue | undefined;
  satisfiedConditions: readonly string[] | undefined;
  /** The latest service call in short: `Converse 812 ms`. */
  action: string | undefined;
}

export interface FlowOutput {
  readonly node: string;
  readonly nodeName: string;
  readonly key: string;
  readonly document: JsonValue;
}

/** What the events of a run have told so far. Mutable, for speed; whoever shows it reads views of it. */
export interface RunState {
  readonly runId: string;
  status: 'starting' | 'running' | 'succeeded' | 'failed' | 'stopped';
  summary: RunSummary | undefined;
  /** Wall time of the first event, ms since the epoch; NONE before it. */
  startedAt: number;
  /** Of the last event, ms since the first. */
  lastAt: number;
  lastNumber: number;
  eventCount: number;
  readonly nodes: Map<string, NodeRun>;
  /** Number of items by the path of their Iterator. */
  readonly totals: Map<string, number>;
  /** Values that left the flow; the latest MAX_OUTPUTS of them. */
  readonly outputs: FlowOutput[];
  outputCount: number;
  fault: RunFault | undefined;
  stepCount: number;
  /** Steps that have not ended. */
  readonly open: Map<Step, NodeRun>;
}

export const MAX_OUTPUTS = 1_000;
export const MAX_TEXT = 262_144;
/** Beyond so many steps, those that succeeded are let go, oldest first; the counts stay exact. */
export const MAX_STEPS = 150_000;

export const createRunState = (runId: string): RunState => ({
  runId,
  status: 'starting',
  summary: undefined,
  startedAt: NONE,
  lastAt: 0,
  lastNumber: NONE,
  eventCount: 0,
  nodes: new Map(),
  totals: new Map(),
  outputs: [],
  outputCount: 0,
  fault: undefined,
  stepCount: 0,
  open: new Map(),
});

/** `[{ index: 7 }, { index: 2 }]` → `7.2`. */
export const keyOf = (iteration: readonly Iteration[] | undefined): string => {
  if (iteration === undefined || iteration.length === 0) return '';
  if (iteration.length === 1) return String(iteration[0]!.index);
  return iteration.map(({ index }) => index).join('.');
};

/** The iterations that a key of this node stands for. */
export const iterationOf = ({ around }: NodeRun, key: string): readonly Iteration[] =>
  key === '' ? [] : key.split('.').map((index, depth) => ({ ...around[depth]!, index: Number(index) }));

/** The path of the iterator or loop that a node's iterations of that depth belong to. */
export const ownerOf = ({ around }: NodeRun, depth: number): string =>
  [...around.slice(0, depth).filter(({ type }) => type === 'Loop'), ...around.slice(depth, depth + 1)]
    .map(({ nodeName }) => nodeName)
    .join('/');

/** How many iterations the node has in all, where that is known: items of an Iterator around it. */
export const totalOf = (state: RunState, node: NodeRun): number | undefined => {
  const depth = node.around.length - 1;
  return depth === 0 && node.around[0]!.type === 'Iterator' ? state.totals.get(ownerOf(node, 0)) : undefined;
};
