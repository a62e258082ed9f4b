import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  IngestKnowledgeBaseDocumentsCommand,
  ListKnowledgeBaseDocumentsCommand,
  paginateListKnowledgeBaseDocuments,
  StartIngestionJobCommand,
  StopIngestionJobCommand,
} from '@aws-sdk/client-bedrock-agent';
import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkIntegrity, openSqliteStore } from '../../packages/server/src/store/index.ts';
import { systemClock } from '../../packages/server/src/store/test-support/system-clock.ts';
import {
  configurationFor,
  type EmbeddingProvider,
  openEmbeddingProvider,
} from '../support/embedding-provider.ts';
import { jobEnded, type Shelf, type Shelves, settled, shelvesOf } from '../support/knowledge-bases.ts';
import { type Clients, clientsOf, ROLE } from './clients.ts';
import { randomFrom, seedOfRun } from './random.ts';
import { region, type ServerProcess, startServer } from './server-process.ts';

/**
 * A server that is killed with -9 while it ingests, and started again: the job goes on by itself, no passage is there twice,
 * none is missing, and the embedding model is asked again for nothing that was stored.
 * STREAMBED_SEED repeats the moments of a run.
 */

const seed = seedOfRun();
console.log(`ingestion: STREAMBED_SEED=${seed}`);
const SCOPE = { accountId: '000000000000', region };
const FILES = 60;
const KILLS = 6;

let folder: string;
let provider: EmbeddingProvider;
let server: ServerProcess;
let clients: Clients;
let shelves: Shelves;
const dataFolder = () => join(folder, 'data');

const start = async () => {
  server = await startServer({
    dataFolder: dataFolder(),
    environment: { STREAMBED_CONFIG: join(folder, 'streambed.yaml') },
  });
  clients = clientsOf(server);
  shelves = shelvesOf(clients.agent, { region, roleArn: ROLE });
};
const kill = async () => {
  clients.destroy();
  await server.kill();
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-ingestion-'));
  provider = await openEmbeddingProvider();
  writeFileSync(join(folder, 'streambed.yaml'), configurationFor(provider));
  await start();
});
afterEach(async () => {
  await kill();
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Documents of one passage and of several hundred; no text stands twice in them. */
const fillBucket = (bucket: string) => {
  const path = join(dataFolder(), 'objects', bucket);
  mkdirSync(path, { recursive: true });
  for (let file = 0; file < FILES; file++) {
    const paragraphs = Array.from({ length: file % 20 === 0 ? 300 : 1 + (file % 6) }, (_, paragraph) =>
      Array.from({ length: 8 }, (_, word) => `f${file}p${paragraph}w${word}`).join(' '),
    );
    writeFileSync(join(path, `file-${file}.md`), `# File ${file}\n\n${paragraphs.join('.\n\n')}.\n`);
  }
};

const sourceOver = async (bucket: string): Promise<Shelf> =>
  shelves.source(await shelves.create(), {
    dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: `arn:aws:s3:::${bucket}` } },
    vectorIngestionConfiguration: {
      chunkingConfiguration: {
        chunkingStrategy: 'FIXED_SIZE',
        fixedSizeChunkingConfiguration: { maxTokens: 40, overlapPercentage: 10 },
      },
    },
  });

/** What the dead server has on its disk: passages that are searched, and those of documents that are not done yet. */
const look = async ({ knowledgeBaseId, dataSourceId }: Shelf) => {
  const store = await openSqliteStore({ folder: dataFolder(), clock: systemClock });
  try {
    const vectors = await store.chunks.vectors(SCOPE, knowledgeBaseId, 0, 100_000);
    const numbers = vectors.map(({ number }) => number);
    const passages = await store.chunks.passages(SCOPE, knowledgeBaseId, numbers);
    const kept = new Set(passages.map(({ text }) => text));
    const { rows } = await store.knowledgeBaseDocuments.list(SCOPE, knowledgeBaseId, dataSourceId, {
      limit: 1_000,
    });
    for (const row of rows)
      if (row.draft)
        for (const { text } of await store.chunks.ofGeneration(SCOPE, row, row.draft.generation, 0, 10_000))
          kept.add(text);
    return {
      kept,
      passages: passages
        .map(({ documentId, ordinal, text }) => `${documentId.split('/').at(-1)} ${ordinal} ${text}`)
        .toSorted(),
    };
  } finally {
    await store.close();
  }
};

