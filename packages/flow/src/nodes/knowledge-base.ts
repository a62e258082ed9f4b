import { type NodeType, required } from './node-type.ts';
import { unavailable } from './unavailable.ts';

/** Retrieves from a knowledge base; with a model it answers from what it retrieved. */
export const knowledgeBase: NodeType = {
  type: 'KnowledgeBase',
  configurationKey: 'knowledgeBase',
  slots: (node) => ({
    inputs: [required('retrievalQuery', 'String')],
    outputs: [
      node.configuration?.knowledgeBase?.modelId
        ? required('outputText', 'String')
        : required('retrievalResults', 'Array'),
    ],
  }),
  missingConfiguration(node) {
    const configuration = node.configuration?.knowledgeBase;
    if (!configuration?.knowledgeBaseId)
      return 'names no knowledge base; set knowledgeBaseId to the one it shall search.';
    if (configuration.guardrailConfiguration && !configuration.modelId)
      return 'has a guardrail but no model; a guardrail checks a generated answer, so set modelId too.';
    return undefined;
  },
  lower: () => ({ kind: 'work' }),
  execute: (work) => unavailable(work, work.configuration.knowledgeBase?.knowledgeBaseId),
};
