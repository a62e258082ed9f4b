import { callerFault, FlowError } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { SearchType } from '@streambed/model/bedrock-agent-runtime';
import type { ChunkPassage, DocumentIdentity, FoundChunk, Scope } from '../../../store/index.ts';
import { inTurns } from '../../turns.ts';
import { createQueue } from '../embedding/queue.ts';
import { type CheckedFilter, matchesFilter } from '../filter/index.ts';
import { candidatesInMemory, candidatesOnDisk } from './candidates.ts';
import { fuse } from './fuse.ts';
import { matchingWords, tellingWords, wordFrequency } from './matching-words.ts';
import { offsetOf, pageToken } from './page-token.ts';
import { type IndexedStore, SearchIndexes } from './search-indexes.ts';
import type { VectorIndex } from './vector-index.ts';

export interface SearchRequest {
  /** What is asked; for HYBRID its words are searched for. */
  readonly text: string;
  /** What is asked, by the embedding model of the knowledge base; of unit length. */
  readonly vector: Float32Array;
  /** SEMANTIC: by nearness of vectors alone. HYBRID: by words, too. */
  readonly searchType: SearchType;
  readonly filter?: CheckedFilter;
  /** Of a page; from 1 to 100. */
  readonly numberOfResults: number;
  readonly nextToken?: string;
}

export interface SearchResult extends DocumentIdentity {
  /** What the store calls the chunk; of several with one parent, the best. */
  readonly number: number;
  /** The chunk's, or its parent's where it has one. */
  readonly text: string;
  /** UTF-16 units in the document's text. */
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  readonly headings?: readonly string[];
  readonly metadata: JsonObject;
  /** 0 to 1: the cosine (SEMANTIC), or the share of the best rank in both searches (HYBRID). */
  readonly score: number;
}

export interface SearchAnswer {
  /** Best first. */
  readonly results: readonly SearchResult[];
  /** Present when more follow. */
  readonly nextToken?: string;
}

export interface SearchOptions {
  readonly store: IndexedStore;
  /** Bytes that the vectors in memory may take up; what has no place is searched on disk. */
  readonly memoryLimit?: number;
}

/** Results that pages can reach: beyond, ranks mean nothing. */
const DEEPEST = 1_000;
/** Ranks that are fused at least: the first results of one search may stand deep in the other. */
const FUSED = 50;

/** Searches that wait for their turn; more are told to come again, since the last would wait for half a minute. */
const MOST_WAITING = 1_000;

/** Searches knowledge bases of the store (services-data.md section 3, "Retrieve"). */
export class KnowledgeBaseSearch {
  readonly #store: IndexedStore;
  readonly #indexes: SearchIndexes;
  /** A search is work for the processor alone: two at a time would both be done later. */
  readonly #oneAtATime = createQueue(1);
  #waiting = 0;

  constructor(options: SearchOptions) {
    this.#store = options.store;
    this.#indexes = new SearchIndexes(options);
  }

