import { type NodeType, required } from './node-type.ts';

/** Runs the author's Python like a REPL: inputs are variables, the last expression is the response. */
export const inlineCode: NodeType = {
  type: 'InlineCode',
  configurationKey: 'inlineCode',
  slots: () => ({ inputs: 'free', outputs: [required('response', 'Any')] }),
  missingConfiguration: (node) =>
    node.configuration?.inlineCode?.code?.trim()
      ? undefined
      : 'has no code; write Python whose last line is the value of the response.',
  lower: () => ({ kind: 'work' }),
};
