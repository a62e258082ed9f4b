import type { ServiceCall } from '@streambed/flow/ports';
import type {
  DocumentIdentity,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseDocumentRepository,
  Scope,
} from '../../../store/index.ts';
import { DocumentProblem } from '../parsing/index.ts';
import { type ObjectSource, s3Document, s3Sidecar } from './s3.ts';
import { asSidecar, decodeSent, type SentDocument } from './sent-document.ts';
import { DocumentGone, type ListSource, type SourceDocument } from './source.ts';

export interface CustomSourceOptions {
  readonly documents: Pick<KnowledgeBaseDocumentRepository, 'list' | 'get'>;
  readonly scope: Scope;
  readonly dataSource: Omit<DocumentIdentity, 'documentId'>;
  readonly objects: ObjectSource;
  readonly call: Omit<ServiceCall, 'signal'>;
}

const PAGE = 200;

/**
 * The documents that were sent to a CUSTOM data source: what lies in S3 is looked at again, what was sent itself is there
 * until somebody deletes it. Those that wait to be read for the first time are left to whoever works on what was sent.
 */
export const customSource =
  (options: CustomSourceOptions): ListSource =>
  async () => ({ items: sentDocuments(options) });

async function* sentDocuments({
  documents,
  scope,
  dataSource,
  objects,
  call,
}: CustomSourceOptions): AsyncGenerator<SourceDocument> {
  const { knowledgeBaseId, dataSourceId } = dataSource;
  let after: string | undefined;
  do {
    const page = await documents.list(scope, knowledgeBaseId, dataSourceId, {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    for (const listed of page.rows) {
      // Lists leave out what was sent.
      const record = listed.status === 'FAILED' ? await documents.get(scope, listed) : listed;
      if (record) yield keptDocument(record, objects, call);
    }
    after = page.next;
  } while (after !== undefined);
}

/** A stored document of a CUSTOM source, to be looked at again. */
function keptDocument(
  record: KnowledgeBaseDocumentRecord,
  objects: ObjectSource,
  call: Omit<ServiceCall, 'signal'>,
): SourceDocument {
  if (record.inline) return givenDocument(record, decodeSent(record.inline), objects, call);
  const { documentId, uri } = record;
  return {
    documentId,
    sourceType: 'CUSTOM',
    ...(uri !== undefined && { uri }),
    name: uri ?? documentId,
    metadata: 'kept',
    async open({ signal, knownTag }) {
      if (uri === undefined) return undefined;
      const found = await s3Document({ objects, call, uri, signal });
      // Whoever sent the address takes the document back; its object may be on the way to another place.
      if (!found) throw new DocumentProblem('broken', `There is no object ${uri} any more.`);
      if (knownTag !== undefined && found.tag === knownTag) return undefined;
      const opened = await found.open({ signal });
      return opened && { ...opened, ...(found.tag !== undefined && { tag: found.tag }) };
    },
  };
}

/**
 * What IngestKnowledgeBaseDocuments was sent, as a document. An object that was sent to an S3 source without metadata has
 * the metadata file that lies beside it. `open` rejects with DocumentGone for an object that is not there.
 */
export async function documentOfSent(
  record: Pick<KnowledgeBaseDocumentRecord, 'documentId' | 'sourceType'>,
  sent: SentDocument,
  objects: ObjectSource,
  call: ServiceCall,
): Promise<SourceDocument> {
  const { uri, metadata } = sent;
  if (record.sourceType !== 'S3' || uri === undefined || metadata)
    return givenDocument(record, sent, objects, call);
  const found = await s3Document({ objects, call, uri, signal: call.signal });
  return found ?? givenDocument(record, sent, objects, call);
}

function givenDocument(
  { documentId, sourceType }: Pick<KnowledgeBaseDocumentRecord, 'documentId' | 'sourceType'>,
  { uri, content, metadata }: SentDocument,
  objects: ObjectSource,
  call: Omit<ServiceCall, 'signal'>,
): SourceDocument {
  return {
    documentId,
    sourceType,
    ...(uri !== undefined && uri !== documentId && { uri }),
    name: uri ?? documentId,
    ...(metadata &&
      ('uri' in metadata
        ? { sidecar: s3Sidecar({ objects, call, uri: metadata.uri }) }
        : { metadata: asSidecar(metadata.attributes) })),
    async open({ signal }) {
      if (uri === undefined) return content;
      const found = await s3Document({ objects, call, uri, signal });
      if (!found) throw new DocumentGone(`There is no object ${uri}.`);
      const opened = await found.open({ signal });
      return opened && { ...opened, ...(found.tag !== undefined && { tag: found.tag }) };
    },
  };
}
