import type { JsonObject, JsonValue } from '@streambed/model';
import type { PlanScope, PlanStepOf } from '../plan/index.ts';
import { authorFault } from '../ports/index.ts';
import { arrive, deliver, kill, settle, skip } from './connections.ts';
import { finish, nodeInput } from './finish.ts';
import { evaluateInput, outputMismatch } from './inputs.ts';
import { type ScopeState, type State, StepStatus } from './state.ts';
import { chainOf, type Turn } from './turn.ts';

/** The root opens once, when the execution begins. */
export function openRoot(turn: Turn): void {
  turn.state.scopes[0]!.iteration = 0;
  openIteration(turn, turn.plan.scopes[0]!);
}

/** An Iterator has its array. */
export function openEach(turn: Turn, step: PlanStepOf<'each'>, items: JsonValue[]): void {
  const scope = turn.state.scopes[step.opens]!;
  scope.iteration = 0;
  scope.items = items;
  scope.harvests = turn.plan.scopes[step.opens]!.gatherers.map(() => []);
  nextItem(turn, step, scope);
}

/** A Loop has its values for the first iteration. */
export function openRepeat(turn: Turn, step: PlanStepOf<'repeat'>, values: JsonObject): void {
  const scope = turn.state.scopes[step.opens]!;
  scope.iteration = 0;
  scope.carried = values;
  nextRound(turn, step, scope);
}

/** Every step of an iteration is done or skipped. */
export function endIteration(turn: Turn, index: number): void {
  const scope = turn.plan.scopes[index]!;
  const state = turn.state.scopes[index]!;
  if (scope.owner === -1) {
    state.active = false;
    return;
  }
  const owner = turn.plan.steps[scope.owner]!;
  if (owner.kind === 'each') {
    for (let order = 0; order < scope.gatherers.length; order++)
      gather(turn, turn.plan.steps[scope.gatherers[order]!] as PlanStepOf<'gather'>, state.harvests![order]!);
    turn.step = owner;
    state.iteration++;
    nextItem(turn, owner, state);
  } else if (owner.kind === 'repeat') endRound(turn, owner, state);
}

function nextItem(turn: Turn, step: PlanStepOf<'each'>, scope: ScopeState): void {
  const { plan, state } = turn;
  const items = scope.items!;
  if (scope.iteration < items.length) {
    openIteration(turn, plan.scopes[step.opens]!);
    const item = items[scope.iteration]!;
    finish(turn, step, { arrayItem: item, arraySize: items.length }, scope.chain, 'goes on');
    return;
  }
  scope.active = false;
  scope.items = null;
  state.steps[step.index] = StepStatus.done;
  settle(state, step);
  for (const gatherer of plan.scopes[step.opens]!.gatherers)
    if (state.steps[gatherer] === StepStatus.waiting) arrive(state, gatherer);
}

function nextRound(turn: Turn, step: PlanStepOf<'repeat'>, scope: ScopeState): void {
  const body = turn.plan.scopes[step.opens]!;
  scope.decision = null;
  openIteration(turn, body);
  for (const index of body.sources) {
    const source = turn.plan.steps[index]!;
    turn.state.transitions++;
    const outputs: JsonObject = {};
    for (const { name, type } of source.outputs) {
      const value = Object.hasOwn(scope.carried!, name) ? scope.carried![name] : undefined;
      const mismatch = outputMismatch(source.name, { name, type }, value);
      if (mismatch) throw authorFault(`${mismatch} Give loop ${step.name} an input ${name} of that type.`);
      outputs[name] = value!;
    }
    finish(turn, source, outputs, scope.chain);
  }
}

