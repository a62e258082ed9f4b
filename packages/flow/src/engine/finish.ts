import type { JsonObject } from '@streambed/model';
import type { PlanStep } from '../plan/index.ts';
import { authorFault } from '../ports/index.ts';
import { deliver, settle } from './connections.ts';
import type { ExecutionChainItem, NodeInputField } from './flow-event.ts';
import { outputMismatch } from './inputs.ts';
import { StepStatus } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * A step has its outputs: they are checked, kept and delivered. `goes on` leaves the step open, for an Iterator that
 * has more items. Throws FlowError when an output is missing or of another type than declared.
 */
export function finish(
  turn: Turn,
  step: PlanStep,
  outputs: Readonly<JsonObject>,
  chain: readonly ExecutionChainItem[],
  end: 'done' | 'goes on' = 'done',
): void {
  const { plan, state, now } = turn;
  const declared: JsonObject = {};
  for (const output of step.outputs) {
    const value = Object.hasOwn(outputs, output.name) ? outputs[output.name] : undefined;
    const mismatch = outputMismatch(step.name, output, value);
    if (mismatch) throw authorFault(mismatch);
    declared[output.name] = value!;
    state.values[output.slot] = value!;
  }
  turn.events.push({
    type: 'nodeOutput',
    at: now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain,
    outputs: declared,
  });
  if (end === 'done') {
    state.steps[step.index] = StepStatus.done;
    settle(state, step);
  }
  for (const output of step.outputs)
    for (const connection of output.connections) deliver(plan, state, connection);
}

/** Records that a node has its inputs and starts. */
export function nodeInput(
  turn: Turn,
  step: PlanStep,
  fields: readonly NodeInputField[],
  chain: readonly ExecutionChainItem[],
): void {
  if (fields.length === 0) return;
  turn.events.push({
    type: 'nodeInput',
    at: turn.now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain,
    fields,
  });
}
