import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@streambed/flow/ports';
import { openSqliteStore, StoreError } from '../../../store/index.ts';
import { createEmbeddedObjectStore } from '../../objects/index.ts';
import { createIngestion } from './create-ingestion.ts';

/*
 * A server's ingestion in a process of its own, to be killed at any moment: `node ingest-program.fixture.ts <folder>`, whose
 * `objects/docs` is the bucket. Goes on with what a predecessor left, or begins a job; tells of each text before it is
 * embedded, and ends when nothing is left to do.
 */

export const SCOPE = { accountId: '000000000000', region: 'us-east-1' };
export const SOURCE = { knowledgeBaseId: 'KNOWLEDGE1', dataSourceId: 'DATASOURCE' };

const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay).unref();
    return () => clearTimeout(timer);
  },
};

/** As the lines name it. */
export const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function main(folder: string): Promise<void> {
  const store = await openSqliteStore({ folder: join(folder, 'data'), clock });
  const ids = { uuid: randomUUID, resourceId: () => 'AAAAAAAAAA' };
  const { ingestion, close } = createIngestion({
    store,
    objects: createEmbeddedObjectStore({ folder: join(folder, 'objects'), ids }),
    embedders: {
      ofDocuments: () => async (texts) => {
        for (const text of texts) console.log(`embeds ${nameOf(text)}`);
        // Whoever reads along may kill us in the middle of it.
        await new Promise((resolve) => setImmediate(resolve));
        return texts.map((text) =>
          Float32Array.from(createHash('md5').update(text).digest(), (byte) => byte + 1),
        );
      },
    },
    clock,
    random: Math.random,
    onFailure: (what, error) => console.error(what, error),
  });
  await insertOnce(store);
  if ((await store.ingestionJobs.underWay()).length > 0) await ingestion.resume();
  else await ingestion.startJob(SCOPE, SOURCE, { id: randomUUID().slice(0, 10) });
  console.log('works');
  await ingestion.settled();
  console.log('done');
  await close();
  await store.close();
}

async function insertOnce(store: Awaited<ReturnType<typeof openSqliteStore>>): Promise<void> {
  const { knowledgeBaseId, dataSourceId } = SOURCE;
  const times = { failureReasons: [], createdAt: 1, updatedAt: 1 };
  try {
    await store.transaction(async ({ knowledgeBases, dataSources }) => {
      await knowledgeBases.insert(SCOPE, {
        ...times,
        id: knowledgeBaseId,
        name: 'kb',
        roleArn: 'arn:aws:iam::000000000000:role/kb',
        knowledgeBaseConfiguration: { type: 'VECTOR' },
        status: 'ACTIVE',
      });
      await dataSources.insert(SCOPE, {
        ...times,
        id: dataSourceId,
        knowledgeBaseId,
        name: 'docs',
        dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::docs' } },
        vectorIngestionConfiguration: {
          chunkingConfiguration: {
            chunkingStrategy: 'FIXED_SIZE',
            fixedSizeChunkingConfiguration: { maxTokens: 20, overlapPercentage: 10 },
          },
        },
        dataDeletionPolicy: 'DELETE',
        status: 'AVAILABLE',
      });
    });
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'DuplicateRow')) throw error;
  }
}

const [, program, folder] = process.argv;
if (program?.endsWith('ingest-program.fixture.ts') && folder !== undefined) await main(folder);
