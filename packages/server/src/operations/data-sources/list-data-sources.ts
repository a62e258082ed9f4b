import type { ListDataSourcesRequest, ListDataSourcesResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { findKnowledgeBase } from '../knowledge-bases/find-knowledge-base.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { dataSourceSummary } from './data-source-output.ts';

/** Lists the data sources of a knowledge base, newest first. */
export const listDataSources = operation<ListDataSourcesRequest, ListDataSourcesResponse>({
  name: 'ListDataSources',
  service: 'bedrock-agent',
  action: 'bedrock:ListDataSources',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const { store, scope } = context;
    await findKnowledgeBase(store, scope, input.knowledgeBaseId);
    const { rows, nextToken } = await readPage(
      context,
      'ListDataSources',
      input.knowledgeBaseId,
      input,
      (page) => store.dataSources.list(scope, input.knowledgeBaseId, page),
    );
    return {
      dataSourceSummaries: rows.map(dataSourceSummary),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
});
