import type { KnowledgeBaseRecord, Scope, Store } from '../../packages/server/src/store/index.ts';

/** Where the knowledge bases of benchmarks stand: the account and region that a server has without configuration. */
export const scope: Scope = { accountId: '000000000000', region: 'us-east-1' };
export const knowledgeBaseId = 'BENCH00001';
export const dataSourceId = 'BENCHDS001';
export const CHUNKS_OF_DOCUMENT = 100;

const WORDS_OF_CHUNK = 80;
const VOCABULARY = 40_000;

let state = 42;
/** From 0 to 1, the same in every run. */
export function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return (state >>> 0) / 2 ** 32;
}

/** Words as often as words are: the n-th in n-th part. */
const word = () => `word${Math.floor(Math.exp(random() * Math.log(VOCABULARY)))}`;
export const words = (count: number): string => Array.from({ length: count }, word).join(' ');

/** The id of the document that has a chunk, by the chunk's row from 0. */
export const documentOf = (row: number): string => `document-${row - (row % CHUNKS_OF_DOCUMENT)}`;

export interface Filling {
  readonly chunks: number;
  readonly configuration: KnowledgeBaseRecord['knowledgeBaseConfiguration'];
  /** Of a row from 0, with its text. */
  readonly vectorOf: (row: number, text: string) => Float32Array;
}

/**
 * A knowledge base of so many chunks of 80 words, in documents of a hundred, each document a transaction as ingestion makes
 * them; a document has a `year` in its metadata, from 1900 to 1999. Answers how long it took, in ms.
 */
export async function fillKnowledgeBase(
  store: Store,
  { chunks: count, configuration, vectorOf }: Filling,
): Promise<number> {
  const times = { createdAt: 0, updatedAt: 0 };
  await store.knowledgeBases.insert(scope, {
    id: knowledgeBaseId,
    name: 'bench',
    roleArn: 'arn:aws:iam::000000000000:role/bench',
    knowledgeBaseConfiguration: configuration,
    status: 'ACTIVE',
    failureReasons: [],
    ...times,
  });
  await store.dataSources.insert(scope, {
    id: dataSourceId,
    knowledgeBaseId,
    name: 'bench',
    dataSourceConfiguration: { type: 'CUSTOM' },
    dataDeletionPolicy: 'DELETE',
    status: 'AVAILABLE',
    failureReasons: [],
    ...times,
  });
  const start = performance.now();
  for (let first = 0; first < count; first += CHUNKS_OF_DOCUMENT) {
    const identity = { knowledgeBaseId, dataSourceId, documentId: documentOf(first) };
    const metadata = { source: identity.documentId, year: 1900 + ((first / CHUNKS_OF_DOCUMENT) % 100) };
    const chunks = Array.from({ length: Math.min(CHUNKS_OF_DOCUMENT, count - first) }, (_, ordinal) => {
      const text = words(WORDS_OF_CHUNK);
      const vector = vectorOf(first + ordinal, text);
      return { ...identity, generation: 1, ordinal, text, start: 0, end: text.length, metadata, vector };
    });
    const document = {
      ...identity,
      sourceType: 'CUSTOM' as const,
      status: 'INDEXED' as const,
      metadata,
      generation: 1,
      chunkCount: chunks.length,
      ...times,
    };
    await store.transaction(async (inside) => {
      await inside.knowledgeBaseDocuments.put(scope, document);
      await inside.chunks.insert(scope, chunks);
      await inside.knowledgeBaseDocuments.publish(scope, document);
    });
  }
  return performance.now() - start;
}
