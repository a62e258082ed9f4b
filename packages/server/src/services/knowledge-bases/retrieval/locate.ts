import type { RetrievalResultLocation } from '@streambed/model/bedrock-agent-runtime';
import type { KnowledgeBaseDocumentRecord } from '../../../store/index.ts';

/** Where a document lies, as Retrieve tells it; custom documents that lie in a bucket are told by their id. */
export const locationOf = ({
  sourceType,
  documentId,
}: Pick<KnowledgeBaseDocumentRecord, 'sourceType' | 'documentId'>): RetrievalResultLocation => {
  switch (sourceType) {
    case 'S3':
      return { type: 'S3', s3Location: { uri: documentId } };
    case 'WEB':
      return { type: 'WEB', webLocation: { url: documentId } };
    case 'CUSTOM':
      return { type: 'CUSTOM', customDocumentLocation: { id: documentId } };
  }
};
