import { dependencyFailed, type Ids, type KnowledgeBasePort, type ServiceCall } from '@streambed/flow/ports';
import type { RetrieveAndGenerateRequest } from '@streambed/model/bedrock-agent-runtime';
import { matchesWildcard } from '../wildcard.ts';
import { createAwsKnowledgeBases } from './aws.ts';
import type { KnowledgeBasesConfiguration, KnowledgeBasesMode } from './configuration.ts';

export interface KnowledgeBasesOptions {
  readonly configuration?: KnowledgeBasesConfiguration;
  readonly ids: Ids;
}

/** The knowledge bases that the configuration describes. */
export function createKnowledgeBases({
  configuration = {},
  ids,
}: KnowledgeBasesOptions): KnowledgeBasePort & { close(): Promise<void> } {
  const aws = createAwsKnowledgeBases({
    ids,
    ...(configuration.aws && { configuration: configuration.aws }),
  });
  /** Throws where the knowledge base would be this server's own. */
  const portOf = (knowledgeBaseId: string, call: ServiceCall): KnowledgeBasePort => {
    if (modeOf(configuration, knowledgeBaseId) === 'aws') return aws;
    throw notHere(knowledgeBaseId, call.nodeName);
  };
  return {
    retrieve: async (request, call) => portOf(request.knowledgeBaseId, call).retrieve(request, call),
    retrieveAndGenerate: async (request, call) =>
      portOf(knowledgeBaseOf(request), call).retrieveAndGenerate(request, call),
    retrieveAndGenerateStream: async (request, call) =>
      portOf(knowledgeBaseOf(request), call).retrieveAndGenerateStream(request, call),
    rerank: async (request, call) => {
      if ((configuration.mode ?? 'embedded') === 'aws') return aws.rerank(request, call);
      throw dependencyFailed('Rerank', 'This version of Streambed reranks nothing by itself.');
    },
    close: () => aws.close(),
  };
}

const modeOf = (
  { routes = [], mode = 'embedded' }: KnowledgeBasesConfiguration,
  id: string,
): KnowledgeBasesMode => routes.find(({ knowledgeBase }) => matchesWildcard(knowledgeBase, id))?.mode ?? mode;

/** The one that an answer is asked of; none where it is asked of documents. */
const knowledgeBaseOf = ({ retrieveAndGenerateConfiguration }: RetrieveAndGenerateRequest): string =>
  retrieveAndGenerateConfiguration?.knowledgeBaseConfiguration?.knowledgeBaseId ?? '';

const notHere = (knowledgeBaseId: string, nodeName: string | undefined) =>
  dependencyFailed(
    knowledgeBaseId,
    `${nodeName === undefined ? 'The request' : `Node ${nodeName}`} asks knowledge base ${knowledgeBaseId}, and this version of Streambed has none of its own. To ask one in Amazon Bedrock, set knowledgeBases.mode to aws in the configuration file.`,
  );
