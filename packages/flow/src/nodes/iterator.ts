import { type NodeType, required } from './node-type.ts';

/** Runs everything downstream of it, up to a Collector, once per item and in order. */
export const iterator: NodeType = {
  type: 'Iterator',
  configurationKey: 'iterator',
  slots: () => ({
    inputs: [required('array', 'Array')],
    outputs: [required('arrayItem', 'Any'), required('arraySize', 'Number')],
  }),
  missingConfiguration: () => undefined,
  lower: () => ({ kind: 'each' }),
};
