import type { CreateDataSourceRequest, CreateDataSourceResponse } from '@streambed/model/bedrock-agent';
import type { DataSourceRecord } from '../../store/index.ts';
import { createOnce } from '../idempotency.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { findLivingKnowledgeBase } from '../knowledge-bases/find-knowledge-base.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { assertNameFree } from './assert-name-free.ts';
import { checkDataSource } from './check-data-source.ts';
import { dataSourceOutput } from './data-source-output.ts';

/** Creates a data source, AVAILABLE at once; nothing is read before a job is started. */
export const createDataSource = operation<CreateDataSourceRequest, CreateDataSourceResponse>({
  name: 'CreateDataSource',
  service: 'bedrock-agent',
  action: 'bedrock:CreateDataSource',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const { scope, quotas, clock, ids } = context;
    const { knowledgeBaseId, name, dataSourceConfiguration, vectorIngestionConfiguration } = input;
    checkDataSource(dataSourceConfiguration, vectorIngestionConfiguration);
    return createOnce(context, 'CreateDataSource', input, async (repositories) => {
      await findLivingKnowledgeBase(repositories, scope, knowledgeBaseId);
      const count = await repositories.dataSources.count(scope, knowledgeBaseId);
      const owner = `Knowledge base ${knowledgeBaseId}`;
      assertRoomFor(quotas, 'dataSourcesPerKnowledgeBase', count, owner, 'data sources');
      await assertNameFree(repositories, scope, knowledgeBaseId, name);
      const now = clock.now();
      const dataSource: DataSourceRecord = {
        id: ids.resourceId(),
        knowledgeBaseId,
        name,
        ...(input.description !== undefined && { description: input.description }),
        dataSourceConfiguration,
        ...(vectorIngestionConfiguration && { vectorIngestionConfiguration }),
        ...(input.serverSideEncryptionConfiguration && {
          serverSideEncryptionConfiguration: input.serverSideEncryptionConfiguration,
        }),
        dataDeletionPolicy: input.dataDeletionPolicy ?? 'DELETE',
        status: 'AVAILABLE',
        failureReasons: [],
        createdAt: now,
        updatedAt: now,
      };
      await repositories.dataSources.insert(scope, dataSource);
      return { dataSource: dataSourceOutput(dataSource) };
    });
  },
});
