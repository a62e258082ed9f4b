import type { Ids, KnowledgeBasePort } from '@streambed/flow/ports';
import type { RetrieveAndGenerateRequest } from '@streambed/model/bedrock-agent-runtime';
import { matchesWildcard } from '../wildcard.ts';
import { createAwsKnowledgeBases } from './aws.ts';
import type { KnowledgeBasesConfiguration, KnowledgeBasesMode } from './configuration.ts';
import {
  createEmbeddedKnowledgeBases,
  type EmbeddedKnowledgeBases,
  type EmbeddedKnowledgeBasesOptions,
} from './embedded.ts';
import { bedrockReranker } from './reranking/index.ts';

export interface KnowledgeBasesOptions {
  readonly configuration?: KnowledgeBasesConfiguration;
  readonly ids: Ids;
  /** What the knowledge bases of this server work with. */
  readonly embedded: Omit<EmbeddedKnowledgeBasesOptions, 'rerankingModels' | 'ids' | 'privateHosts'>;
}

/** The knowledge bases that the configuration describes, and the work on those that are this server's own. */
export function createKnowledgeBases({
  configuration = {},
  ids,
  embedded: options,
}: KnowledgeBasesOptions): EmbeddedKnowledgeBases {
  const aws = createAwsKnowledgeBases({
    ids,
    ...(configuration.aws && { configuration: configuration.aws }),
  });
  const embedded = createEmbeddedKnowledgeBases({
    ...options,
    ids,
    // Where Bedrock is configured its reranking models are there for passages of ours, too.
    ...((configuration.aws || configuration.mode === 'aws') && { rerankingModels: bedrockReranker(aws) }),
    ...(configuration.web?.privateHosts && { privateHosts: configuration.web.privateHosts }),
  });
  const portOf = (knowledgeBaseId: string): KnowledgeBasePort =>
    modeOf(configuration, knowledgeBaseId) === 'aws' ? aws : embedded;
  return {
    retrieve: async (request, call) => portOf(request.knowledgeBaseId).retrieve(request, call),
    retrieveAndGenerate: async (request, call) =>
      portOf(knowledgeBaseOf(request)).retrieveAndGenerate(request, call),
    retrieveAndGenerateStream: async (request, call) =>
      portOf(knowledgeBaseOf(request)).retrieveAndGenerateStream(request, call),
    rerank: async (request, call) => (configuration.mode === 'aws' ? aws : embedded).rerank(request, call),
    work: embedded.work,
    resume: () => embedded.resume(),
    async close() {
      await Promise.all([embedded.close(), aws.close()]);
    },
  };
}

const modeOf = (
  { routes = [], mode = 'embedded' }: KnowledgeBasesConfiguration,
  id: string,
): KnowledgeBasesMode => routes.find(({ knowledgeBase }) => matchesWildcard(knowledgeBase, id))?.mode ?? mode;

/** The one that an answer is asked of; none where it is asked of documents. */
const knowledgeBaseOf = ({ retrieveAndGenerateConfiguration }: RetrieveAndGenerateRequest): string =>
  retrieveAndGenerateConfiguration?.knowledgeBaseConfiguration?.knowledgeBaseId ?? '';
