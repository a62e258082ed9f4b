import type { KnowledgeBaseFlowNodeConfiguration } from '@streambed/model/bedrock-agent';
import type {
  GenerationConfiguration,
  KnowledgeBaseRetrievalConfiguration,
  OrchestrationConfiguration,
  RetrieveAndGenerateRequest,
  RetrieveRequest,
} from '@streambed/model/bedrock-agent-runtime';

/*
 * The two requests of a KnowledgeBase node, from its configuration and its query (nodes.md, KnowledgeBase). What the
 * node leaves out is left out of the request: defaults are the service's.
 */

/** Passages: what a node without a model asks for. */
export const retrieveRequest = (
  configuration: KnowledgeBaseFlowNodeConfiguration,
  text: string,
): RetrieveRequest => ({
  knowledgeBaseId: configuration.knowledgeBaseId,
  retrievalQuery: { text },
  ...retrievalOf(configuration),
});

/** A written answer: what a node with a model asks for. The guardrail checks the query and the answer. */
export const retrieveAndGenerateRequest = (
  configuration: KnowledgeBaseFlowNodeConfiguration,
  modelArn: string,
  text: string,
  latency: 'standard' | 'optimized' | undefined,
): RetrieveAndGenerateRequest => ({
  input: { text },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: {
      knowledgeBaseId: configuration.knowledgeBaseId,
      modelArn,
      ...retrievalOf(configuration),
      ...generationOf(configuration, latency),
      ...orchestrationOf(configuration),
    },
  },
});

function retrievalOf({ numberOfResults, rerankingConfiguration }: KnowledgeBaseFlowNodeConfiguration): {
  retrievalConfiguration?: KnowledgeBaseRetrievalConfiguration;
} {
  if (numberOfResults === undefined && rerankingConfiguration === undefined) return {};
  return {
    retrievalConfiguration: {
      vectorSearchConfiguration: {
        ...(numberOfResults !== undefined && { numberOfResults }),
        ...(rerankingConfiguration && { rerankingConfiguration }),
      },
    },
  };
}

function generationOf(
  { promptTemplate, inferenceConfiguration, guardrailConfiguration }: KnowledgeBaseFlowNodeConfiguration,
  latency: 'standard' | 'optimized' | undefined,
): { generationConfiguration?: GenerationConfiguration } {
  const { guardrailIdentifier, guardrailVersion = 'DRAFT' } = guardrailConfiguration ?? {};
  const generationConfiguration: GenerationConfiguration = {
    ...(promptTemplate?.textPromptTemplate !== undefined && { promptTemplate: { ...promptTemplate } }),
    ...(inferenceConfiguration?.text && {
      inferenceConfig: { textInferenceConfig: inferenceConfiguration.text },
    }),
    ...(guardrailIdentifier && {
      guardrailConfiguration: { guardrailId: guardrailIdentifier, guardrailVersion },
    }),
    ...(latency && { performanceConfig: { latency } }),
  };
  return Object.keys(generationConfiguration).length > 0 ? { generationConfiguration } : {};
}

function orchestrationOf({ orchestrationConfiguration }: KnowledgeBaseFlowNodeConfiguration): {
  orchestrationConfiguration?: OrchestrationConfiguration;
} {
  if (!orchestrationConfiguration) return {};
  const { promptTemplate, inferenceConfig, additionalModelRequestFields, performanceConfig } =
    orchestrationConfiguration;
  return {
    orchestrationConfiguration: {
      ...(promptTemplate?.textPromptTemplate !== undefined && { promptTemplate: { ...promptTemplate } }),
      ...(inferenceConfig?.text && { inferenceConfig: { textInferenceConfig: inferenceConfig.text } }),
      ...(additionalModelRequestFields && { additionalModelRequestFields }),
      ...(performanceConfig && { performanceConfig }),
    },
  };
}