function endRound(turn: Turn, step: PlanStepOf<'repeat'>, scope: ScopeState): void {
  const { state, plan } = turn;
  const decision = scope.decision;
  scope.iteration++;
  if (decision?.goesOn && scope.iteration < step.maxIterations) {
    scope.carried = { ...scope.carried, ...decision.returned };
    nextRound(turn, step, scope);
    return;
  }
  scope.active = false;
  scope.carried = null;
  scope.decision = null;
  if (decision) {
    finish(turn, step, decision.exits, chainOf(turn, step));
    return;
  }
  // The controller was skipped, so the loop has nothing to give.
  state.steps[step.index] = StepStatus.skipped;
  settle(state, step);
  for (const output of step.outputs)
    for (const connection of output.connections) kill(plan, state, connection);
}

/** Sets a scope's counters back and makes good what had come from outside before it opened. */
function openIteration({ plan, state }: Turn, scope: PlanScope): void {
  const own = state.scopes[scope.index]!;
  for (let step = scope.firstStep; step < scope.endStep; step++) {
    state.steps[step] = StepStatus.waiting;
    state.missing[step] = plan.initialMissing[step]!;
  }
  for (let input = scope.firstInput; input < scope.endInput; input++) {
    state.live[input] = plan.initialLive[input]!;
    state.via[input] = -1;
  }
  own.active = true;
  own.pending = scope.endStep - scope.firstStep;
  own.chain = iterationChain(plan, state, scope);
  for (const step of scope.dead) skip(plan, state, step);
  for (const index of scope.imports) {
    const source = plan.steps[plan.connections[index]!.source]!;
    const status = state.steps[source.index]!;
    if (status === StepStatus.skipped) kill(plan, state, index);
    else if (status === StepStatus.done && source.kind === 'choose') {
      if (isChosen(state, source, index)) deliver(plan, state, index);
      else kill(plan, state, index);
      // An Iterator's values are there while its iterations are under way.
    } else if (status === StepStatus.done || source.kind === 'each') deliver(plan, state, index);
  }
  if (own.pending === 0 && scope.firstStep === scope.endStep) state.agenda.push(~scope.index);
}

function isChosen(state: State, step: PlanStepOf<'choose'>, connection: number): boolean {
  const chosen = state.values[step.chosen];
  return step.conditions.some(({ name, connections }) => name === chosen && connections.includes(connection));
}

function iterationChain(plan: Turn['plan'], state: Turn['state'], scope: PlanScope): ScopeState['chain'] {
  if (scope.owner === -1) return [];
  const owner = plan.steps[scope.owner]!;
  const index = state.scopes[scope.index]!.iteration;
  const type = owner.kind === 'each' ? ('Iterator' as const) : ('Loop' as const);
  return [...state.scopes[scope.parent]!.chain, { nodeName: owner.name, type, index }];
}

/** Takes this iteration's item, if the branch that leads to the Collector was taken; else the item is left out. */
function gather(turn: Turn, step: PlanStepOf<'gather'>, harvest: JsonValue[]): void {
  const { plan, state } = turn;
  if (state.steps[step.index] !== StepStatus.waiting) return;
  turn.step = step;
  const isOpen = step.gate === -1 || !plan.inputs[step.gate]!.fromBody || state.via[step.gate] !== -1;
  if (isOpen && state.via[step.item] !== -1) {
    const fields = [];
    for (let input = step.firstInput; input < step.endInput; input++)
      if (state.via[input] !== -1) fields.push(evaluateInput(turn, step, input));
    const chain = state.scopes[step.gathers]!.chain;
    nodeInput(turn, step, fields, chain);
    harvest.push(fields.find((field) => field.name === 'arrayItem')!.value);
  }
  const end = step.gate === -1 ? step.endInput : step.gate + 1;
  for (let input = step.firstInput; input < end; input++)
    if (plan.inputs[input]!.fromBody) state.via[input] = -1;
}

/** What a Collector has gathered. */
export function harvestOf({ plan, state }: Turn, step: PlanStepOf<'gather'>): JsonValue[] {
  const order = plan.scopes[step.gathers]!.gatherers.indexOf(step.index);
  return state.scopes[step.gathers]!.harvests![order]!;
}
