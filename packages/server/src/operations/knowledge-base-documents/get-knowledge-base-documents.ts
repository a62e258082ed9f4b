import type {
  GetKnowledgeBaseDocumentsRequest,
  GetKnowledgeBaseDocumentsResponse,
} from '@streambed/model/bedrock-agent';
import { findDataSource } from '../data-sources/find-data-source.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { absentDocument, documentDetail, documentIdOf } from './document-output.ts';

/** Shows how documents fare; NOT_FOUND stands for those that are not there. */
export const getKnowledgeBaseDocuments = operation<
  GetKnowledgeBaseDocumentsRequest,
  GetKnowledgeBaseDocumentsResponse
>({
  name: 'GetKnowledgeBaseDocuments',
  service: 'bedrock-agent',
  action: 'bedrock:GetKnowledgeBaseDocuments',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, { store, scope }) {
    const { knowledgeBaseId, dataSourceId, documentIdentifiers } = input;
    await findDataSource(store, scope, input);
    const ids = documentIdentifiers.map(documentIdOf);
    const rows = await Promise.all(
      ids.map((documentId) =>
        store.knowledgeBaseDocuments.get(scope, { knowledgeBaseId, dataSourceId, documentId }),
      ),
    );
    return {
      documentDetails: rows.map((row, index) =>
        row ? documentDetail(row) : absentDocument(input, documentIdentifiers[index]!),
      ),
    };
  },
});
