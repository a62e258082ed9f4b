import type { NodeType } from './node-type.ts';

/** Inside a loop: the loop's inputs on the first iteration, the returned values on later ones. */
export const loopInput: NodeType = {
  type: 'LoopInput',
  configurationKey: 'loopInput',
  slots: () => ({ inputs: [], outputs: 'free' }),
  missingConfiguration: () => undefined,
  lower: () => ({ kind: 'source' }),
};
