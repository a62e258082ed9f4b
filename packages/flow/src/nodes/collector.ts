import { type NodeType, required } from './node-type.ts';

/** Gathers one item per iteration and goes on once with all of them. */
export const collector: NodeType = {
  type: 'Collector',
  configurationKey: 'collector',
  slots: () => ({
    inputs: [required('arrayItem', 'Any'), required('arraySize', 'Number')],
    outputs: [required('collectedArray', 'Array')],
  }),
  missingConfiguration: () => undefined,
  lower: () => ({ kind: 'gather' }),
};