describe('kill -9', { timeout: 300_000 }, () => {
  test('in the middle of a job, several times: it goes on by itself, and nothing that was stored is paid for again', async () => {
    const random = randomFrom(seed);
    fillBucket('docs');
    // The same bucket without any harm says what there must be.
    const whole = await sourceOver('docs');
    const undisturbed = await shelves.sync(whole);
    const paidUndisturbed = provider.texts.length;
    expect(new Set(provider.texts).size).toBe(paidUndisturbed);
    expect(paidUndisturbed).toBeGreaterThan(500);

    const at = await sourceOver('docs');
    let asked = provider.texts.length;
    let answered = provider.answered;
    provider.mayAnswer = () => false;
    const { ingestionJob } = await clients.agent.send(new StartIngestionJobCommand(at));
    const ingestionJobId = ingestionJob!.ingestionJobId!;
    let kept: ReadonlySet<string> = new Set();
    const paid: string[] = [];
    let lost = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      // So many answers more, and then a death while others are awaited.
      const most = answered + random.below(3);
      provider.mayAnswer = ({ answered: soFar }) => soFar < most;
      provider.look();
      await expect
        .poll(() => provider.answered === most && provider.waiting > 0, { timeout: 120_000, interval: 5 })
        .toBe(true);
      await kill();
      await expect.poll(() => provider.waiting, { timeout: 120_000, interval: 5 }).toBe(0);
      const found = await look(at);
      const texts = provider.texts.slice(asked);
      asked = provider.texts.length;
      answered = provider.answered;
      // Nothing that a predecessor had stored.
      expect(texts.filter((text) => kept.has(text))).toEqual([]);
      expect(new Set(texts).size).toBe(texts.length);
      kept = found.kept;
      paid.push(...texts);
      lost += texts.filter((text) => !kept.has(text)).length;
      if (kills === KILLS - 1) provider.mayAnswer = () => true;
      await start();
    }
    // Nobody starts it again.
    const job = await jobEnded(clients.agent, at, ingestionJobId);
    paid.push(...provider.texts.slice(asked));
    expect(paid.length).toBe(paidUndisturbed + lost);
    expect(new Set(paid).size).toBe(paidUndisturbed);
    expect(job.statistics).toEqual(undisturbed.statistics);
    expect(job.failureReasons).toBeUndefined();
    for await (const page of paginateListKnowledgeBaseDocuments({ client: clients.agent }, { ...at }))
      expect(new Set(page.documentDetails!.map(({ status }) => status))).toEqual(new Set(['INDEXED']));
    const { retrievalResults } = await clients.runtime.send(
      new RetrieveCommand({ knowledgeBaseId: at.knowledgeBaseId, retrievalQuery: { text: 'f20p7w3' } }),
    );
    expect(retrievalResults?.filter(({ content }) => content?.text?.includes('f20p7w3'))).toHaveLength(1);
    expect(retrievalResults?.[0]?.content?.text).toContain('f20p7w3');

    await kill();
    expect((await look(at)).passages).toEqual((await look(whole)).passages);
    expect((await checkIntegrity(dataFolder())).problems).toEqual([]);
    await start();
  });

  test('when documents were acknowledged that nobody has read yet: they are read after the next start', async () => {
    const at = await shelves.source(await shelves.create(), {});
    provider.mayAnswer = () => false;
    const ids = Array.from({ length: 10 }, (_, index) => `sent-${index}`);
    await clients.agent.send(
      new IngestKnowledgeBaseDocumentsCommand({
        ...at,
        documents: ids.map((id) => ({
          content: {
            dataSourceType: 'CUSTOM',
            custom: {
              customDocumentIdentifier: { id },
              sourceType: 'IN_LINE',
              inlineContent: { type: 'TEXT', textContent: { data: `The text of ${id}.` } },
            },
          },
        })),
      }),
    );
    await kill();
    provider.mayAnswer = () => true;
    await start();
    expect(new Set(await settled(clients.agent, at, ids))).toEqual(new Set(['INDEXED']));
    const { documentDetails } = await clients.agent.send(new ListKnowledgeBaseDocumentsCommand(at));
    expect(documentDetails?.map(({ identifier }) => identifier?.custom?.id)).toEqual(ids);
  });

  test('of a job that was asked to stop: it is STOPPED after the next start', async () => {
    fillBucket('docs');
    const at = await sourceOver('docs');
    provider.mayAnswer = () => false;
    const { ingestionJob } = await clients.agent.send(new StartIngestionJobCommand(at));
    await expect.poll(() => provider.waiting > 0, { timeout: 120_000, interval: 5 }).toBe(true);
    const ingestionJobId = ingestionJob!.ingestionJobId!;
    await clients.agent.send(new StopIngestionJobCommand({ ...at, ingestionJobId }));
    await kill();
    await start();
    await jobEnded(clients.agent, at, ingestionJobId, 'STOPPED');
    provider.mayAnswer = () => true;
    expect((await shelves.sync(at)).statistics?.numberOfNewDocumentsIndexed).toBe(FILES);
  });
});
