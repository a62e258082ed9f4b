import type { JsonObject } from '@streambed/model';
import type { PlanStep } from '../plan/index.ts';
import { authorFault } from '../ports/index.ts';
import { close, deliver } from './connections.ts';
import type { NodeInputField, NodeOutputEvent } from './flow-event.ts';
import { outputMismatch } from './inputs.ts';
import { isTold, type Turn } from './turn.ts';

/** A step has its outputs and is through. Throws FlowError when one is missing or of another type than declared. */
export function finish(
  turn: Turn,
  step: PlanStep,
  outputs: Readonly<JsonObject>,
  origin?: NodeOutputEvent['origin'],
): void {
  give(turn, step, outputs, origin);
  close(turn.state, step);
}

/** Checks, keeps and delivers outputs, and leaves the step open: an Iterator gives its outputs once per item. */
export function give(
  turn: Turn,
  step: PlanStep,
  outputs: Readonly<JsonObject>,
  origin?: NodeOutputEvent['origin'],
): void {
  const { plan, state } = turn;
  for (const output of step.outputs) {
    const value = Object.hasOwn(outputs, output.name) ? outputs[output.name] : undefined;
    const mismatch = outputMismatch(step.name, output, value);
    if (mismatch !== undefined) throw authorFault(mismatch, { field: `output:${output.name}.type` });
    state.values[output.slot] = value!;
  }
  if (isTold(turn)) nodeOutput(turn, step, origin);
  for (const output of step.outputs)
    for (const connection of output.connections) deliver(plan, state, connection);
}

/** What a step has given: its declared outputs, nothing that came along with them. */
function nodeOutput(
  { state, events, now, chain }: Turn,
  step: PlanStep,
  origin: NodeOutputEvent['origin'],
): void {
  const outputs: JsonObject = {};
  for (const { name, slot } of step.outputs) outputs[name] = state.values[slot]!;
  events.push({
    type: 'nodeOutput',
    at: now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain,
    outputs,
    ...(origin && { origin }),
  });
}

/** Records that the step at work has its inputs and starts. */
export function nodeInput(turn: Turn, step: PlanStep, fields: readonly NodeInputField[]): void {
  if (fields.length === 0 || !isTold(turn)) return;
  turn.events.push({
    type: 'nodeInput',
    at: turn.now,
    step: step.index,
    nodeName: step.name,
    nodeType: step.nodeType,
    chain: turn.chain,
    fields,
  });
}
