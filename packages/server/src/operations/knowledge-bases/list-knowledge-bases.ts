import type { ListKnowledgeBasesRequest, ListKnowledgeBasesResponse } from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { knowledgeBaseSummary } from './knowledge-base-output.ts';

/** Lists knowledge bases, newest first. */
export const listKnowledgeBases = operation<ListKnowledgeBasesRequest, ListKnowledgeBasesResponse>({
  name: 'ListKnowledgeBases',
  service: 'bedrock-agent',
  action: 'bedrock:ListKnowledgeBases',
  resource: () => '*',
  async handle(input, context) {
    const { rows, nextToken } = await readPage(context, 'ListKnowledgeBases', '', input, (page) =>
      context.store.knowledgeBases.list(context.scope, page),
    );
    return {
      knowledgeBaseSummaries: rows.map(knowledgeBaseSummary),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
});
