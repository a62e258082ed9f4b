import type { GetKnowledgeBaseRequest, GetKnowledgeBaseResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findKnowledgeBase } from './find-knowledge-base.ts';
import { knowledgeBaseOutput } from './knowledge-base-output.ts';

/** Shows a knowledge base. */
export const getKnowledgeBase = operation<GetKnowledgeBaseRequest, GetKnowledgeBaseResponse>({
  name: 'GetKnowledgeBase',
  service: 'bedrock-agent',
  action: 'bedrock:GetKnowledgeBase',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle({ knowledgeBaseId }, { store, scope }) {
    const found = await findKnowledgeBase(store, scope, knowledgeBaseId);
    return { knowledgeBase: knowledgeBaseOutput(scope, found) };
  },
});
