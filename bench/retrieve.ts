/**
 * (h) Retrieve: a HYBRID search of a knowledge base of 100,000 chunks of 384 dimensions in the store (vectors, full text,
 * fusion, the passages of the results read), beside a bare loop over the same vectors in one Float32Array; the share of
 * the ten nearest vectors, by that loop, that a SEMANTIC search finds; filling the index, and what it takes up. Two
 * kinds of vectors: in clusters, as embeddings are, and without any order, which is the hardest to search.
 * The query's own embedding is not part of it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFilter } from '../packages/server/src/services/knowledge-bases/filter/index.ts';
import { KnowledgeBaseSearch } from '../packages/server/src/services/knowledge-bases/search/index.ts';
import { type ChunkRecord, openSqliteStore, type Store } from '../packages/server/src/store/index.ts';
import { systemClock } from '../packages/server/src/store/test-support/system-clock.ts';
import { median, report } from './support/measure.ts';

const CHUNKS = Number(process.argv[2] ?? 100_000);
const DIMENSIONS = 384;
const CHUNKS_OF_DOCUMENT = 100;
const WORDS_OF_CHUNK = 80;
const VOCABULARY = 40_000;
const CLUSTERS = 500;
const QUERIES = 50;
const RESULTS = 10;

const scope = { accountId: '000000000000', region: 'us-east-1' };
const knowledgeBaseId = 'BENCH00001';
const dataSourceId = 'BENCHDS001';

let state = 42;
/** From 0 to 1, the same in every run. */
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return (state >>> 0) / 2 ** 32;
}
const gauss = () => Math.sqrt(-2 * Math.log(random() || 0.5)) * Math.cos(2 * Math.PI * random());

/** Words as often as words are: the n-th in n-th part. */
const word = () => `word${Math.floor(Math.exp(random() * Math.log(VOCABULARY)))}`;
const words = (count: number) => Array.from({ length: count }, word).join(' ');

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

/** A bare loop over the vectors: four sums at once, as V8 likes it, and the ten largest kept. */
function bareLoop(vectors: Float32Array, query: Float32Array): number[] {
  const scores = new Float32Array(vectors.length / DIMENSIONS);
  for (let row = 0; row < scores.length; row += 1) {
    const from = row * DIMENSIONS;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < DIMENSIONS; at += 4) {
      a += (vectors[from + at] as number) * (query[at] as number);
      b += (vectors[from + at + 1] as number) * (query[at + 1] as number);
      c += (vectors[from + at + 2] as number) * (query[at + 2] as number);
      d += (vectors[from + at + 3] as number) * (query[at + 3] as number);
    }
    scores[row] = a + b + c + d;
  }
  const best: number[] = [];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    if (best.length === RESULTS && score <= (scores[best[RESULTS - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && (scores[best[at - 1] as number] as number) < score) at -= 1;
    best.splice(at, 0, row);
    if (best.length > RESULTS) best.pop();
  }
  return best;
}

async function fill(store: Store, vectors: Float32Array): Promise<number> {
  const times = { createdAt: 0, updatedAt: 0 };
  await store.knowledgeBases.insert(scope, {
    id: knowledgeBaseId,
    name: 'bench',
    roleArn: 'arn:aws:iam::000000000000:role/bench',
    knowledgeBaseConfiguration: { type: 'VECTOR' },
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
  for (let first = 0; first < CHUNKS; first += CHUNKS_OF_DOCUMENT) {
    const documentId = `document-${first}`;
    const identity = { knowledgeBaseId, dataSourceId, documentId };
    const metadata = { source: documentId, year: 1900 + ((first / CHUNKS_OF_DOCUMENT) % 100) };
    const chunks: ChunkRecord[] = Array.from(
      { length: Math.min(CHUNKS_OF_DOCUMENT, CHUNKS - first) },
      (_, ordinal) => {
        const text = words(WORDS_OF_CHUNK);
        const row = first + ordinal;
        const vector = vectors.slice(row * DIMENSIONS, (row + 1) * DIMENSIONS);
        return { ...identity, generation: 1, ordinal, text, start: 0, end: text.length, metadata, vector };
      },
    );
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

async function measure(kind: string, make: () => Float32Array): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-retrieve-'));
  const store = await openSqliteStore({ folder, clock: systemClock });
  try {
    const vectors = new Float32Array(CHUNKS * DIMENSIONS);
    for (let row = 0; row < CHUNKS; row += 1) vectors.set(make(), row * DIMENSIONS);
    const stored = await fill(store, vectors);
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
      const best = await timed(times.bare, () => bareLoop(vectors, vector));
      await timed(times.hybrid, () => ask(text, vector, 'HYBRID'));
      const { results } = await timed(times.semantic, () => ask(text, vector, 'SEMANTIC'));
      await timed(times.filtered, () => ask(text, vector, 'HYBRID', 1950));
      const named = new Set(results.map(({ documentId, number }) => `${documentId} ${number}`));
      // Numbers are given in the order of the rows, from 1.
      found += best.filter((row) =>
        named.has(`document-${row - (row % CHUNKS_OF_DOCUMENT)} ${row + 1}`),
      ).length;
    }
    const hybrid = median(times.hybrid);
    const bare = median(times.bare);
    const ratio = hybrid / bare;
    console.log(`\n${CHUNKS} chunks of ${DIMENSIONS} dimensions, ${kind}`);
    report('hybrid search, p50', `${hybrid.toFixed(1)} ms`, { text: '25 ms', met: hybrid <= 25 });
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
