import type {
  DeleteKnowledgeBaseDocumentsRequest,
  DeleteKnowledgeBaseDocumentsResponse,
} from '@streambed/model/bedrock-agent';
import { createOnce } from '../idempotency.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asDocumentException } from './as-document-exception.ts';
import { absentDocument, documentDetail, documentIdOf } from './document-output.ts';

/** Takes documents out again, in the background; NOT_FOUND stands for those that are not there. */
export const deleteKnowledgeBaseDocuments = operation<
  DeleteKnowledgeBaseDocumentsRequest,
  DeleteKnowledgeBaseDocumentsResponse
>({
  name: 'DeleteKnowledgeBaseDocuments',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteKnowledgeBaseDocuments',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const work = await context.knowledgeBaseWork();
    const { documentIdentifiers } = input;
    const ids = documentIdentifiers.map(documentIdOf);
    try {
      const answer = await createOnce(
        context,
        'DeleteKnowledgeBaseDocuments',
        input,
        async (repositories) => {
          const rows = await work.askToDelete(repositories, context.scope, input, ids);
          return {
            documentDetails: rows.map((row, index) =>
              row ? documentDetail(row) : absentDocument(input, documentIdentifiers[index]!),
            ),
          };
        },
      );
      work.documentsChanged(context.scope, input);
      return answer;
    } catch (error) {
      throw asDocumentException(error);
    }
  },
});
