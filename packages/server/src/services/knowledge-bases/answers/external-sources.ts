import { callerFault, type ObjectStorePort, type ServiceCall } from '@streambed/flow/ports';
import type { ExternalSource, KnowledgeBaseRetrievalResult } from '@streambed/model/bedrock-agent-runtime';
import { chunkDocument } from '../chunking/index.ts';
import { type DocumentParser, DocumentProblem } from '../parsing/index.ts';

export interface ExternalSourcesWorld {
  readonly objects: Pick<ObjectStorePort, 'getObject'>;
  readonly parser: Pick<DocumentParser, 'parseDocument'>;
  /** Places of the texts that answer the query best, best first, at most so many. */
  readonly rank: (query: string, texts: readonly string[], most: number) => Promise<readonly number[]>;
}

/** Of longer documents only the passages that fit the question best are read. Tokens, and passages. */
const READ_WHOLE = 12_000;
const MOST_PASSAGES = 24;

/**
 * The passages of documents that a request brings along or names in a bucket (EXTERNAL_SOURCES): all of them where they
 * are short, else those that fit the question best, in the documents' order.
 *
 * @throws FlowError `validation` for a document that cannot be read, and what the bucket answers
 */
export const passagesOfSources = async (
  sources: readonly ExternalSource[],
  question: string,
  { objects, parser, rank }: ExternalSourcesWorld,
  call: ServiceCall,
): Promise<readonly KnowledgeBaseRetrievalResult[]> => {
  const passages: KnowledgeBaseRetrievalResult[] = [];
  let tokens = 0;
  for (const [index, source] of sources.entries()) {
    const { name, mimeType, bytes, location } = await readSource(source, index, objects, call);
    const chunks = await chunksOf({ name, mimeType, bytes }, parser, call.signal);
    for (const chunk of chunks) {
      tokens += chunk.tokens;
      passages.push({
        content: { type: 'TEXT', text: chunk.text },
        location,
        ...(chunk.page !== undefined && {
          metadata: { 'x-amz-bedrock-kb-document-page-number': chunk.page },
        }),
      });
    }
  }
  if (tokens <= READ_WHOLE) return passages;
  const best = await rank(
    question,
    passages.map(({ content }) => content.text ?? ''),
    MOST_PASSAGES,
  );
  return [...best].sort((one, other) => one - other).map((place) => passages[place]!);
};

interface ReadSource {
  readonly name: string;
  readonly mimeType: string | undefined;
  readonly bytes: Uint8Array;
  readonly location: NonNullable<KnowledgeBaseRetrievalResult['location']>;
}

const S3_URI = /^s3:\/\/([^/]+)\/(.+)$/s;

const readSource = async (
  { sourceType, byteContent, s3Location }: ExternalSource,
  index: number,
  objects: Pick<ObjectStorePort, 'getObject'>,
  call: ServiceCall,
): Promise<ReadSource> => {
  const where = `externalSourcesConfiguration.sources[${index}]`;
  if (sourceType === 'BYTE_CONTENT') {
    if (!byteContent) throw callerFault(`${where} is of type BYTE_CONTENT and has no byteContent.`);
    const { identifier, contentType, data } = byteContent;
    return {
      name: identifier,
      mimeType: contentType,
      bytes: data,
      location: { type: 'CUSTOM', customDocumentLocation: { id: identifier } },
    };
  }
  const uri = s3Location?.uri ?? '';
  const [, bucket, key] = S3_URI.exec(uri) ?? [];
  if (bucket === undefined || key === undefined)
    throw callerFault(`${where}.s3Location.uri must be s3://BUCKET/KEY.`);
  const { body, contentType } = await objects.getObject({ bucket, key }, call);
  return {
    name: key,
    mimeType: contentType,
    bytes: body,
    location: { type: 'S3', s3Location: { uri } },
  };
};

const chunksOf = async (
  { name, mimeType, bytes }: Omit<ReadSource, 'location'>,
  parser: Pick<DocumentParser, 'parseDocument'>,
  signal: AbortSignal,
) => {
  try {
    const document = await parser.parseDocument({
      name,
      ...(mimeType !== undefined && { mimeType }),
      bytes,
      signal,
    });
    const { chunks } = await chunkDocument(document, { configuration: undefined, embed: noVectors, signal });
    return chunks;
  } catch (error) {
    if (error instanceof DocumentProblem) throw callerFault(error.message);
    throw error;
  }
};

/** The default chunking asks for none. */
const noVectors = (): Promise<never> => Promise.reject(new Error('the default chunking needs no vectors'));
