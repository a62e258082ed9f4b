/**
 * (h) Retrieve: a HYBRID search of a knowledge base of 100,000 chunks of 384 dimensions in the store (vectors, full text,
 * fusion, the passages of the results read), beside a bare loop over the same vectors in one Float32Array; the share of
 * the ten nearest vectors, by that loop, that a SEMANTIC search finds; filling the index, and what it takes up. Two
 * kinds of vectors: in clusters, as embeddings are, and without any order, which is the hardest to search.
 * The query's own embedding is not part of it; retrieve-served.ts measures Retrieve as a client sees it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFilter } from '../packages/server/src/services/knowledge-bases/filter/index.ts';
import { KnowledgeBaseSearch } from '../packages/server/src/services/knowledge-bases/search/index.ts';
import { openSqliteStore } from '../packages/server/src/store/index.ts';
import { systemClock } from '../packages/server/src/store/test-support/system-clock.ts';
import { bareLoop } from './support/bare-loop.ts';
import {
  documentOf,
  fillKnowledgeBase,
  knowledgeBaseId,
  random,
  scope,
  words,
} from './support/knowledge-base.ts';
import { atShare, median, report } from './support/measure.ts';

const CHUNKS = Number(process.argv[2] ?? 100_000);
const DIMENSIONS = 384;
const CLUSTERS = 500;
const QUERIES = 50;
const RESULTS = 10;

const gauss = () => Math.sqrt(-2 * Math.log(random() || 0.5)) * Math.cos(2 * Math.PI * random());

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

const centres = Array.from({ length: CLUSTERS }, () => Float32Array.from({ length: DIMENSIONS }, gauss));
const clustered = () => {
  const centre = centres[Math.floor(random() * CLUSTERS)] as Float32Array;
  return unit(centre.map((value) => value + 0.8 * gauss()));
};
const unordered = () => unit(Float32Array.from({ length: DIMENSIONS }, gauss));

async function measure(kind: string, make: () => Float32Array): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-retrieve-'));
  const store = await openSqliteStore({ folder, clock: systemClock });
  try {
    const vectors = new Float32Array(CHUNKS * DIMENSIONS);
    for (let row = 0; row < CHUNKS; row += 1) vectors.set(make(), row * DIMENSIONS);
    const stored = await fillKnowledgeBase(store, {
      chunks: CHUNKS,
      configuration: { type: 'VECTOR' },
      vectorOf: (row) => vectors.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS),
    });
    const search = new KnowledgeBaseSearch({ store });
    const ask = (text: string, vector: Float32Array, searchType: 'SEMANTIC' | 'HYBRID', year?: number) =>
      search.search(scope, knowledgeBaseId, {
        text,
        vector,
        searchType,
        numberOfResults: RESULTS,
        ...(year !== undefined && { filter: checkFilter({ equals: { key: 'year', value: year } }) }),
      });
    const questions = Array.from({ length: QUERIES }, () => ({ text: words(10), vector: make() }));
    const firstAt = performance.now();
    await ask('first', make(), 'SEMANTIC');
    const first = performance.now() - firstAt;

    const times = {
      hybrid: [] as number[],
      semantic: [] as number[],
      filtered: [] as number[],
      bare: [] as number[],
    };
    let found = 0;
    const timed = async <T>(list: number[], work: () => T | Promise<T>): Promise<T> => {
      const start = performance.now();
      const value = await work();
      list.push(performance.now() - start);
      return value;
    };
    for (const { text, vector } of questions) {
      const best = await timed(times.bare, () => bareLoop(vectors, DIMENSIONS, vector, RESULTS));
      await timed(times.hybrid, () => ask(text, vector, 'HYBRID'));
      const { results } = await timed(times.semantic, () => ask(text, vector, 'SEMANTIC'));
      await timed(times.filtered, () => ask(text, vector, 'HYBRID', 1950));
      const named = new Set(results.map(({ documentId, number }) => `${documentId} ${number}`));
      // Numbers are given in the order of the rows, from 1.
      found += best.filter((row) => named.has(`${documentOf(row)} ${row + 1}`)).length;
    }
    const hybrid = median(times.hybrid);
    const bare = median(times.bare);
    const ratio = hybrid / bare;
    console.log(`\n${CHUNKS} chunks of ${DIMENSIONS} dimensions, ${kind}`);
    report('hybrid search, p50', `${hybrid.toFixed(1)} ms`, { text: '25 ms', met: hybrid <= 25 });
    report('- p95', `${atShare(times.hybrid, 0.95).toFixed(1)} ms`);
    report('bare loop, p50', `${bare.toFixed(1)} ms`);
    report('hybrid / bare loop', ratio.toFixed(2), { text: '1.3', met: ratio <= 1.3 });
    report('semantic search, p50', `${median(times.semantic).toFixed(1)} ms`);
    report('hybrid search with a filter that 1 % pass, p50', `${median(times.filtered).toFixed(1)} ms`);
    const recall = found / (QUERIES * RESULTS);
    report('recall of the ten nearest', recall.toFixed(4), { text: '0.99', met: recall >= 0.99 });
    report('first search, which fills the index', `${first.toFixed(0)} ms`);
    report('chunks stored and indexed', `${((CHUNKS / stored) * 1_000).toFixed(0)}/s`);
    search.close();
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

await measure('in clusters', clustered);
await measure('without any order', unordered);
