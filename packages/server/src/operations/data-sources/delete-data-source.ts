import type { DeleteDataSourceRequest, DeleteDataSourceResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findDataSource } from './find-data-source.ts';

/**
 * Deletes a data source in the background, with what it holds unless its policy is RETAIN: DELETING until it is gone. One
 * that is being deleted answers the same again.
 */
export const deleteDataSource = operation<DeleteDataSourceRequest, DeleteDataSourceResponse>({
  name: 'DeleteDataSource',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteDataSource',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle({ knowledgeBaseId, dataSourceId }, { store, scope, clock, knowledgeBaseWork }) {
    const deleting = await store.transaction(async (repositories) => {
      const current = await findDataSource(repositories, scope, { knowledgeBaseId, dataSourceId });
      const row = {
        ...current,
        status: 'DELETING' as const,
        failureReasons: [],
        updatedAt: Math.max(clock.now(), current.updatedAt + 1),
      };
      if (current.status !== 'DELETING') await repositories.dataSources.update(scope, row);
      return row;
    });
    (await knowledgeBaseWork()).dataSourceDeleted(scope, deleting);
    return { knowledgeBaseId, dataSourceId, status: 'DELETING' };
  },
});
