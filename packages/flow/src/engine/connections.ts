import type { Plan, PlanStep } from '../plan/index.ts';
import { type State, StepStatus } from './state.ts';

/*
 * How a step comes to start or to be skipped: counting. Each input waits for its first delivery; an input whose
 * connections are all dead can never be fed, so its step is skipped, and with it everything that needed it.
 */

/** A value (or, at a gate, a satisfied condition) arrives. The first to arrive at an input counts. */
export function deliver(plan: Plan, state: State, index: number): void {
  const connection = plan.connections[index]!;
  // A body that is not open learns of it when an iteration opens (PlanScope.imports).
  if (connection.enters !== -1 && !state.scopes[connection.enters]!.active) return;
  if (state.via[connection.input] !== -1) return;
  state.via[connection.input] = index;
  if (!connection.gathered) arrive(state, connection.target);
}

/**
 * One of the things a step waits for is there; with the last of them it starts. A skipped step lacks one for good, so
 * it never does.
 */
export function arrive(state: State, step: number): void {
  const missing = state.missing[step]! - 1;
  state.missing[step] = missing;
  if (missing === 0) state.agenda.push(step);
}

/** A connection will not deliver in this iteration; whatever only it could have fed is skipped. */
export function kill(plan: Plan, state: State, index: number): void {
  const doomed = weaken(plan, state, index);
  if (doomed !== -1) skip(plan, state, doomed);
}

/** A step will not run in this iteration, and nothing leaves it. A worklist, since chains can be long. */
export function skip(plan: Plan, state: State, first: number): void {
  const doomed = [first];
  for (let index = doomed.pop(); index !== undefined; index = doomed.pop()) {
    if (index === -1 || state.steps[index] !== StepStatus.waiting) continue;
    const step = plan.steps[index]!;
    state.steps[index] = StepStatus.skipped;
    settle(state, step);
    if (step.kind === 'each') {
      // Its body never opens, and the end of its iterations never comes to those who gather from them.
      doomed.push(...plan.scopes[step.opens]!.gatherers);
      continue;
    }
    for (const output of step.outputs)
      for (const connection of output.connections) doomed.push(weaken(plan, state, connection));
    if (step.kind === 'choose')
      for (const condition of step.conditions)
        for (const connection of condition.connections) doomed.push(weaken(plan, state, connection));
  }
}

/** A step has run. */
export function close(state: State, step: PlanStep): void {
  state.steps[step.index] = StepStatus.done;
  settle(state, step);
}

/** A step is through with this iteration; the last one to be so ends the iteration. */
function settle(state: State, step: PlanStep): void {
  const scope = state.scopes[step.scope]!;
  scope.pending--;
  if (scope.pending === 0) state.agenda.push(~step.scope);
}

/** Takes one connection from its input's hopes; answers the step that has none left, or -1. */
function weaken(plan: Plan, state: State, index: number): number {
  const connection = plan.connections[index]!;
  if (connection.gathered) return -1;
  if (connection.enters !== -1 && !state.scopes[connection.enters]!.active) return -1;
  const live = state.live[connection.input]! - 1;
  state.live[connection.input] = live;
  // One that has delivered still counts, so an input that is fed never comes to zero.
  return live === 0 ? connection.target : -1;
}
