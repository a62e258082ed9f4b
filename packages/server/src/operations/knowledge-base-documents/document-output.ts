import type { DocumentIdentifier, KnowledgeBaseDocumentDetail } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';
import type { KnowledgeBaseDocumentRecord } from '../../store/index.ts';
import type { DataSourceIdentity } from '../knowledge-bases/knowledge-base-work.ts';
import { timestamp } from '../timestamp.ts';

/** A document as the wire shows it. Pages of the web are shown as custom documents: the wire has no kind of their own. */
export const documentDetail = ({
  knowledgeBaseId,
  dataSourceId,
  documentId,
  sourceType,
  status,
  statusReason,
  updatedAt,
}: KnowledgeBaseDocumentRecord): KnowledgeBaseDocumentDetail => ({
  knowledgeBaseId,
  dataSourceId,
  status,
  identifier:
    sourceType === 'S3'
      ? { dataSourceType: 'S3', s3: { uri: documentId } }
      : { dataSourceType: 'CUSTOM', custom: { id: documentId } },
  ...(statusReason !== undefined && { statusReason }),
  updatedAt: timestamp(updatedAt),
});

/** What a document that is not there is answered with. */
export const absentDocument = (
  { knowledgeBaseId, dataSourceId }: DataSourceIdentity,
  identifier: DocumentIdentifier,
): KnowledgeBaseDocumentDetail => ({ knowledgeBaseId, dataSourceId, status: 'NOT_FOUND', identifier });

/** What a document is found by. Throws ValidationException for an identifier without the part that its type needs. */
export const documentIdOf = ({ dataSourceType, s3, custom }: DocumentIdentifier, index: number): string => {
  const id = dataSourceType === 'S3' ? s3?.uri : custom?.id;
  if (id !== undefined) return id;
  const name = `documentIdentifiers[${index}]`;
  const message = `${name} is of the type ${dataSourceType} and needs ${dataSourceType === 'S3' ? 's3.uri' : 'custom.id'}.`;
  throw validationException(message, [{ name, message }]);
};
