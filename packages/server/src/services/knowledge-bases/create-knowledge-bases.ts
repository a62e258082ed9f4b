import { dependencyFailed, type Ids, type KnowledgeBasePort, type ServiceCall } from '@streambed/flow/ports';
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
    retrieveAndGenerate: async (request, call) => {
      const { knowledgeBaseConfiguration } = request.retrieveAndGenerateConfiguration ?? {};
      return portOf(knowledgeBaseConfiguration?.knowledgeBaseId ?? '', call).retrieveAndGenerate(
        request,
        call,
      );
    },
    close: () => aws.close(),
  };
}

const modeOf = (
  { routes = [], mode = 'embedded' }: KnowledgeBasesConfiguration,
  id: string,
): KnowledgeBasesMode => routes.find(({ knowledgeBase }) => matchesWildcard(knowledgeBase, id))?.mode ?? mode;

const notHere = (knowledgeBaseId: string, nodeName: string | undefined) =>
  dependencyFailed(
    knowledgeBaseId,
    `${nodeName === undefined ? 'The request' : `Node ${nodeName}`} asks knowledge base ${knowledgeBaseId}, and this version of Streambed has none of its own. To ask one in Amazon Bedrock, set knowledgeBases.mode to aws in the configuration file.`,
  );
