import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@streambed/model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aChunk,
  aDataSource,
  aKnowledgeBase,
  aSourceDocument,
  home,
  publishDocument,
} from '../../../store/contract/fixture.ts';
import { type ChunkRecord, openSqliteStore, type Store } from '../../../store/index.ts';
import { systemClock } from '../../../store/test-support/system-clock.ts';
import { checkFilter } from '../filter/index.ts';
import { KnowledgeBaseSearch, type SearchRequest } from './index.ts';

const kb = 'KB00000001';
const DIMENSIONS = 8;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-search-'));
  store = await openSqliteStore({ folder, clock: systemClock });
  await store.knowledgeBases.insert(home, aKnowledgeBase());
  await store.dataSources.insert(home, aDataSource());
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const unit = (values: readonly number[]): Float32Array => {
  const padded = Array.from({ length: DIMENSIONS }, (_, index) => values[index] ?? 0);
  const length = Math.hypot(...padded) || 1;
  return Float32Array.from(padded, (value) => value / length);
};
const east = unit([1]);
const north = unit([0, 1]);
const northEast = unit([1, 1]);

interface Passage {
  readonly text: string;
  readonly vector: Float32Array;
  readonly metadata?: JsonObject;
  readonly parent?: NonNullable<ChunkRecord['parent']>;
}

/** Publishes a document with these passages. */
async function put(documentId: string, passages: readonly Passage[], generation = 1): Promise<void> {
  const chunks = passages.map((passage, ordinal) =>
    aChunk({ documentId, generation, ordinal, end: passage.text.length, metadata: {}, ...passage }),
  );
  await publishDocument(store, home, aSourceDocument({ documentId, generation }), chunks);
}

const remove = (documentId: string) =>
  store.knowledgeBaseDocuments.delete(home, aSourceDocument({ documentId }));

/** In memory, and where no vector has a place there: the same must come of both. */
const places = [
  ['in memory', undefined],
  ['on disk', 0],
] as const;

