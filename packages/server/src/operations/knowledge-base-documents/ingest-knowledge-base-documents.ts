import type {
  IngestKnowledgeBaseDocumentsRequest,
  IngestKnowledgeBaseDocumentsResponse,
} from '@streambed/model/bedrock-agent';
import { createOnce } from '../idempotency.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asDocumentException } from './as-document-exception.ts';
import { documentDetail } from './document-output.ts';

/** Takes documents in that are sent or named, in the background. Source: services-data.md section 3, "direct ingestion". */
export const ingestKnowledgeBaseDocuments = operation<
  IngestKnowledgeBaseDocumentsRequest,
  IngestKnowledgeBaseDocumentsResponse
>({
  name: 'IngestKnowledgeBaseDocuments',
  service: 'bedrock-agent',
  action: 'bedrock:IngestKnowledgeBaseDocuments',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const work = await context.knowledgeBaseWork();
    try {
      const answer = await createOnce(
        context,
        'IngestKnowledgeBaseDocuments',
        input,
        async (repositories) => {
          const rows = await work.putDocuments(repositories, context.scope, input, input.documents);
          return { documentDetails: rows.map(documentDetail) };
        },
      );
      work.documentsChanged(context.scope, input);
      return answer;
    } catch (error) {
      throw asDocumentException(error);
    }
  },
});
