/**
 * (g) Ingestion: 1,000 Markdown files in a bucket of this machine through a whole job, listed, compared, parsed, cut,
 * embedded and stored in SQLite with their words and vectors, against the same parser, cutter and built-in embedding
 * alone. Alone, sixteen files at a time are read, parsed in the parser's threads, cut and embedded on this thread, each
 * file by itself; a job embeds batches of many files, which the built-in embedding makes in a thread of its own. Then the
 * job again when nothing changed, and when one file in a hundred did. `npm run bench:ingestion [files]`.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../packages/server/src/app/system-clock.ts';
import { chunkDocument } from '../packages/server/src/services/knowledge-bases/chunking/index.ts';
import { createEmbedders } from '../packages/server/src/services/knowledge-bases/embedding/index.ts';
import { Ingestion } from '../packages/server/src/services/knowledge-bases/ingestion/index.ts';
import { createDocumentParser } from '../packages/server/src/services/knowledge-bases/parsing/index.ts';
import { createSources } from '../packages/server/src/services/knowledge-bases/sources/index.ts';
import { createModels, DEFAULT_MODELS_CONFIGURATION } from '../packages/server/src/services/models/index.ts';
import { createEmbeddedObjectStore } from '../packages/server/src/services/objects/index.ts';
import { type KnowledgeBaseRecord, openSqliteStore } from '../packages/server/src/store/index.ts';
import { markdown } from './support/markdown.ts';
import { report } from './support/measure.ts';

const count = Number(process.argv[2] ?? 1_000);
const TURNS = 5;
const AT_ONCE = 16;
const GOAL = 0.7;
const scope = { accountId: '000000000000', region: 'us-east-1' };
const ids = { knowledgeBaseId: 'KNOWLEDGE1', dataSourceId: 'DATASOURCE' };

const files = Array.from({ length: count }, (_, index) => ({
  name: `file-${index}.md`,
  bytes: new TextEncoder().encode(markdown(index)),
}));

const uuids = { uuid: randomUUID, resourceId: () => 'AAAAAAAAAA' };
/** As on a fresh machine: no provider, the built-in offline embedding. */
const models = createModels(
  { ...DEFAULT_MODELS_CONFIGURATION, detect: false },
  { env: {}, clock: systemClock, random: Math.random, ids: uuids },
);
const embedders = createEmbedders({ embeddings: models.embeddings });
const knowledgeBase: KnowledgeBaseRecord = {
  id: ids.knowledgeBaseId,
  name: 'bench',
  roleArn: 'arn:aws:iam::000000000000:role/bench',
  knowledgeBaseConfiguration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: {
      embeddingModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0',
    },
  },
  status: 'ACTIVE',
  failureReasons: [],
  createdAt: 1,
  updatedAt: 1,
};
const embed = embedders.ofDocuments(scope, knowledgeBase);

const parser = createDocumentParser();
const signal = new AbortController().signal;
const configuration = undefined;

/** Read, parse, cut and embed, and nothing else. */
async function alone(): Promise<number> {
  let chunks = 0;
  const left = [...files];
  const work = async (): Promise<void> => {
    for (let file = left.shift(); file; file = left.shift()) {
      const bytes = await readFile(join(bucket, file.name));
      const parsed = await parser.parseDocument({ name: file.name, bytes });
      const cut = await chunkDocument(parsed, {
        configuration,
        embed: (texts) => embed(texts, signal),
        signal,
      });
      const texts = cut.chunks.map(({ text }) => text);
      const vectors = await embed(texts, signal);
      chunks += vectors.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return chunks;
}

const root = mkdtempSync(join(tmpdir(), 'streambed-bench-ingestion-'));
const bucket = join(root, 'objects', 'docs');
mkdirSync(bucket, { recursive: true });
for (const { name, bytes } of files) writeFileSync(join(bucket, name), bytes);
const objects = createEmbeddedObjectStore({
  folder: join(root, 'objects'),
  ids: uuids,
});

/** A server's ingestion with a data folder of its own. */
async function openIngestion(name: string) {
  const store = await openSqliteStore({ folder: join(root, name), clock: systemClock });
  await store.knowledgeBases.insert(scope, knowledgeBase);
  await store.dataSources.insert(scope, {
    knowledgeBaseId: ids.knowledgeBaseId,
    id: ids.dataSourceId,
    name: 'bench',
    status: 'AVAILABLE',
    failureReasons: [],
    createdAt: 1,
    updatedAt: 1,
    dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::docs' } },
    dataDeletionPolicy: 'DELETE',
  });
  const ingestion = new Ingestion({
    store,
    sources: createSources({ documents: store.knowledgeBaseDocuments, objects, fetch, clock: systemClock }),
    parser,
    chunk: chunkDocument,
    embedderOf: embedders.ofDocuments,
    clock: systemClock,
    random: Math.random,
    onFailure: (what, error) => console.error(what, error),
  });
  let jobs = 0;
  const sync = async () => {
    const id = `JOB${++jobs}`;
    await ingestion.startJob(scope, ids, { id });
    await ingestion.settled();
    const job = await store.ingestionJobs.get(scope, ids.knowledgeBaseId, ids.dataSourceId, id);
    if (job?.status !== 'COMPLETE')
      throw new Error(`The job ended ${job?.status}: ${job?.failureReasons.join()}`);
    return job.statistics;
  };
  const chunks = () => store.chunks.count(scope, ids.knowledgeBaseId);
  const close = async () => {
    await ingestion.close();
    await store.close();
  };
  return { sync, chunks, close };
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const chunks = await alone();
const bare: number[] = [];
const whole: number[] = [];
const again: number[] = [];
const changed: number[] = [];
for (let turn = 0; turn < TURNS; turn++) {
  bare.push(await timed(alone));
  const { sync, chunks: kept, close } = await openIngestion(`data-${turn}`);
  whole.push(await timed(sync));
  if ((await kept()) !== chunks) throw new Error(`${await kept()} of ${chunks} passages are kept.`);
  again.push(await timed(sync));
  for (let index = 0; index < count; index += 100)
    writeFileSync(join(bucket, `file-${index}.md`), `${markdown(index)}\nTurn ${turn}.\n`);
  changed.push(await timed(sync));
  for (let index = 0; index < count; index += 100)
    writeFileSync(join(bucket, `file-${index}.md`), markdown(index));
  await close();
}
await Promise.all([parser.close(), models.close()]);
rmSync(root, { recursive: true });

/** Files in a second, of the best turn: others on the machine only ever take time away. */
const speed = (times: readonly number[]): number => (count / Math.min(...times)) * 1_000;
const ratio = speed(whole) / speed(bare);
report(
  `${count} Markdown files, ${chunks} passages: parse, cut, embed alone`,
  `${speed(bare).toFixed(0)} files/s`,
);
report('a whole ingestion job', `${speed(whole).toFixed(0)} files/s`);
report('of that speed', ratio.toFixed(2), { text: `>= ${GOAL}`, met: ratio >= GOAL });
report('the job again, nothing changed', `${Math.min(...again).toFixed(0)} ms`);
report('the job again, one file in a hundred changed', `${Math.min(...changed).toFixed(0)} ms`);
