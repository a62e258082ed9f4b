import type { FlowNodeOutput } from '../definition/index.ts';
import type { Slot } from '../nodes/index.ts';
import type { GraphNode } from './graph.ts';
import type { Scope } from './scope.ts';

type Declared = { readonly name: string; readonly type: Slot['type'] };

/** The predefined slot of that name; undefined when there is none, `free` when the author chooses names. */
export const slotNamed = (slots: readonly Slot[] | 'free', name: string): Slot | 'free' | undefined =>
  slots === 'free' ? 'free' : slots.find((slot) => slot.name === name);

/** The slots that a node must declare and does not. */
export function undeclared(slots: readonly Slot[] | 'free', declared: readonly Declared[]): Slot[] {
  if (slots === 'free') return [];
  const names = new Set(declared.map(({ name }) => name));
  return slots.filter((slot) => slot.required && !names.has(slot.name));
}

/**
 * What a LoopController may return to the start of its loop: the outputs of the LoopInput beside it. Undefined for
 * other nodes, and when there is not exactly one LoopInput.
 */
export function returnable(scope: Scope, node: GraphNode): readonly FlowNodeOutput[] | undefined {
  if (node.type !== 'LoopController') return undefined;
  const loopInputs = scope.graph.nodes.filter((other) => other.type === 'LoopInput');
  return loopInputs.length === 1 ? loopInputs[0]?.outputs : undefined;
}
