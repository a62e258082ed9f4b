import type { Plan, PlanStep, PlanStepOf } from '../plan/index.ts';
import {
  type ActionRecord,
  type Fault,
  FlowError,
  type ModelUsage,
  type WorkResult,
} from '../ports/index.ts';
import { endItem } from './each.ts';
import { finish } from './finish.ts';
import { evaluateInputs } from './inputs.ts';
import { endRound } from './repeat.ts';
import { tellSkipped } from './skipped.ts';
import type { State } from './state.ts';
import { callOf, launch, start } from './steps.ts';
import {
  beginTurn,
  type Call,
  DEFAULT_SETTINGS,
  type EngineSettings,
  enter,
  fail,
  isFollowed,
  isTold,
  type Turn,
} from './turn.ts';
import { withCalls } from './usage.ts';

/** What came of a call: its result, or the fault that ends the flow, with the service calls made until then. */
export type Settled =
  | { readonly call: Call; readonly result: WorkResult }
  | {
      readonly call: Call;
      readonly fault: Fault;
      readonly actions?: readonly ActionRecord[];
      readonly usage?: readonly ModelUsage[];
    };

export interface Advance {
  /** Work to start now. */
  readonly calls: readonly Call[];
  /** What happened, in order. */
  readonly events: Turn['events'];
  /** There is more to do without waiting for a call: advance again, after a breath. */
  readonly more: boolean;
  /** What was thrown where nothing should be: a defect of ours, which the fault of the flow does not show. */
  readonly defect?: unknown;
}

/**
 * Takes an execution one move further: first without `settled`, then once per settled call. Mutates `state`; pure
 * otherwise. A settled call that the state no longer waits for changes nothing. `now` is wall time in ms.
 */
export function advance(
  plan: Plan,
  state: State,
  settled: Settled | undefined,
  now: number,
  settings: EngineSettings = DEFAULT_SETTINGS,
): Advance {
  const turn = beginTurn(plan, state, now, settings);
  let defect: unknown;
  if (state.status === 'running') {
    try {
      if (settled) take(turn, settled);
      else if (state.fault) fail(turn, state.fault);
      if (state.status === 'running') workOff(turn);
    } catch (error) {
      if (!(error instanceof FlowError)) defect = error;
      fail(turn, faultOf(error));
    }
  }
  return endTurn(turn, defect);
}

/** Ends an execution from outside, for a reason that is no node's: its time is up. Nothing happens when it has ended. */
export function failFlow(plan: Plan, state: State, fault: Fault, now: number): Advance {
  const turn = beginTurn(plan, state, now, DEFAULT_SETTINGS);
  if (state.status === 'running') fail(turn, fault);
  return endTurn(turn, undefined);
}

function endTurn({ state, calls, events, now }: Turn, defect: unknown): Advance {
  if (events.length > 0) state.at = now;
  return { calls, events, more: state.agendaHead < state.agenda.length, defect };
}

/** The calls that a state read back from storage waits for, oldest first; to be made again under their old ids. */
export function outstandingCalls(plan: Plan, state: State): Call[] {
  if (state.status !== 'running' || state.inFlight === 0) return [];
  const turn = beginTurn(plan, state, state.at, DEFAULT_SETTINGS);
  const isOutstanding = (step: PlanStep): step is PlanStepOf<'work'> =>
    step.kind === 'work' && state.calls[step.index] !== 0;
  return plan.steps
    .filter(isOutstanding)
    .map((step) => callOf(turn, step, evaluateInputs(turn, step)))
    .sort((a, b) => a.id - b.id);
}

function take(turn: Turn, settled: Settled): void {
  const { plan, state } = turn;
  const { call } = settled;
  if (state.calls[call.step] !== call.id) return;
  const step = plan.steps[call.step]!;
  enter(turn, step);
  state.calls[call.step] = 0;
  state.inFlight--;
  if (isTold(turn)) {
    const actions = 'result' in settled ? settled.result.actions : settled.actions;
    for (const action of actions ?? []) nodeAction(turn, step, action);
  }
  const { usage } = 'result' in settled ? settled.result : settled;
  if (usage) state.usage = withCalls(state.usage, usage);
  if ('fault' in settled) fail(turn, settled.fault);
  else finish(turn, step, settled.result.outputs);
}

function nodeAction({ events, now, chain }: Turn, step: PlanStep, action: ActionRecord): void {
  events.push({
    type: 'nodeAction',
    at: now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain,
    action,
  });
}

function workOff(turn: Turn): void {
  const { plan, state, settings } = turn;
  for (
    let budget = settings.stepsPerAdvance;
    budget > 0 && state.agendaHead < state.agenda.length;
    budget--
  ) {
    const entry = state.agenda[state.agendaHead++]!;
    if (entry < 0) endIteration(turn, ~entry);
    else start(turn, plan.steps[entry]!);
  }
  if (state.agendaHead === state.agenda.length) {
    state.agenda.length = 0;
    state.agendaHead = 0;
  } else if (state.agendaHead >= settings.stepsPerAdvance) {
    state.agenda = state.agenda.slice(state.agendaHead);
    state.agendaHead = 0;
  }
  while (state.queued.length > 0 && state.inFlight < settings.maxConcurrency)
    launch(turn, plan.steps[state.queued.shift()!] as PlanStepOf<'work'>);
  if (state.agenda.length === 0 && state.inFlight === 0) conclude(turn);
}

function endIteration(turn: Turn, index: number): void {
  const { plan, state } = turn;
  const { owner } = plan.scopes[index]!;
  if (isFollowed(turn)) tellSkipped(turn, plan.scopes[index]!);
  if (owner === -1) {
    state.scopes[index]!.active = false;
    return;
  }
  const step = plan.steps[owner]!;
  if (step.kind === 'each') endItem(turn, step);
  else if (step.kind === 'repeat') endRound(turn, step);
}

function conclude(turn: Turn): void {
  const { state } = turn;
  turn.step = undefined;
  // INVARIANT: nothing to do and nothing under way means that every step is done or skipped.
  if (state.scopes[0]!.active)
    throw new Error('the execution came to a stand although nodes are still waiting');
  state.status = 'succeeded';
  turn.events.push({ type: 'flowCompleted', at: turn.now, ...(state.usage && { usage: state.usage }) });
}

/** The fault behind a thrown value; what is not ours to explain is our own failure, told without details. */
export function faultOf(error: unknown): Fault {
  if (error instanceof FlowError) return error.fault;
  return {
    kind: 'internalServer',
    blame: 'us',
    message: 'Streambed failed while it ran the flow. The details are in the server log.',
  };
}
