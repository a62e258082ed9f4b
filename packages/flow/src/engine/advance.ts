import type { Plan, PlanStepOf } from '../plan/index.ts';
import { type Fault, FlowError, type WorkResult } from '../ports/index.ts';
import { finish } from './finish.ts';
import { evaluateInputs } from './inputs.ts';
import { endIteration, openRoot } from './scopes.ts';
import { type State, StepStatus } from './state.ts';
import { callOf, launch, start } from './steps.ts';
import { type Call, chainOf, DEFAULT_LIMITS, type EngineLimits, fail, type Turn } from './turn.ts';

/** What came of a call: its result, or the fault that ends the flow. */
export type Settled =
  | { readonly call: Call; readonly result: WorkResult }
  | { readonly call: Call; readonly fault: Fault; readonly actions?: WorkResult['actions'] };

export interface Advance {
  /** Work to start now. */
  readonly calls: readonly Call[];
  /** What happened, in order. */
  readonly events: Turn['events'];
  /** There is more to do without waiting for a call: advance again, after a breath. */
  readonly more: boolean;
}

/**
 * How much one advance does before it lets its caller breathe: steps started and iterations ended. About a
 * millisecond's worth, so that an array of 100,000 items neither fills memory with events nor holds up others.
 */
const STEPS_PER_ADVANCE = 512;

/**
 * Takes an execution one move further: first without `settled`, then once per settled call. Mutates `state`; pure
 * otherwise. A settled call that the state no longer waits for changes nothing. `now` is wall time in ms.
 */
export function advance(
  plan: Plan,
  state: State,
  settled: Settled | undefined,
  now: number,
  limits: EngineLimits = DEFAULT_LIMITS,
): Advance {
  const turn: Turn = { plan, state, limits, now, calls: [], events: [], step: undefined };
  if (state.status === 'running') {
    try {
      if (settled) take(turn, settled);
      else if (state.fault) fail(turn, state.fault);
      if (state.status === 'running') workOff(turn);
    } catch (error) {
      fail(turn, faultOf(error), turn.step);
    }
  }
  return { calls: turn.calls, events: turn.events, more: state.agendaHead < state.agenda.length };
}

/** The calls that a state read back from storage waits for; to be made again under their old ids. */
export function outstandingCalls(plan: Plan, state: State): Call[] {
  const turn: Turn = { plan, state, limits: DEFAULT_LIMITS, now: 0, calls: [], events: [], step: undefined };
  return plan.steps.flatMap((step) =>
    step.kind === 'work' && state.status === 'running' && state.calls[step.index] !== 0
      ? [callOf(turn, step, evaluateInputs(turn, step))]
      : [],
  );
}

function take(turn: Turn, settled: Settled): void {
  const { plan, state } = turn;
  const { call } = settled;
  if (state.calls[call.step] !== call.id) return;
  const step = plan.steps[call.step] as PlanStepOf<'work'>;
  turn.step = step;
  state.calls[call.step] = 0;
  state.inFlight--;
  const chain = chainOf(turn, step);
  const actions = 'result' in settled ? settled.result.actions : settled.actions;
  if (actions)
    for (const action of actions)
      turn.events.push({
        type: 'nodeAction',
        at: action.at,
        step: step.index,
        nodeName: step.name,
        nodeType: step.nodeType,
        chain,
        action,
      });
  if ('fault' in settled) fail(turn, settled.fault, step);
  else finish(turn, step, settled.result.outputs, chain);
}

function workOff(turn: Turn): void {
  const { plan, state, limits } = turn;
  for (let budget = STEPS_PER_ADVANCE; budget > 0 && state.agendaHead < state.agenda.length; budget--) {
    const entry = state.agenda[state.agendaHead++]!;
    if (entry >= 0) {
      turn.step = plan.steps[entry];
      if (state.steps[entry] === StepStatus.waiting) start(turn, plan.steps[entry]!);
    } else openOrEnd(turn, ~entry);
  }
  if (state.agendaHead === state.agenda.length) {
    state.agenda.length = 0;
    state.agendaHead = 0;
  } else if (state.agendaHead >= STEPS_PER_ADVANCE) {
    state.agenda = state.agenda.slice(state.agendaHead);
    state.agendaHead = 0;
  }
  while (state.queued.length > 0 && state.inFlight < limits.maxConcurrency) {
    const step = plan.steps[state.queued.shift()!] as PlanStepOf<'work'>;
    turn.step = step;
    launch(turn, step);
  }
  if (state.agenda.length === 0 && state.inFlight === 0) conclude(turn);
}

/** The first entry of an execution's agenda opens the root; every later one ends an iteration. */
function openOrEnd(turn: Turn, scope: number): void {
  const state = turn.state.scopes[scope]!;
  if (scope === 0 && !state.active) {
    openRoot(turn);
    for (const source of turn.plan.scopes[0]!.sources) turn.state.agenda.push(source);
  } else {
    const owner = turn.plan.scopes[scope]!.owner;
    turn.step = owner === -1 ? undefined : turn.plan.steps[owner];
    endIteration(turn, scope);
  }
}

function conclude(turn: Turn): void {
  const { state } = turn;
  turn.step = undefined;
  // INVARIANT: nothing to do and nothing under way means that every step is done or skipped.
  if (state.scopes[0]!.active)
    throw new Error('the execution came to a stand although nodes are still waiting');
  state.status = 'succeeded';
  turn.events.push({ type: 'flowCompleted', at: turn.now });
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
