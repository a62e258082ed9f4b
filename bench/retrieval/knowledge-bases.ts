import type { EmbedTexts } from '../../packages/server/src/services/knowledge-bases/embedding/index.ts';
import { scoreLexically } from '../../packages/server/src/services/knowledge-bases/reranking/score-lexically.ts';
import { KnowledgeBaseSearch } from '../../packages/server/src/services/knowledge-bases/search/index.ts';
import {
  matchingWords,
  tellingWords,
  wordFrequency,
} from '../../packages/server/src/services/knowledge-bases/search/matching-words.ts';
import type { KnowledgeBaseRecord, Scope, Store } from '../../packages/server/src/store/index.ts';
import type { Corpus } from './corpus.ts';

/** Indexes of passages, best first. */
export type Ranking = readonly number[];

/** The book in a knowledge base of the real store, and the ways to search it. */
export interface SearchedBook {
  byWords(question: string): Promise<Ranking>;
  byVectors(question: string): Promise<Ranking>;
  hybrid(question: string): Promise<Ranking>;
  /** Hybrid, its first results in the order of the built-in reranker. */
  reranked(question: string): Promise<Ranking>;
}

export const RESULTS = 10;
/** Results that are reranked. */
const RERANKED = 50;

const scope: Scope = { accountId: '000000000000', region: 'us-east-1' };
const times = { createdAt: 0, updatedAt: 0 };
const dataSourceId = 'BOOKSOURCE';

export interface BookOptions {
  readonly store: Store;
  readonly corpus: Corpus;
  readonly knowledgeBase: Pick<KnowledgeBaseRecord, 'id' | 'knowledgeBaseConfiguration'>;
  readonly documents: EmbedTexts;
  readonly queries: EmbedTexts;
}

/** Embeds the passages and keeps them. */
export const storeBook = async ({
  store,
  corpus: { passages },
  knowledgeBase,
  documents,
  queries,
}: BookOptions): Promise<SearchedBook> => {
  const { id: knowledgeBaseId } = knowledgeBase;
  const identity = { knowledgeBaseId, dataSourceId, documentId: 'the-voyage-of-the-beagle.md' };
  const { signal } = new AbortController();
  const vectors = await documents(
    passages.map(({ text }) => text),
    signal,
  );
  await store.knowledgeBases.insert(scope, {
    ...knowledgeBase,
    name: knowledgeBaseId,
    roleArn: 'arn:aws:iam::000000000000:role/bench',
    status: 'ACTIVE',
    failureReasons: [],
    ...times,
  });
  await store.dataSources.insert(scope, {
    id: dataSourceId,
    knowledgeBaseId,
    name: 'book',
    dataSourceConfiguration: { type: 'CUSTOM' },
    dataDeletionPolicy: 'DELETE',
    status: 'AVAILABLE',
    failureReasons: [],
    ...times,
  });
  const document = {
    ...identity,
    sourceType: 'CUSTOM' as const,
    status: 'INDEXED' as const,
    metadata: {},
    generation: 1,
    chunkCount: passages.length,
    ...times,
  };
  await store.transaction(async (inside) => {
    await inside.knowledgeBaseDocuments.put(scope, document);
    await inside.chunks.insert(
      scope,
      passages.map(({ text, start, end }, ordinal) => ({
        ...identity,
        generation: 1,
        ordinal,
        text,
        start,
        end,
        metadata: {},
        vector: vectors[ordinal]!,
      })),
    );
    await inside.knowledgeBaseDocuments.publish(scope, document);
  });

  const search = new KnowledgeBaseSearch({ store });
  const { chunks } = store;
  const byStart = new Map(passages.map(({ start }, index) => [start, index]));
  const find = async (text: string, searchType: 'SEMANTIC' | 'HYBRID', numberOfResults: number) => {
    const [vector] = await queries([text], signal);
    const { results } = await search.search(scope, knowledgeBaseId, {
      text,
      vector: vector!,
      searchType,
      numberOfResults,
    });
    return results;
  };
  const indexesOf = (found: readonly { readonly start: number }[]): Ranking =>
    found.map(({ start }) => byStart.get(start)!);
  return {
    async byWords(question) {
      const counted = await tellingWords(question, wordFrequency(chunks, scope, knowledgeBaseId, new Map()));
      const words = counted.map(({ word }) => word);
      const rarity = {
        chunks: passages.length,
        frequencies: counted.map(({ frequency }) => frequency),
      };
      const found = await matchingWords(
        (limit) => chunks.matching(scope, knowledgeBaseId, words, limit, rarity),
        async (all) => all,
        RESULTS,
        false,
      );
      const numbers = found.map(({ number }) => number);
      const starts = new Map(
        (await chunks.passages(scope, knowledgeBaseId, numbers)).map((passage) => [passage.number, passage]),
      );
      return indexesOf(numbers.map((number) => starts.get(number)!));
    },
    byVectors: async (question) => indexesOf(await find(question, 'SEMANTIC', RESULTS)),
    hybrid: async (question) => indexesOf(await find(question, 'HYBRID', RESULTS)),
    async reranked(question) {
      const found = await find(question, 'HYBRID', RERANKED);
      const scores = scoreLexically(
        question,
        found.map(({ text }) => text),
      );
      const order = scores.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
      return indexesOf(order.slice(0, RESULTS).map(({ index }) => found[index]!));
    },
  };
};
