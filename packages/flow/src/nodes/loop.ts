import type { NodeType } from './node-type.ts';

/** Runs its nested definition at least once, until its LoopController says stop. */
export const loop: NodeType = {
  type: 'Loop',
  configurationKey: 'loop',
  slots: () => ({ inputs: 'free', outputs: 'free' }),
  missingConfiguration: (node) =>
    node.configuration?.loop?.definition
      ? undefined
      : 'has no nested definition; add one with a LoopInput, a body and a LoopController.',
  lower: () => ({ kind: 'repeat' }),
};
