import { type NodeType, required } from './node-type.ts';

/** A way out: each value that arrives becomes a flowOutputEvent. */
export const output: NodeType = {
  type: 'Output',
  configurationKey: 'output',
  slots: () => ({ inputs: [required('document', 'Any')], outputs: [] }),
  missingConfiguration: () => undefined,
  lower: () => ({ kind: 'emit' }),
};
