import { conflict, resourceNotFound } from '../../protocol/index.ts';
import type { DataSourceRecord, Repositories, Scope } from '../../store/index.ts';
import { findKnowledgeBase } from '../knowledge-bases/find-knowledge-base.ts';
import type { DataSourceIdentity } from '../knowledge-bases/knowledge-base-work.ts';

/** The data source of that id. Throws ResourceNotFoundException that says what is not there. */
export async function findDataSource(
  repositories: Repositories,
  scope: Scope,
  { knowledgeBaseId, dataSourceId }: DataSourceIdentity,
): Promise<DataSourceRecord> {
  await findKnowledgeBase(repositories, scope, knowledgeBaseId);
  const found = await repositories.dataSources.get(scope, knowledgeBaseId, dataSourceId);
  if (found) return found;
  throw resourceNotFound(
    `There is no data source ${dataSourceId} in knowledge base ${knowledgeBaseId}. ` +
      'ListDataSources shows those that are there.',
  );
}

/** The same, of one that may be changed. Throws ConflictException when it is being deleted. */
export async function findLivingDataSource(
  repositories: Repositories,
  scope: Scope,
  identity: DataSourceIdentity,
): Promise<DataSourceRecord> {
  const found = await findDataSource(repositories, scope, identity);
  if (found.status !== 'DELETING') return found;
  throw conflict(`Data source ${identity.dataSourceId} is being deleted and cannot be changed any more.`);
}