  /**
   * The chunks of a knowledge base that answer best. Chunks of one parent are one result, the parent's text. One search is
   * worked on at a time, and everything else has its turn between two.
   * Rejects with FlowError `validation` for a token of another request, `throttling` when very many wait, with the signal's
   * reason, and with StoreError.
   */
  async search(
    scope: Scope,
    knowledgeBaseId: string,
    request: SearchRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SearchAnswer> {
    const { text, searchType, filter, numberOfResults } = request;
    const asked = [knowledgeBaseId, text, searchType, filter, numberOfResults];
    const offset = request.nextToken === undefined ? 0 : offsetOf(request.nextToken, asked);
    if (offset + numberOfResults > DEEPEST) {
      throw callerFault(
        `nextToken leads beyond the first ${DEEPEST} results, which are all that are ranked.`,
      );
    }
    // Others need not wait while it is filled.
    const index = await this.#indexes.of(scope, knowledgeBaseId);
    const found = await this.#inTurn(knowledgeBaseId, signal, async () => {
      const count = offset + numberOfResults + 1;
      const ranking = await this.#ranking(scope, knowledgeBaseId, request, { index, count, signal });
      return this.#results(scope, knowledgeBaseId, ranking, count);
    });
    const results = found.slice(offset, offset + numberOfResults);
    const next = offset + numberOfResults;
    const hasMore = found.length > next && next + numberOfResults <= DEEPEST;
    return { results, ...(hasMore && { nextToken: pageToken(next, asked) }) };
  }

  /** Lets go of all vectors in memory. */
  close(): void {
    this.#indexes.clear();
  }

  async #inTurn<Result>(
    knowledgeBaseId: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (this.#waiting >= MOST_WAITING) {
      throw new FlowError({
        kind: 'throttling',
        blame: 'caller',
        message: `${MOST_WAITING} searches wait for their turn already. Try again later.`,
        resourceName: knowledgeBaseId,
      });
    }
    this.#waiting += 1;
    try {
      return await this.#oneAtATime(async () => {
        await othersTurn();
        signal.throwIfAborted();
        return work();
      }, signal);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #ranking(
    scope: Scope,
    knowledgeBaseId: string,
    { text, vector, searchType, filter, numberOfResults }: SearchRequest,
    { index, count, signal }: RankingOptions,
  ): Promise<readonly FoundChunk[]> {
    const { chunks } = this.#store;
    const passes = filter && ((metadata: JsonObject) => matchesFilter(filter, metadata));
    const candidates =
      index === undefined
        ? candidatesOnDisk(chunks, scope, knowledgeBaseId, passes)
        : candidatesInMemory(
            chunks,
            scope,
            knowledgeBaseId,
            index,
            passes && (await inTurns(index.admitting(passes), signal)),
          );
    if (searchType === 'SEMANTIC') {
      // Children of one parent become one result: with twice as many there are enough of them, mostly.
      const nearest = await candidates.nearest(vector, 2 * count);
      return nearest.map(({ number, score }) => ({ number, score: Math.min(1, Math.max(0, score)) }));
    }
    // The same for every page, so that all pages are of one ranking; it ends with what both searches found.
    const depth = Math.max(FUSED, 2 * (numberOfResults + 1));
    const nearest = await candidates.nearest(vector, depth);
    const frequencies = this.#indexes.frequenciesOf(scope, knowledgeBaseId);
    const counted = await tellingWords(text, wordFrequency(chunks, scope, knowledgeBaseId, frequencies));
    const words = counted.map(({ word }) => word);
    const rarity = {
      chunks: index?.size ?? (await chunks.count(scope, knowledgeBaseId)),
      frequencies: counted.map(({ frequency }) => frequency),
    };
    const matching =
      words.length === 0
        ? []
        : await matchingWords(
            (limit) => chunks.matching(scope, knowledgeBaseId, words, limit, rarity),
            candidates.admitted,
            depth,
            passes !== undefined,
          );
    return fuse([nearest, matching]);
  }

  /** The first `count` results of a ranking, parents in place of their children, each once. */
  async #results(
    scope: Scope,
    knowledgeBaseId: string,
    ranking: readonly FoundChunk[],
    count: number,
  ): Promise<SearchResult[]> {
    const results = new Map<string, SearchResult>();
    for (let first = 0; first < ranking.length && results.size < count; first += count) {
      const some = ranking.slice(first, first + count);
      const numbers = some.map(({ number }) => number);
      const passages = byNumber(await this.#store.chunks.passages(scope, knowledgeBaseId, numbers));
      const vectors = byNumber(await this.#store.chunks.vectorsNumbered(scope, knowledgeBaseId, numbers));
      for (const { number, score } of some) {
        const passage = passages.get(number);
        const metadata = vectors.get(number)?.metadata;
        // Replaced or deleted since it was found.
        if (passage === undefined || metadata === undefined) continue;
        const key = resultKey(passage);
        if (!results.has(key)) results.set(key, resultOf(passage, JSON.parse(metadata) as JsonObject, score));
      }
    }
    return [...results.values()].slice(0, count);
  }
}

interface RankingOptions {
  /** Undefined when it has no place in memory. */
  readonly index: VectorIndex | undefined;
  /** Results that are wanted. */
  readonly count: number;
  readonly signal: AbortSignal;
}

const othersTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const byNumber = <Item extends { readonly number: number }>(items: readonly Item[]): Map<number, Item> =>
  new Map(items.map((item) => [item.number, item]));

const resultKey = ({ dataSourceId, documentId, number, parent }: ChunkPassage): string =>
  JSON.stringify(parent === undefined ? number : [dataSourceId, documentId, parent.ordinal]);

function resultOf(passage: ChunkPassage, metadata: JsonObject, score: number): SearchResult {
  const { knowledgeBaseId, dataSourceId, documentId, number, page, headings } = passage;
  const { text, start, end } = passage.parent ?? passage;
  return {
    knowledgeBaseId,
    dataSourceId,
    documentId,
    number,
    text,
    start,
    end,
    ...(page !== undefined && { page }),
    ...(headings !== undefined && { headings }),
    metadata,
    score,
  };
}
