import { conflict, resourceNotFound } from '../../protocol/index.ts';
import type { KnowledgeBaseRecord, Repositories, Scope } from '../../store/index.ts';

/** The knowledge base of that id. Throws ResourceNotFoundException. */
export async function findKnowledgeBase(
  { knowledgeBases }: Repositories,
  scope: Scope,
  knowledgeBaseId: string,
): Promise<KnowledgeBaseRecord> {
  const found = await knowledgeBases.get(scope, knowledgeBaseId);
  if (found) return found;
  throw resourceNotFound(
    `There is no knowledge base ${knowledgeBaseId} in account ${scope.accountId} and region ${scope.region}. ` +
      'ListKnowledgeBases shows those that are there.',
  );
}

/** The same, of one that may be changed. Throws ConflictException when it is being deleted. */
export async function findLivingKnowledgeBase(
  repositories: Repositories,
  scope: Scope,
  knowledgeBaseId: string,
): Promise<KnowledgeBaseRecord> {
  const found = await findKnowledgeBase(repositories, scope, knowledgeBaseId);
  if (found.status !== 'DELETING') return found;
  throw conflict(`Knowledge base ${knowledgeBaseId} is being deleted and cannot be changed any more.`);
}
