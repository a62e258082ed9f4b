import type { FlowNode, FlowNodeType } from '../definition/index.ts';
import { type NodeType, optional, required } from './node-type.ts';

/** Runs its nested definition at least once, until its LoopController says stop. */
export const loop: NodeType = {
  type: 'Loop',
  configurationKey: 'loop',
  // The inputs mirror what the LoopInput hands on, the outputs what the LoopController leaves the loop with.
  slots(node) {
    const loopInput = onlyOne(node, 'LoopInput');
    const loopController = onlyOne(node, 'LoopController');
    return {
      inputs: loopInput ? (loopInput.outputs ?? []).map(({ name, type }) => required(name, type)) : 'free',
      outputs: loopController
        ? (loopController.inputs ?? [])
            .filter((input) => input.category === 'ExitLoop')
            .map(({ name, type }) => optional(name, type))
        : 'free',
    };
  },
  missingConfiguration: (node) =>
    node.configuration?.loop?.definition
      ? undefined
      : 'has no nested definition; add one with a LoopInput, a body and a LoopController.',
  lower: () => ({ kind: 'repeat' }),
};

/** The node of that type in the body; undefined when there is none, or more than one. */
function onlyOne(node: FlowNode, type: FlowNodeType): FlowNode | undefined {
  const found = (node.configuration?.loop?.definition?.nodes ?? []).filter((inner) => inner?.type === type);
  return found.length === 1 ? found[0] : undefined;
}
