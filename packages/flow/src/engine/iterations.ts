import type { Plan, PlanScope, PlanStepOf } from '../plan/index.ts';
import { deliver, kill, skip } from './connections.ts';
import type { ExecutionChainItem } from './flow-event.ts';
import { type State, StepStatus } from './state.ts';

/** Opens a scope for its present iteration: sets its counters back and makes good what came before it opened. */
export function openIteration(plan: Plan, state: State, scope: PlanScope): void {
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
  if (scope.owner !== -1) state.iterations++;
  own.pending = scope.endStep - scope.firstStep;
  own.chain = iterationChain(plan, state, scope);
  for (const step of scope.dead) skip(plan, state, step);
  for (const connection of scope.imports) catchUp(plan, state, connection);
  // Otherwise the last step to be done or skipped says so.
  if (scope.firstStep === scope.endStep) state.agenda.push(~scope.index);
}

/** What a connection from outside has brought so far: a value, the certainty that none comes, or nothing yet. */
function catchUp(plan: Plan, state: State, index: number): void {
  const source = plan.steps[plan.connections[index]!.source]!;
  const status = state.steps[source.index]!;
  if (status === StepStatus.skipped) kill(plan, state, index);
  else if (status === StepStatus.done && source.kind === 'choose' && !isChosen(state, source, index))
    kill(plan, state, index);
  // An Iterator's values are there as long as its iterations last.
  else if (status === StepStatus.done || source.kind === 'each') deliver(plan, state, index);
}

function isChosen(state: State, step: PlanStepOf<'choose'>, connection: number): boolean {
  const chosen = state.values[step.chosen];
  return step.conditions.some(({ name, connections }) => name === chosen && connections.includes(connection));
}

function iterationChain(plan: Plan, state: State, scope: PlanScope): ExecutionChainItem[] {
  if (scope.owner === -1) return [];
  const owner = plan.steps[scope.owner]!;
  const index = state.scopes[scope.index]!.iteration;
  const type = owner.kind === 'each' ? ('Iterator' as const) : ('Loop' as const);
  return [...state.scopes[scope.parent]!.chain, { nodeName: owner.name, type, index }];
}
