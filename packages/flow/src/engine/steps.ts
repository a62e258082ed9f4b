import type { JsonObject, JsonValue } from '@streambed/model';
import { evaluateCondition } from '../expressions/index.ts';
import type { PlanStep, PlanStepOf } from '../plan/index.ts';
import { authorFault, FlowError } from '../ports/index.ts';
import { close, deliver, kill } from './connections.ts';
import { openEach, takeHarvest } from './each.ts';
import { finish, nodeInput } from './finish.ts';
import type { NodeInputField } from './flow-event.ts';
import { evaluateInputs } from './inputs.ts';
import { openRepeat } from './repeat.ts';
import { StepStatus } from './state.ts';
import { type Call, count, enter, isFollowed, isTold, type Turn } from './turn.ts';

/** Starts a step that has all it waited for: control constructs finish at once, work becomes a call. */
export function start(turn: Turn, step: PlanStep): void {
  enter(turn, step);
  count(turn, step);
  turn.state.steps[step.index] = StepStatus.started;
  const pinned = pinnedOf(turn, step);
  if (pinned) {
    finish(turn, step, pinned, 'Pinned');
    return;
  }
  switch (step.kind) {
    case 'source':
      finish(turn, step, storedOutputs(turn, step));
      break;
    case 'emit':
      emit(turn, step);
      break;
    case 'choose':
      choose(turn, step);
      break;
    case 'each':
      openEach(turn, step, begin(turn, step)[step.array - step.firstInput]!.value as JsonValue[]);
      break;
    case 'gather':
      begin(turn, step);
      finish(turn, step, { collectedArray: takeHarvest(turn, step) });
      break;
    case 'repeat':
      openRepeat(turn, step, byName(begin(turn, step)));
      break;
    case 'decide':
      decide(turn, step);
      break;
    case 'work':
      enqueue(turn, step);
      break;
  }
}

/** An Iterator has outputs per item, and opens its body all the same (each.ts). */
const pinnedOf = ({ settings, chain }: Turn, step: PlanStep) =>
  settings.substitutes && step.kind !== 'each' && step.outputs.length > 0
    ? settings.substitutes.pinned(step, chain)
    : undefined;

/** The call that a started work step waits for; used again when a stored state is taken up. */
export function callOf({ state }: Turn, step: PlanStepOf<'work'>, inputs: readonly NodeInputField[]): Call {
  return {
    id: state.calls[step.index]!,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    configuration: step.configuration,
    inputs,
    outputs: step.outputs,
    chain: state.scopes[step.scope]!.chain,
  };
}

function begin(turn: Turn, step: PlanStep): NodeInputField[] {
  const inputs = evaluateInputs(turn, step);
  nodeInput(turn, step, inputs);
  return inputs;
}

function emit(turn: Turn, step: PlanStepOf<'emit'>): void {
  const inputs = begin(turn, step);
  turn.events.push({
    type: 'flowOutput',
    at: turn.now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain: turn.chain,
    document: inputs[step.document - step.firstInput]!.value,
  });
  close(turn.state, step);
}

function choose(turn: Turn, step: PlanStepOf<'choose'>): void {
  const { plan, state } = turn;
  const values = new Map(begin(turn, step).map(({ name, value }) => [name, value]));
  const chosen = firstSatisfied(step, values);
  if (isTold(turn))
    turn.events.push({
      type: 'conditionResult',
      at: turn.now,
      step: step.index,
      nodeName: step.name,
      nodeType: step.nodeType,
      chain: turn.chain,
      satisfiedConditions: chosen === undefined ? [] : [chosen],
    });
  state.values[step.chosen] = chosen ?? null;
  close(state, step);
  // Open the branch before the others are given up: a join of both must not be skipped first.
  for (const condition of step.conditions)
    if (condition.name === chosen)
      for (const connection of condition.connections) deliver(plan, state, connection);
  for (const condition of step.conditions)
    if (condition.name !== chosen)
      for (const connection of condition.connections) kill(plan, state, connection);
}

/** In list order; the default condition holds when no other does, wherever it stands in the list. */
function firstSatisfied(
  step: PlanStepOf<'choose'>,
  values: ReadonlyMap<string, JsonValue>,
): string | undefined {
  for (const { name, expression } of step.conditions)
    if (expression !== null && holds(step, name, () => evaluateCondition(expression, values))) return name;
  return step.conditions.find(({ expression }) => expression === null)?.name;
}

function decide(turn: Turn, step: PlanStepOf<'decide'>): void {
  const conditions = new Map<string, JsonValue>();
  const returned: JsonObject = {};
  const exits: JsonObject = {};
  for (const { name, value, category } of begin(turn, step)) {
    if (category === 'ReturnValueToLoopStart') returned[name] = value;
    else if (category === 'ExitLoop') exits[name] = value;
    else conditions.set(name, value);
  }
  const truth = holds(step, 'continueCondition', () => evaluateCondition(step.condition, conditions));
  turn.state.scopes[step.scope]!.decision = {
    goesOn: truth === turn.settings.loopContinuesWhen,
    returned,
    exits,
  };
  close(turn.state, step);
}

function holds(step: PlanStep, condition: string, evaluate: () => boolean): boolean {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    throw authorFault(`Condition ${condition} of node ${step.name} cannot be decided: ${error.message}`, {
      field:
        step.kind === 'decide'
          ? 'configuration.loopController.continueCondition.expression'
          : `condition:${condition}.expression`,
    });
  }
}

function enqueue(turn: Turn, step: PlanStepOf<'work'>): void {
  const { state, settings } = turn;
  if (state.inFlight >= settings.maxConcurrency) {
    state.queued.push(step.index);
    if (isFollowed(turn))
      turn.events.push({
        type: 'nodeQueued',
        at: turn.now,
        step: step.index,
        nodeName: step.name,
        nodeType: step.nodeType,
        chain: turn.chain,
      });
    return;
  }
  launch(turn, step);
}

/** Makes the call of a work step whose turn has come. */
export function launch(turn: Turn, step: PlanStepOf<'work'>): void {
  const { state } = turn;
  enter(turn, step);
  const inputs = begin(turn, step);
  const recorded = turn.settings.substitutes?.recorded(step, turn.chain, inputs);
  if (recorded) {
    finish(turn, step, recorded, 'Recorded');
    return;
  }
  state.inFlight++;
  state.calls[step.index] = state.nextCall++;
  turn.calls.push(callOf(turn, step, inputs));
}

/** A source's values were put in their slots before it started. */
function storedOutputs({ state }: Turn, step: PlanStep): JsonObject {
  const outputs: JsonObject = {};
  for (const output of step.outputs) outputs[output.name] = state.values[output.slot]!;
  return outputs;
}

function byName(inputs: readonly NodeInputField[]): JsonObject {
  const values: JsonObject = {};
  for (const { name, value } of inputs) values[name] = value;
  return values;
}
