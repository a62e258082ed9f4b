import { type NodeType, required } from './node-type.ts';

/** The flow's one way in: hands the invocation's document on. */
export const input: NodeType = {
  type: 'Input',
  configurationKey: 'input',
  slots: () => ({ inputs: [], outputs: [required('document', 'Any')] }),
  missingConfiguration: () => undefined,
  lower: () => ({ kind: 'source' }),
};
