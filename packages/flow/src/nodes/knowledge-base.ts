import type { PortCall, Ports, Work, WorkResult } from '../ports/index.ts';
import { retrieve, retrieveAndGenerate } from './knowledge-base-calls.ts';
import { type NodeType, required } from './node-type.ts';

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
};

/** Passages, or with a model an answer that was written from them. Rejects with FlowError. */
export const askKnowledgeBase = (work: Work, ports: Ports, call: PortCall): Promise<WorkResult> =>
  work.configuration.knowledgeBase?.modelId
    ? retrieveAndGenerate(work, ports, call)
    : retrieve(work, ports, call);
