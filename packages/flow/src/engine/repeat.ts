import type { JsonObject } from '@streambed/model';
import type { PlanStepOf } from '../plan/index.ts';
import { authorFault } from '../ports/index.ts';
import { skip } from './connections.ts';
import { finish } from './finish.ts';
import { outputMismatch } from './inputs.ts';
import { openIteration } from './iterations.ts';
import { StepStatus } from './state.ts';
import { enter, type Turn } from './turn.ts';

/** A Loop has its values; its body opens at least once. */
export function openRepeat(turn: Turn, step: PlanStepOf<'repeat'>, values: JsonObject): void {
  const scope = turn.state.scopes[step.opens]!;
  scope.iteration = 0;
  scope.carried = values;
  nextRound(turn, step);
}

/** Every step of the body is through: the loop goes on or ends, as its controller decided. */
export function endRound(turn: Turn, step: PlanStepOf<'repeat'>): void {
  const { state, plan } = turn;
  const scope = state.scopes[step.opens]!;
  const decision = scope.decision;
  enter(turn, step);
  scope.decision = null;
  scope.iteration++;
  if (decision?.goesOn && scope.iteration < step.maxIterations) {
    scope.carried = { ...scope.carried, ...decision.returned };
    nextRound(turn, step);
    return;
  }
  scope.active = false;
  scope.carried = null;
  if (decision) finish(turn, step, decision.exits);
  else {
    // The controller was skipped, so the loop has nothing to give.
    state.steps[step.index] = StepStatus.waiting;
    skip(plan, state, step.index);
  }
}

/** Opens the body and puts the carried values where its sources give them from. */
function nextRound(turn: Turn, step: PlanStepOf<'repeat'>): void {
  const { plan, state } = turn;
  const scope = state.scopes[step.opens]!;
  const body = plan.scopes[step.opens]!;
  openIteration(plan, state, body);
  for (const index of body.sources) {
    const source = plan.steps[index]!;
    enter(turn, source);
    for (const output of source.outputs) {
      const value = Object.hasOwn(scope.carried!, output.name) ? scope.carried![output.name] : undefined;
      const mismatch = outputMismatch(source.name, output, value);
      if (mismatch !== undefined)
        throw authorFault(`${mismatch} Give loop ${step.name} an input ${output.name} of that type.`);
      state.values[output.slot] = value!;
    }
    state.agenda.push(index);
  }
}
