import type { JsonValue } from '@streambed/model';
import { yieldsArray } from '../expressions/index.ts';
import type { PlanStepOf } from '../plan/index.ts';
import { arrive, close } from './connections.ts';
import { give, nodeInput } from './finish.ts';
import { evaluateInput } from './inputs.ts';
import { openIteration } from './iterations.ts';
import { StepStatus } from './state.ts';
import { count, enter, isFollowed, type Turn } from './turn.ts';

/** An Iterator has its array; its body opens once per item. */
export function openEach(turn: Turn, step: PlanStepOf<'each'>, items: JsonValue[]): void {
  const { plan, state } = turn;
  const scope = state.scopes[step.opens]!;
  scope.iteration = 0;
  // Written out, an array that already stands in some value would stand there twice.
  scope.items = yieldsArray(plan.inputs[step.array]!.expression) ? items : null;
  scope.harvests = plan.scopes[step.opens]!.gatherers.map(() => []);
  nextItem(turn, step, items);
}

/** Every step of the body is through with an item: its Collectors gather, and the next item has its turn. */
export function endItem(turn: Turn, step: PlanStepOf<'each'>): void {
  const { plan, state } = turn;
  const scope = state.scopes[step.opens]!;
  for (const [order, gatherer] of plan.scopes[step.opens]!.gatherers.entries())
    gather(turn, plan.steps[gatherer] as PlanStepOf<'gather'>, scope.harvests![order]!);
  enter(turn, step);
  scope.iteration++;
  nextItem(turn, step, scope.items ?? (evaluateInput(turn, step, step.array).value as JsonValue[]));
}

function nextItem(turn: Turn, step: PlanStepOf<'each'>, items: JsonValue[]): void {
  const { plan, state } = turn;
  const scope = state.scopes[step.opens]!;
  const body = plan.scopes[step.opens]!;
  if (scope.iteration < items.length) {
    count(turn, step);
    openIteration(plan, state, body);
    enter(turn, step, scope.chain);
    const pinned = turn.settings.substitutes?.pinned(step, scope.chain);
    if (pinned) give(turn, step, pinned, 'Pinned');
    else give(turn, step, { arrayItem: items[scope.iteration]!, arraySize: items.length });
    return;
  }
  if (isFollowed(turn))
    turn.events.push({
      type: 'iterationsEnded',
      at: turn.now,
      step: step.index,
      nodeName: step.name,
      nodeType: step.nodeType,
      chain: turn.chain,
    });
  scope.active = false;
  scope.items = null;
  close(state, step);
  for (const gatherer of body.gatherers) arrive(state, gatherer);
}

/** Takes this iteration's item, if the branch that leads to the Collector was taken; else the item is left out. */
function gather(turn: Turn, step: PlanStepOf<'gather'>, harvest: JsonValue[]): void {
  const { plan, state } = turn;
  if (state.steps[step.index] !== StepStatus.waiting) return;
  enter(turn, step, state.scopes[step.gathers]!.chain);
  const isOpen = step.gate === -1 || !plan.inputs[step.gate]!.fromBody || state.via[step.gate] !== -1;
  if (isOpen && state.via[step.item] !== -1) {
    const fields = [];
    for (let input = step.firstInput; input < step.endInput; input++)
      if (plan.inputs[input]!.fromBody && state.via[input] !== -1)
        fields.push(evaluateInput(turn, step, input));
    nodeInput(turn, step, fields);
    harvest.push(fields.find(({ name }) => name === 'arrayItem')!.value);
  }
  const end = step.gate === -1 ? step.endInput : step.gate + 1;
  for (let input = step.firstInput; input < end; input++)
    if (plan.inputs[input]!.fromBody) state.via[input] = -1;
}

/** Hands over what a Collector has gathered: from now on it is the value of its output, and not kept here too. */
export function takeHarvest({ plan, state }: Turn, step: PlanStepOf<'gather'>): JsonValue[] {
  const harvests = state.scopes[step.gathers]!.harvests!;
  const order = plan.scopes[step.gathers]!.gatherers.indexOf(step.index);
  const harvest = harvests[order]!;
  harvests[order] = [];
  return harvest;
}