describe.each(places)('a search %s', (_, memoryLimit) => {
  let search: KnowledgeBaseSearch;
  const ask = async (request: Partial<SearchRequest>) =>
    search.search(home, kb, {
      text: '',
      vector: east,
      searchType: 'SEMANTIC',
      numberOfResults: 5,
      ...request,
    });
  const texts = async (request: Partial<SearchRequest>) =>
    (await ask(request)).results.map(({ text }) => text);

  beforeEach(() => {
    search = new KnowledgeBaseSearch({ store, ...(memoryLimit !== undefined && { memoryLimit }) });
  });
  afterEach(() => search.close());

  test('of nothing finds nothing, and finds what comes then', async () => {
    expect(await ask({})).toEqual({ results: [] });
    expect(await ask({ searchType: 'HYBRID', text: 'hello' })).toEqual({ results: [] });
    await put('a', [{ text: 'hello', vector: east }]);
    expect(await texts({})).toEqual(['hello']);
  });

  test('by vectors gives cosines, best first, and what is known of the chunk', async () => {
    await put('a', [
      { text: 'north', vector: north },
      { text: 'north-east', vector: northEast, metadata: { year: 1905, tags: ['x'] } },
      { text: 'west', vector: unit([-1]) },
    ]);
    const { results, nextToken } = await ask({ numberOfResults: 3 });
    expect(nextToken).toBeUndefined();
    expect(results.map(({ text }) => text)).toEqual(['north-east', 'north', 'west']);
    expect(results[0]?.score).toBeCloseTo(Math.SQRT1_2, 6);
    expect(results[2]?.score).toBe(0);
    expect(results[0]).toMatchObject({
      knowledgeBaseId: kb,
      dataSourceId: 'DS00000001',
      documentId: 'a',
      start: 0,
      end: 10,
      metadata: { year: 1905, tags: ['x'] },
    });
  });

  test('by vectors and words puts first what both find', async () => {
    await put('a', [
      { text: 'alpha', vector: east },
      { text: 'the train to Winterthur', vector: northEast },
      { text: 'Winterthur', vector: unit([-1]) },
      { text: 'gamma', vector: north },
      ...Array.from({ length: 20 }, (__, index) => ({ text: `filler ${index}`, vector: unit([0, 0, 1]) })),
    ]);
    const { results } = await ask({ searchType: 'HYBRID', text: 'trains in WINTERTHUR?' });
    expect(results[0]?.text).toBe('the train to Winterthur');
    expect(results.map(({ text }) => text)).toContain('Winterthur');
    expect(results.map(({ score }) => score)).toEqual(
      results.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    expect(results.every(({ score }) => score > 0 && score <= 1)).toBe(true);
    // Words that nobody has leave the order to the vectors.
    expect((await texts({ searchType: 'HYBRID', text: 'xyzzy "*' }))[0]).toBe('alpha');
  });

  test('finds only what passes the filter, however rare that is', async () => {
    await put(
      'a',
      Array.from({ length: 300 }, (__, index) => ({
        text: `word number${index}`,
        vector: unit([1, index / 300]),
        metadata: { index },
      })),
    );
    const filter = checkFilter({ greaterThan: { key: 'index', value: 297 } });
    for (const searchType of ['SEMANTIC', 'HYBRID'] as const) {
      expect(await texts({ searchType, text: 'word', filter })).toEqual(['word number298', 'word number299']);
    }
    const none = checkFilter({ equals: { key: 'index', value: 'x' } });
    expect(await texts({ searchType: 'HYBRID', text: 'word', filter: none })).toEqual([]);
  });

  test('shows a parent once, in place of its children', async () => {
    const parent = { ordinal: 0, text: 'one two three', start: 0, end: 13 };
    await put('a', [
      { text: 'one', vector: east, parent },
      { text: 'two', vector: northEast, parent },
      { text: 'four', vector: north, parent: { ordinal: 1, text: 'four five', start: 14, end: 23 } },
    ]);
    const { results } = await ask({});
    expect(results.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['one two three', 0, 13],
      ['four five', 14, 23],
    ]);
    expect(results[0]?.score).toBeCloseTo(1);
  });

  test('follows what is published and deleted from one question to the next', async () => {
    await put('a', [{ text: 'old', vector: east }]);
    await put('b', [{ text: 'other', vector: north }]);
    expect(await texts({})).toEqual(['old', 'other']);
    await put(
      'a',
      [
        { text: 'new', vector: unit([1, 3]) },
        { text: 'newer', vector: unit([1, 0.1]) },
      ],
      2,
    );
    expect(await texts({ searchType: 'HYBRID', text: 'old' })).not.toContain('old');
    expect(await texts({})).toEqual(['newer', 'new', 'other']);
    await remove('a');
    expect(await texts({})).toEqual(['other']);
    await remove('b');
    expect(await texts({ searchType: 'HYBRID', text: 'other' })).toEqual([]);
  });

  test('gives page after page, all of one ranking', async () => {
    await put(
      'a',
      Array.from({ length: 23 }, (__, index) => ({ text: `word ${index}`, vector: unit([1, index / 10]) })),
    );
    for (const searchType of ['SEMANTIC', 'HYBRID'] as const) {
      const request = { searchType, text: 'word', numberOfResults: 5 };
      const all = await texts({ ...request, numberOfResults: 23 });
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await ask({ ...request, ...(token !== undefined && { nextToken: token }) });
        seen.push(...page.results.map(({ text }) => text));
        token = page.nextToken;
      } while (token !== undefined);
      expect(seen.length).toBe(23);
      expect(new Set(seen)).toEqual(new Set(all));
    }
  });

  test('takes no token but its own', async () => {
    await put('a', [
      { text: 'one', vector: east },
      { text: 'two', vector: north },
    ]);
    const { nextToken } = await ask({ numberOfResults: 1 });
    expect(nextToken).toBeDefined();
    for (const wrong of ['', 'x', 'e30', 'bnVsbA', `${nextToken}x`.slice(1)]) {
      await expect(ask({ numberOfResults: 1, nextToken: wrong })).rejects.toThrow('nextToken');
    }
    await expect(
      ask({ text: 'something else', numberOfResults: 1, nextToken: nextToken as string }),
    ).rejects.toThrow('nextToken');
  });

  test('of a question with other dimensions finds nothing by vectors', async () => {
    await put('a', [{ text: 'one', vector: east }]);
    expect(await texts({ vector: new Float32Array([1, 0]) })).toEqual([]);
  });
});

