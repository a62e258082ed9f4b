import { isDeepStrictEqual } from 'node:util';
import type { UpdateDataSourceRequest, UpdateDataSourceResponse } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';
import type { DataSourceRecord } from '../../store/index.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertNameFree } from './assert-name-free.ts';
import { checkDataSource } from './check-data-source.ts';
import { dataSourceOutput } from './data-source-output.ts';
import { findLivingDataSource } from './find-data-source.ts';

/** Replaces what may be replaced of a data source; its type and its chunking stay (services-data.md section 3). */
export const updateDataSource = operation<UpdateDataSourceRequest, UpdateDataSourceResponse>({
  name: 'UpdateDataSource',
  service: 'bedrock-agent',
  action: 'bedrock:UpdateDataSource',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, { store, scope, clock }) {
    checkDataSource(input.dataSourceConfiguration, input.vectorIngestionConfiguration);
    return store.transaction(async (repositories) => {
      const current = await findLivingDataSource(repositories, scope, input);
      assertSame(
        'dataSourceConfiguration.type',
        input.dataSourceConfiguration.type,
        current.dataSourceConfiguration.type,
      );
      assertSame(
        'vectorIngestionConfiguration.chunkingConfiguration',
        input.vectorIngestionConfiguration?.chunkingConfiguration,
        current.vectorIngestionConfiguration?.chunkingConfiguration,
      );
      await assertNameFree(repositories, scope, current.knowledgeBaseId, input.name, current.id);
      const { id, knowledgeBaseId, status, failureReasons, createdAt } = current;
      const updated: DataSourceRecord = {
        id,
        knowledgeBaseId,
        name: input.name,
        ...(input.description !== undefined && { description: input.description }),
        dataSourceConfiguration: input.dataSourceConfiguration,
        ...(input.vectorIngestionConfiguration && {
          vectorIngestionConfiguration: input.vectorIngestionConfiguration,
        }),
        ...(input.serverSideEncryptionConfiguration && {
          serverSideEncryptionConfiguration: input.serverSideEncryptionConfiguration,
        }),
        dataDeletionPolicy: input.dataDeletionPolicy ?? current.dataDeletionPolicy,
        status,
        failureReasons,
        createdAt,
        updatedAt: Math.max(clock.now(), current.updatedAt + 1),
      };
      await repositories.dataSources.update(scope, updated);
      return { dataSource: dataSourceOutput(updated) };
    });
  },
});

function assertSame(name: string, sent: unknown, kept: unknown): void {
  if (isDeepStrictEqual(sent, kept)) return;
  const message = `${name} cannot be changed once the data source is there: send it as GetDataSource shows it, or create another data source.`;
  throw validationException(message, [{ name, message }]);
}
