import type { KnowledgeBaseConfiguration } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';

/** Throws ValidationException for a kind of knowledge base that is not served here, or one that does not say its model. */
export const checkKnowledgeBaseConfiguration = ({
  type,
  vectorKnowledgeBaseConfiguration: vector,
}: KnowledgeBaseConfiguration): void => {
  if (type !== 'VECTOR')
    refuse(
      'knowledgeBaseConfiguration.type',
      `Knowledge bases of the type ${type} are not served here: use VECTOR, or ask this one in Amazon Bedrock (docs/configuration.md, knowledgeBases).`,
    );
  if (!vector)
    refuse(
      'knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration',
      'A knowledge base of the type VECTOR needs vectorKnowledgeBaseConfiguration with its embeddingModelArn.',
    );
};

function refuse(name: string, message: string): never {
  throw validationException(message, [{ name, message }]);
}
