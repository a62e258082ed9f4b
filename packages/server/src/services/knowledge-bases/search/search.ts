import { callerFault } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { SearchType } from '@streambed/model/bedrock-agent-runtime';
import type { ChunkPassage, DocumentIdentity, FoundChunk, Scope } from '../../../store/index.ts';
import { type CheckedFilter, matchesFilter } from '../filter/index.ts';
import { type Candidates, candidatesInMemory, candidatesOnDisk, type Passes } from './candidates.ts';
import { fuse } from './fuse.ts';
import { matchingWords, tellingWords, wordFrequency } from './matching-words.ts';
import { offsetOf, pageToken } from './page-token.ts';
import { type IndexedStore, SearchIndexes } from './search-indexes.ts';

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

/** Searches knowledge bases of the store (services-data.md section 3, "Retrieve"). */
export class KnowledgeBaseSearch {
  readonly #store: IndexedStore;
  readonly #indexes: SearchIndexes;

  constructor(options: SearchOptions) {
    this.#store = options.store;
    this.#indexes = new SearchIndexes(options);
  }

  /**
   * The chunks of a knowledge base that answer best. Chunks of one parent are one result, the parent's text.
   * Rejects with FlowError `validation` for a token of another request, and with StoreError.
   */
  async search(scope: Scope, knowledgeBaseId: string, request: SearchRequest): Promise<SearchAnswer> {
    const { text, searchType, filter, numberOfResults } = request;
    const asked = [knowledgeBaseId, text, searchType, filter, numberOfResults];
    const offset = request.nextToken === undefined ? 0 : offsetOf(request.nextToken, asked);
    if (offset + numberOfResults > DEEPEST) {
      throw callerFault(
        `nextToken leads beyond the first ${DEEPEST} results, which are all that are ranked.`,
      );
    }
    const ranking = await this.#ranking(scope, knowledgeBaseId, request, offset + numberOfResults + 1);
    const found = await this.#results(scope, knowledgeBaseId, ranking, offset + numberOfResults + 1);
    const results = found.slice(offset, offset + numberOfResults);
    const next = offset + numberOfResults;
    const hasMore = found.length > next && next + numberOfResults <= DEEPEST;
    return { results, ...(hasMore && { nextToken: pageToken(next, asked) }) };
  }

  /** Lets go of all vectors in memory. */
  close(): void {
    this.#indexes.clear();
  }

  async #ranking(
    scope: Scope,
    knowledgeBaseId: string,
    { text, vector, searchType, filter, numberOfResults }: SearchRequest,
    count: number,
  ): Promise<readonly FoundChunk[]> {
    const { chunks } = this.#store;
    const passes = filter && ((metadata: JsonObject) => matchesFilter(filter, metadata));
    const candidates = await this.#candidates(scope, knowledgeBaseId, passes);
    if (searchType === 'SEMANTIC') {
      // Children of one parent become one result: with twice as many there are enough of them, mostly.
      const nearest = await candidates.nearest(vector, 2 * count);
      return nearest.map(({ number, score }) => ({ number, score: Math.min(1, Math.max(0, score)) }));
    }
    // The same for every page, so that all pages are of one ranking; it ends with what both searches found.
    const depth = Math.max(FUSED, 2 * (numberOfResults + 1));
    const nearest = await candidates.nearest(vector, depth);
    const frequencies = this.#indexes.frequenciesOf(scope, knowledgeBaseId);
    const words = await tellingWords(text, wordFrequency(chunks, scope, knowledgeBaseId, frequencies));
    const matching =
      words.length === 0
        ? []
        : await matchingWords(
            (limit) => chunks.matching(scope, knowledgeBaseId, words, limit),
            candidates.admitted,
            depth,
            passes !== undefined,
          );
    return fuse([nearest, matching]);
  }

  async #candidates(scope: Scope, knowledgeBaseId: string, passes: Passes | undefined): Promise<Candidates> {
    const { chunks } = this.#store;
    const index = await this.#indexes.of(scope, knowledgeBaseId);
    return index === undefined
      ? candidatesOnDisk(chunks, scope, knowledgeBaseId, passes)
      : candidatesInMemory(chunks, scope, knowledgeBaseId, index, passes);
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