describe('a search in memory', () => {
  test('gives the exact order of the nearest, whatever was written before', async () => {
    const search = new KnowledgeBaseSearch({ store });
    const number = fc.float({ min: -1, max: 1, noNaN: true });
    const vector = fc.array(number, { minLength: DIMENSIONS, maxLength: DIMENSIONS }).map(unit);
    const write = fc.record({
      document: fc.constantFrom('a', 'b', 'c', 'd'),
      vectors: fc.array(vector, { maxLength: 8 }),
    });
    const held = new Map<string, readonly Float32Array[]>();
    const generations = new Map<string, number>();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 4 }), vector, async (writes, query) => {
        runs += 1;
        for (const { document, vectors } of writes) {
          const generation = (generations.get(document) ?? 0) + 1;
          generations.set(document, generation);
          const passages = vectors.map((each, index) => ({ text: `${document} ${index}`, vector: each }));
          if (vectors.length === 0) {
            generations.delete(document);
            await remove(document);
          } else await put(document, passages, generation);
          held.set(document, vectors);
        }
        const all = [...held].flatMap(([, vectors]) => vectors);
        const scores = all
          .map((each) => each.reduce((sum, value, at) => sum + value * (query[at] as number), 0))
          .map((score) => Math.min(1, Math.max(0, score)))
          .sort((a, b) => b - a)
          .slice(0, 10);
        const { results } = await search.search(home, kb, {
          text: '',
          vector: query,
          searchType: 'SEMANTIC',
          numberOfResults: 10,
        });
        expect(results.length).toBe(scores.length);
        for (const [rank, { score }] of results.entries())
          expect(score).toBeCloseTo(scores[rank] as number, 5);
      }),
      { numRuns: 60 },
    );
    expect(runs).toBeGreaterThan(0);
    search.close();
  });

  test('is filled once for all who ask at the same moment', async () => {
    await put('a', [{ text: 'one', vector: east }]);
    let reads = 0;
    const counting = {
      chunks: new Proxy(store.chunks, {
        get(target, name) {
          const member = Reflect.get(target, name) as (...args: unknown[]) => unknown;
          if (name === 'count') reads += 1;
          return member.bind(target);
        },
      }),
      onDocumentChanged: store.onDocumentChanged.bind(store),
    };
    const search = new KnowledgeBaseSearch({ store: counting });
    const request = { text: '', vector: east, searchType: 'SEMANTIC' as const, numberOfResults: 1 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => search.search(home, kb, request)));
    expect(answers.every(({ results }) => results.length === 1)).toBe(true);
    expect(reads).toBe(1);
    search.close();
  });
});

describe('many searches at the same moment', () => {
  const request = { text: 'one', vector: east, searchType: 'HYBRID' as const, numberOfResults: 1 };

  test('leave everything else a turn between two', async () => {
    await put('a', [{ text: 'one', vector: east }]);
    const search = new KnowledgeBaseSearch({ store });
    await search.search(home, kb, request);
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const answers = await Promise.all(Array.from({ length: 40 }, () => search.search(home, kb, request)));
    isOver = true;
    expect(answers.every(({ results }) => results.length === 1)).toBe(true);
    expect(turns).toBeGreaterThanOrEqual(40);
    search.close();
  });

  test('are told to come again when a thousand wait; those whose caller has gone make room', async () => {
    await put('a', [{ text: 'one', vector: east }]);
    const search = new KnowledgeBaseSearch({ store });
    await search.search(home, kb, request);
    const leaving = new AbortController();
    const asked = Array.from({ length: 1_100 }, () => search.search(home, kb, request, leaving.signal));
    await expect(Promise.any(asked.slice(1_000))).rejects.toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ fault: expect.objectContaining({ kind: 'throttling' }) }),
      ]),
    });
    leaving.abort(new Error('gone'));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes).toHaveLength(1_100);
    expect((await search.search(home, kb, request)).results).toHaveLength(1);
    search.close();
  });
});
