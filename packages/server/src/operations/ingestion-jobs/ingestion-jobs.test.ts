import type { IngestionJobStatus } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { deleteDataSource } from '../data-sources/delete-data-source.ts';
import { newDataSource, openKnowledgeBases } from '../test-support/knowledge-bases.ts';
import { accountA, failureOf, type TestService, token } from '../test-support/service.ts';
import { getIngestionJob } from './get-ingestion-job.ts';
import { listIngestionJobs } from './list-ingestion-jobs.ts';
import { startIngestionJob } from './start-ingestion-job.ts';
import { stopIngestionJob } from './stop-ingestion-job.ts';

interface Place {
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
}

const open = async () => {
  const opened = await openKnowledgeBases();
  return { ...opened, at: await newDataSource(opened.service) };
};
const start = async (service: TestService, at: Place) =>
  (await service.call(startIngestionJob, at)).ingestionJob.ingestionJobId;

/** Writes down what the work would have come to. */
async function becomes(service: TestService, at: Place, id: string, status: IngestionJobStatus) {
  const { ingestionJobs } = service.store;
  const job = await ingestionJobs.get(accountA, at.knowledgeBaseId, at.dataSourceId, id);
  await ingestionJobs.update(accountA, { ...job!, status });
}

describe('StartIngestionJob', () => {
  test('answers a job that is STARTING, which GetIngestionJob shows, and tells the work', async () => {
    const { service, work, at } = await open();
    const { ingestionJob } = await service.call(startIngestionJob, { ...at, description: 'nightly' });
    expect(ingestionJob).toEqual({
      ...at,
      ingestionJobId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      description: 'nightly',
      status: 'STARTING',
      statistics: {
        numberOfDocumentsScanned: 0,
        numberOfMetadataDocumentsScanned: 0,
        numberOfNewDocumentsIndexed: 0,
        numberOfModifiedDocumentsIndexed: 0,
        numberOfMetadataDocumentsModified: 0,
        numberOfDocumentsDeleted: 0,
        numberOfDocumentsFailed: 0,
        numberOfDocumentsSkipped: 0,
      },
      startedAt: ingestionJob.updatedAt,
      updatedAt: ingestionJob.updatedAt,
    });
    const { ingestionJobId } = ingestionJob;
    expect((await service.call(getIngestionJob, { ...at, ingestionJobId })).ingestionJob).toEqual(
      ingestionJob,
    );
    expect(work.told).toEqual([`jobInserted ${ingestionJobId}`]);
  });

  test('lets one job run in a knowledge base, and the next when it has ended', async () => {
    const { service, work, at } = await open();
    const other = await newDataSource(service, { ...at, name: 'letters' });
    const first = await start(service, at);
    for (const place of [at, other]) {
      const failure = await failureOf(service.call(startIngestionJob, place));
      expect(failure).toMatchObject({ code: 'ConflictException', message: expect.stringContaining(first) });
    }
    expect(work.told).toHaveLength(1);
    await becomes(service, at, first, 'COMPLETE');
    await start(service, other);
  });

  test('starts one job of concurrent requests', async () => {
    const { service, work, at } = await open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => service.call(startIngestionJob, at)),
    );
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refusals).toEqual(Array(9).fill('ConflictException'));
    expect(work.told).toHaveLength(1);
  });

  test('with a token that was used answers the same and starts nothing', async () => {
    const { service, work, at } = await open();
    const request = { ...at, clientToken: token('one') };
    const first = await service.call(startIngestionJob, request);
    expect(await service.call(startIngestionJob, request)).toEqual(first);
    expect(work.told).toHaveLength(1);
    const other = service.call(startIngestionJob, { ...request, description: 'nightly' });
    expect((await failureOf(other)).code).toBe('ConflictException');
  });

  test('is refused while its data source is being deleted', async () => {
    const { service, at } = await open();
    await service.call(deleteDataSource, at);
    expect((await failureOf(service.call(startIngestionJob, at))).code).toBe('ConflictException');
  });
});

describe('StopIngestionJob', () => {
  test('leaves the job STOPPING and tells the work, however often it is asked', async () => {
    const { service, work, at } = await open();
    const ingestionJobId = await start(service, at);
    for (const times of [1, 2]) {
      const { ingestionJob } = await service.call(stopIngestionJob, { ...at, ingestionJobId });
      expect(ingestionJob).toMatchObject({ ingestionJobId, status: 'STOPPING' });
      expect(work.told.slice(1)).toEqual(Array(times).fill(`stopAsked ${ingestionJobId}`));
    }
  });

  test.each(['COMPLETE', 'FAILED', 'STOPPED'] as const)(
    'is a conflict for a job that is %s',
    async (status) => {
      const { service, work, at } = await open();
      const ingestionJobId = await start(service, at);
      await becomes(service, at, ingestionJobId, status);
      const failure = await failureOf(service.call(stopIngestionJob, { ...at, ingestionJobId }));
      expect(failure).toMatchObject({ code: 'ConflictException', message: expect.stringContaining(status) });
      expect(work.told).toHaveLength(1);
    },
  );
});

