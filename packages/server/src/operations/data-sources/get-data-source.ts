import type { GetDataSourceRequest, GetDataSourceResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { dataSourceOutput } from './data-source-output.ts';
import { findDataSource } from './find-data-source.ts';

/** Shows a data source. */
export const getDataSource = operation<GetDataSourceRequest, GetDataSourceResponse>({
  name: 'GetDataSource',
  service: 'bedrock-agent',
  action: 'bedrock:GetDataSource',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, { store, scope }) {
    return { dataSource: dataSourceOutput(await findDataSource(store, scope, input)) };
  },
});
