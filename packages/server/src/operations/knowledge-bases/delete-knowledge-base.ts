import type { DeleteKnowledgeBaseRequest, DeleteKnowledgeBaseResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findKnowledgeBase } from './find-knowledge-base.ts';

/**
 * Deletes a knowledge base with its data sources and everything in it, in the background: DELETING until it is gone. One
 * that is being deleted answers the same again.
 */
export const deleteKnowledgeBase = operation<DeleteKnowledgeBaseRequest, DeleteKnowledgeBaseResponse>({
  name: 'DeleteKnowledgeBase',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteKnowledgeBase',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle({ knowledgeBaseId }, { store, scope, clock, knowledgeBaseWork }) {
    const deleting = await store.transaction(async (repositories) => {
      const current = await findKnowledgeBase(repositories, scope, knowledgeBaseId);
      const row = {
        ...current,
        status: 'DELETING' as const,
        failureReasons: [],
        updatedAt: Math.max(clock.now(), current.updatedAt + 1),
      };
      if (current.status !== 'DELETING') await repositories.knowledgeBases.update(scope, row);
      return row;
    });
    (await knowledgeBaseWork()).knowledgeBaseDeleted(scope, deleting);
    return { knowledgeBaseId, status: 'DELETING' };
  },
});
