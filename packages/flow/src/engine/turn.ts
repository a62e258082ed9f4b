import type { FlowNodeConfiguration } from '../definition/index.ts';
import type { Plan, PlanStep } from '../plan/index.ts';
import type { Fault, Work } from '../ports/index.ts';
import type { ExecutionChainItem, FlowEvent } from './flow-event.ts';
import type { State } from './state.ts';

/** What one advance works on and brings forth. */
export interface Turn {
  readonly plan: Plan;
  readonly state: State;
  readonly limits: EngineLimits;
  /** Wall time, ms since the epoch. */
  readonly now: number;
  readonly calls: Call[];
  readonly events: FlowEvent[];
  /** The step at work, to blame for what it throws. */
  step: PlanStep | undefined;
}

export interface EngineLimits {
  /** Most work nodes under way at once (the alias's concurrencyConfiguration). */
  readonly maxConcurrency: number;
  /** Most node runs in one execution. */
  readonly maxTransitions: number;
  /** Whether a true continueCondition continues the loop (the default) or ends it; see docs/COMPATIBILITY.md. */
  readonly loopContinuesWhen: boolean;
}

export const DEFAULT_LIMITS: EngineLimits = {
  maxConcurrency: Number.MAX_SAFE_INTEGER,
  maxTransitions: 1_000_000,
  loopContinuesWhen: true,
};

/** A work node that shall run; answer with Settled of the same id. */
export interface Call extends Work {
  /** Unique within the execution. */
  readonly id: number;
  readonly step: number;
  readonly configuration: FlowNodeConfiguration;
  readonly chain: readonly ExecutionChainItem[];
}

/** Ends the execution: the node's failure, then the flow's. Nothing that already streamed is taken back. */
export function fail(turn: Turn, fault: Fault, step?: PlanStep): void {
  const { state, now } = turn;
  const told: Fault = step ? { ...fault, node: step.name } : fault;
  if (step)
    turn.events.push({
      type: 'nodeFailed',
      at: now,
      step: step.index,
      nodeName: step.name,
      nodeType: step.nodeType,
      chain: chainOf(turn, step),
      fault: told,
    });
  turn.events.push({ type: 'flowFailed', at: now, fault: told });
  state.status = 'failed';
  state.fault = told;
  state.agenda = [];
  state.agendaHead = 0;
  state.queued = [];
}

/** The iterations that a step runs in. */
export function chainOf(turn: Turn, step: PlanStep): readonly ExecutionChainItem[] {
  return turn.state.scopes[step.scope]!.chain;
}
