import type { RetrieveAndGenerateRequest } from '@streambed/model/bedrock-agent-runtime';
import type { Scope } from '../../store/index.ts';
import { knowledgeBaseArn } from '../identifiers.ts';

/** The ARN of the knowledge base that an answer is asked of, for authorization; `*` where it is asked of documents. */
export const answerResource = (
  { retrieveAndGenerateConfiguration }: RetrieveAndGenerateRequest,
  scope: Scope,
): string => {
  const { knowledgeBaseId } = retrieveAndGenerateConfiguration?.knowledgeBaseConfiguration ?? {};
  return knowledgeBaseId === undefined ? '*' : knowledgeBaseArn(scope, knowledgeBaseId);
};
