import type { JsonObject } from '@streambed/model';
import type { FlowNodeConfiguration } from '../definition/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import { type Fault, FlowError, type Work } from '../ports/index.ts';
import type { ExecutionChainItem, FlowEvent, NodeInputField } from './flow-event.ts';
import type { State } from './state.ts';

/** What one advance works on and brings forth. */
export interface Turn {
  readonly plan: Plan;
  readonly state: State;
  readonly settings: EngineSettings;
  /** Wall time, ms since the epoch. */
  readonly now: number;
  readonly calls: Call[];
  readonly events: FlowEvent[];
  /** The step at work, to blame for what is thrown. */
  step: PlanStep | undefined;
  /** The iterations that it is at work in, for its events. */
  chain: readonly ExecutionChainItem[];
}

export interface EngineSettings {
  /** Most work nodes under way at once (the alias's concurrencyConfiguration). */
  readonly maxConcurrency: number;
  /** Most node runs in one execution. */
  readonly maxTransitions: number;
  /** Whether a true continueCondition continues the loop (the default) or ends it; see docs/COMPATIBILITY.md. */
  readonly loopContinuesWhen: boolean;
  /** Most steps started and iterations ended in one advance, before it lets its caller breathe. */
  readonly stepsPerAdvance: number;
  /**
   * How much is told: with `outcome` only what leaves the flow and how it ends; most executions have no other reader.
   * With `everything` what a trace shows, with `run` also which nodes wait, which are skipped and when iterations end.
   */
  readonly detail: 'outcome' | 'everything' | 'run';
  /** What nodes give in place of what they would compute; absent for none. */
  readonly substitutes?: Substitutes;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  maxConcurrency: Number.MAX_SAFE_INTEGER,
  maxTransitions: 1_000_000,
  loopContinuesWhen: true,
  // About a millisecond's worth: an array of 100,000 items neither fills memory with events nor holds up others.
  stepsPerAdvance: 512,
  detail: 'everything',
};

/**
 * Outputs that stand in for computed ones, so that a run can repeat a part of another. Asked again, it answers the same.
 * Where the outputs do not fit the node's declared ones, the node fails as if it had computed them.
 */
export interface Substitutes {
  /** Taken whatever the node's inputs are; an Iterator is asked once per item, a Condition or an Output never. */
  pinned(step: PlanStep, chain: readonly ExecutionChainItem[]): Readonly<JsonObject> | undefined;
  /** Taken where a work node would start with these inputs. */
  recorded(
    step: PlanStep,
    chain: readonly ExecutionChainItem[],
    inputs: readonly NodeInputField[],
  ): Readonly<JsonObject> | undefined;
}

/** A work node that shall run; answer with Settled of the same id. */
export interface Call extends Work {
  /** Unique within the execution. */
  readonly id: number;
  readonly step: number;
  readonly configuration: FlowNodeConfiguration;
  readonly chain: readonly ExecutionChainItem[];
}

/** A turn in which nothing has happened yet. `now` is not taken at its word when it lies before the latest event. */
export function beginTurn(plan: Plan, state: State, now: number, settings: EngineSettings): Turn {
  const at = Math.max(now, state.at);
  return { plan, state, settings, now: at, calls: [], events: [], step: undefined, chain: [] };
}

/** From here on `step` is at work; its iterations are those of its scope unless `chain` says otherwise. */
export function enter(turn: Turn, step: PlanStep, chain = turn.state.scopes[step.scope]!.chain): void {
  turn.step = step;
  turn.chain = chain;
}

/** Whether anyone wants to know what happens at the nodes. */
export const isTold = ({ settings }: Turn): boolean => settings.detail !== 'outcome';

/** Whether somebody records the execution as a run. */
export const isFollowed = ({ settings }: Turn): boolean => settings.detail === 'run';

/** One more node run. Throws FlowError when the execution may have no more. */
export function count({ state, settings }: Turn, step: PlanStep): void {
  if (++state.transitions <= settings.maxTransitions) return;
  throw new FlowError({
    kind: 'serviceQuotaExceeded',
    blame: 'author',
    message: `The execution has run ${settings.maxTransitions} nodes, the most that is allowed; node ${step.name} would be one more. Shorten the arrays that its Iterators walk, or lower the iterations of its loops.`,
  });
}

/**
 * Ends the execution: the failure of the step at work, if there is one, then the flow's. Nothing that already streamed
 * is taken back; calls that were about to be made are not.
 */
export function fail(turn: Turn, fault: Fault): void {
  const { state, now, step, chain } = turn;
  const told: Fault = step ? { ...fault, node: step.name } : fault;
  if (step)
    turn.events.push({
      type: 'nodeFailed',
      at: now,
      step: step.index,
      nodeName: step.name,
      nodeType: step.nodeType,
      chain,
      fault: told,
    });
  turn.events.push({ type: 'flowFailed', at: now, fault: told, ...(state.usage && { usage: state.usage }) });
  turn.calls.length = 0;
  state.status = 'failed';
  state.fault = told;
  state.agenda = [];
  state.agendaHead = 0;
  state.queued = [];
}
