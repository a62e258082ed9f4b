/**
 * (h) Retrieve as a client sees it: a HYBRID Retrieve of ten passages out of 100,000, through the official client, HTTP, the
 * signature's check, authorization, the embedding of the question by the built-in embedding of 384 dimensions, search,
 * and the passages with metadata and locations; all of it, from a server in a process of its own. Beside it a bare loop
 * over the same vectors, in this process. Then the first one after a start, while documents are written, with a filter,
 * for a question of the longest kind, a thousand at once, and what memory it takes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BedrockAgentClient, IngestKnowledgeBaseDocumentsCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { embedOffline } from '../packages/server/src/services/models/offline/offline-embedding.ts';
import { openSqliteStore } from '../packages/server/src/store/index.ts';
import { systemClock } from '../packages/server/src/store/test-support/system-clock.ts';
import { bareLoop } from './support/bare-loop.ts';
import type { ServerLine } from './support/deployed.ts';
import { dataSourceId, fillKnowledgeBase, knowledgeBaseId, scope, words } from './support/knowledge-base.ts';
import { atShare, median, report, residentMemory } from './support/measure.ts';
import { spawnServer } from './support/spawn.ts';

const CHUNKS = Number(process.argv[2] ?? 100_000);
const DIMENSIONS = 384;
const QUERIES = 100;
const RESULTS = 10;
const AT_ONCE = 1_000;
/** Documents of a request, and how many requests are sent while searches are measured. */
const WRITTEN_AT_ONCE = 10;

const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-served-'));
const vectors = new Float32Array(CHUNKS * DIMENSIONS);
const store = await openSqliteStore({ folder, clock: systemClock });
await fillKnowledgeBase(store, {
  chunks: CHUNKS,
  configuration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: {
      embeddingModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0',
      embeddingModelConfiguration: { bedrockEmbeddingModelConfiguration: { dimensions: DIMENSIONS } },
    },
  },
  vectorOf(row, text) {
    const vector = embedOffline(text, DIMENSIONS);
    vectors.set(vector, row * DIMENSIONS);
    return vector;
  },
});
await store.close();

const server = await spawnServer<ServerLine>(new URL('./support/server.ts', import.meta.url), [folder]);
const { url } = server.line;
const options = { endpoint: url, region: scope.region, credentials: server.line, maxAttempts: 1 };
const client = new BedrockAgentRuntimeClient(options);
const control = new BedrockAgentClient(options);
const memory = async () => (await residentMemory(server.child.pid!)) ?? Number.NaN;
const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const retrieve = async (text: string, year?: number): Promise<void> => {
  const { retrievalResults } = await client.send(
    new RetrieveCommand({
      knowledgeBaseId,
      retrievalQuery: { text },
      retrievalConfiguration: {
        vectorSearchConfiguration: {
          numberOfResults: RESULTS,
          overrideSearchType: 'HYBRID',
          ...(year !== undefined && { filter: { equals: { key: 'year', value: year } } }),
        },
      },
    }),
  );
  if (retrievalResults?.length !== RESULTS) throw new Error(`${retrievalResults?.length} results`);
};
const repeated = async (work: () => unknown, count = QUERIES): Promise<number[]> => {
  const times: number[] = [];
  for (let query = 0; query < count; query += 1) times.push(await timed(work));
  return times;
};
/** How long the server takes at worst to answer what needs no search, asked again and again while something is done. */
const slowestAnswerDuring = async (work: Promise<unknown>): Promise<number> => {
  let isOver = false;
  let slowest = 0;
  const watch = async (): Promise<void> => {
    while (!isOver) slowest = Math.max(slowest, await timed(() => fetch(`${url}/health`)));
  };
  const watching = watch();
  await work.finally(() => {
    isOver = true;
  });
  await watching;
  return slowest;
};
const ms = (figure: number) => `${figure.toFixed(1)} ms`;

try {
  console.log(`\n${CHUNKS} chunks of ${DIMENSIONS} dimensions, Retrieve through the official client`);
  await fetch(`${url}/health`);
  const before = await memory();
  const first = timed(() => retrieve(words(10)));
  const duringFirst = await slowestAnswerDuring(first);
  report('first Retrieve after a start, which fills the index', `${(await first).toFixed(0)} ms`);
  report('- slowest answer to something else meanwhile', ms(duringFirst));
  await repeated(() => retrieve(words(10)), 20);
  report('memory before, and with the index', `${before.toFixed(0)}, ${(await memory()).toFixed(0)} MiB`);

  const times = await repeated(() => retrieve(words(10)));
  const bare = median(
    await repeated(() => bareLoop(vectors, DIMENSIONS, embedOffline(words(10), DIMENSIONS), RESULTS)),
  );
  const p50 = median(times);
  report('hybrid Retrieve, p50', ms(p50), { text: '25 ms', met: p50 <= 25 });
  report('- p95', ms(atShare(times, 0.95)));
  report('bare loop, p50', ms(bare));
  report('hybrid Retrieve / bare loop', (p50 / bare).toFixed(2), { text: '1.3', met: p50 / bare <= 1.3 });
  const firstFilter = await timed(() => retrieve(words(10), 1950));
  report('the first with a filter', ms(firstFilter));
  report('with a filter that 1 % pass, p50', ms(median(await repeated(() => retrieve(words(10), 1950)))));
  const longest = words(4_000).slice(0, 20_000);
  report('a question of 20,000 characters, p50', ms(median(await repeated(() => retrieve(longest), 20))));

  let isOver = false;
  let written = 0;
  const writing = (async () => {
    while (!isOver) {
      await control.send(
        new IngestKnowledgeBaseDocumentsCommand({
          knowledgeBaseId,
          dataSourceId,
          documents: Array.from({ length: WRITTEN_AT_ONCE }, () => ({
            content: {
              dataSourceType: 'CUSTOM' as const,
              custom: {
                customDocumentIdentifier: { id: `written-${written++}` },
                sourceType: 'IN_LINE' as const,
                inlineContent: { type: 'TEXT' as const, textContent: { data: words(400) } },
              },
            },
          })),
        }),
      );
    }
  })();
  const whileWritten = await repeated(() => retrieve(words(10)));
  isOver = true;
  await writing;
  report(`hybrid Retrieve while ${written} documents are sent, p50`, ms(median(whileWritten)));
  report('- p95', ms(atShare(whileWritten, 0.95)));

  const crowd = timed(() => Promise.all(Array.from({ length: AT_ONCE }, () => retrieve(words(10)))));
  const duringCrowd = await slowestAnswerDuring(crowd);
  report(`${AT_ONCE} Retrieves at once, all answered after`, `${((await crowd) / 1_000).toFixed(1)} s`);
  report('- slowest answer to something else meanwhile', ms(duringCrowd));
  report('memory at the end', `${(await memory()).toFixed(0)} MiB`);
} finally {
  client.destroy();
  control.destroy();
  await server.stop();
  rmSync(folder, { recursive: true });
}
