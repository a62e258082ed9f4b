import type {
  ListKnowledgeBaseDocumentsRequest,
  ListKnowledgeBaseDocumentsResponse,
} from '@streambed/model/bedrock-agent';
import { findDataSource } from '../data-sources/find-data-source.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { documentDetail } from './document-output.ts';

/** Lists the documents of a data source by their ids. */
export const listKnowledgeBaseDocuments = operation<
  ListKnowledgeBaseDocumentsRequest,
  ListKnowledgeBaseDocumentsResponse
>({
  name: 'ListKnowledgeBaseDocuments',
  service: 'bedrock-agent',
  action: 'bedrock:ListKnowledgeBaseDocuments',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const { store, scope } = context;
    const { knowledgeBaseId, dataSourceId } = input;
    await findDataSource(store, scope, input);
    const subject = JSON.stringify([knowledgeBaseId, dataSourceId]);
    const { rows, nextToken } = await readPage(
      context,
      'ListKnowledgeBaseDocuments',
      subject,
      input,
      (page) => store.knowledgeBaseDocuments.list(scope, knowledgeBaseId, dataSourceId, page),
    );
    return { documentDetails: rows.map(documentDetail), ...(nextToken !== undefined && { nextToken }) };
  },
});