test('GetIngestionJob shows why documents failed', async () => {
  const { service, at } = await open();
  const ingestionJobId = await start(service, at);
  const job = await service.store.ingestionJobs.get(
    accountA,
    at.knowledgeBaseId,
    at.dataSourceId,
    ingestionJobId,
  );
  const failureReasons = ['a.pdf is broken.'];
  await service.store.ingestionJobs.update(accountA, { ...job!, status: 'COMPLETE', failureReasons });
  const shown = (await service.call(getIngestionJob, { ...at, ingestionJobId })).ingestionJob;
  expect(shown.failureReasons).toEqual(failureReasons);
});

describe('ListIngestionJobs', () => {
  /** Jobs that ended so, oldest first. */
  const withJobs = async (...statuses: readonly IngestionJobStatus[]) => {
    const opened = await open();
    const ids: string[] = [];
    for (const status of statuses) {
      ids.push(await start(opened.service, opened.at));
      await becomes(opened.service, opened.at, ids.at(-1)!, status);
      opened.service.now += 1000;
    }
    return { ...opened, ids };
  };
  const filters = (...values: readonly string[]) => [
    { attribute: 'STATUS' as const, operator: 'EQ' as const, values: [...values] },
  ];

  test('shows them newest first, page by page, without their reasons', async () => {
    const { service, at, ids } = await withJobs('COMPLETE', 'FAILED', 'STOPPED');
    const first = await service.call(listIngestionJobs, { ...at, maxResults: 2 });
    const second = await service.call(listIngestionJobs, { ...at, nextToken: first.nextToken! });
    const shown = [...first.ingestionJobSummaries, ...second.ingestionJobSummaries];
    expect(shown.map(({ ingestionJobId }) => ingestionJobId)).toEqual(ids.toReversed());
    expect(shown[0]).not.toHaveProperty('failureReasons');
    expect(second.nextToken).toBeUndefined();
  });

  test.each([
    [{ filters: filters('FAILED') }, [1]],
    [{ filters: filters('FAILED', 'COMPLETE') }, [2, 1, 0]],
    [{ filters: filters('STOPPED') }, []],
    [{ sortBy: { attribute: 'STARTED_AT' as const, order: 'ASCENDING' as const } }, [0, 1, 2]],
    [{ sortBy: { attribute: 'STATUS' as const, order: 'DESCENDING' as const }, maxResults: 1 }, [1]],
  ])('by %j', async (asked, expected) => {
    const { service, at, ids } = await withJobs('COMPLETE', 'FAILED', 'COMPLETE');
    const { ingestionJobSummaries } = await service.call(listIngestionJobs, { ...at, ...asked });
    expect(ingestionJobSummaries.map(({ ingestionJobId }) => ids.indexOf(ingestionJobId))).toEqual(expected);
  });

  test('refuses what is no status, and a token of another filter', async () => {
    const { service, at } = await withJobs('COMPLETE', 'FAILED');
    const typo = await failureOf(service.call(listIngestionJobs, { ...at, filters: filters('COMPLETED') }));
    expect(typo).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('COMPLETED is no status'),
    });
    const { nextToken } = await service.call(listIngestionJobs, { ...at, maxResults: 1 });
    const other = service.call(listIngestionJobs, {
      ...at,
      filters: filters('FAILED'),
      nextToken: nextToken!,
    });
    expect((await failureOf(other)).code).toBe('ValidationException');
  });
});

test.each([
  ['StartIngestionJob', startIngestionJob, { dataSourceId: 'NOTHERE000' }],
  ['GetIngestionJob', getIngestionJob, { dataSourceId: 'NOTHERE000', ingestionJobId: 'NOTHERE001' }],
  ['GetIngestionJob', getIngestionJob, { ingestionJobId: 'NOTHERE000' }],
  ['StopIngestionJob', stopIngestionJob, { ingestionJobId: 'NOTHERE000' }],
  ['StopIngestionJob', stopIngestionJob, { knowledgeBaseId: 'NOTHERE000', ingestionJobId: 'NOTHERE000' }],
  ['ListIngestionJobs', listIngestionJobs, { dataSourceId: 'NOTHERE000' }],
])('%s finds nothing where nothing is', async (_, operation, absent) => {
  const { service, work, at } = await open();
  const failure = await failureOf(service.call(operation as never, { ...at, ...absent } as never));
  expect(failure).toMatchObject({
    code: 'ResourceNotFoundException',
    message: expect.stringContaining('NOTHERE000'),
  });
  expect(work.told).toEqual([]);
});
