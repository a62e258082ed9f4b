import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  GetIngestionJobCommand,
  type IngestionJobStatus,
  ListIngestionJobsCommand,
  type ListIngestionJobsCommandInput,
  ListKnowledgeBaseDocumentsCommand,
  paginateListIngestionJobs,
  StartIngestionJobCommand,
  StopIngestionJobCommand,
} from '@aws-sdk/client-bedrock-agent';
import {
  RetrieveCommand,
  type RetrieveCommandInput,
  type RetrieveCommandOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { configurationFor, openEmbeddingProvider } from './support/embedding-provider.ts';
import { failureOf } from './support/failure.ts';
import { jobEnded, type Shelf, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, clientToken } from './support/vacant.ts';
import { testHere } from './target.ts';

/**
 * Ingestion jobs by the official clients: what a bucket holds and what of it changed, counted exactly, and paid for at an
 * embedding model of this test, which answers when it is told to.
 */

const provider = await openEmbeddingProvider();
afterAll(() => provider.close());
const { target, agent, runtime } = await openSession({
  files: { 'streambed.yaml': configurationFor(provider) },
});
const here = testHere(
  target,
  'it looks into the buckets of our server, and at an embedding model of its own',
);
const shelves = shelvesOf(agent, target);

afterEach(() => {
  provider.mayAnswer = () => true;
  provider.refusesWith = undefined;
  provider.look();
});

/** A bucket with a knowledge base over it. */
const bucketOf = async (dataFolder: string, inclusionPrefixes?: string[]) => {
  const bucket = `jobs-${clientToken().slice(0, 8).toLowerCase()}`;
  const pathOf = (key: string) => join(dataFolder, 'objects', bucket, key);
  const put = (key: string, content: string | Buffer | object) => {
    mkdirSync(dirname(pathOf(key)), { recursive: true });
    const isWhole = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(pathOf(key), isWhole ? content : JSON.stringify(content));
  };
  const knowledgeBaseId = await shelves.create();
  const sourceOf = (changes: object = {}) =>
    shelves.source(knowledgeBaseId, {
      dataSourceConfiguration: {
        type: 'S3',
        s3Configuration: {
          bucketArn: `arn:aws:s3:::${bucket}`,
          ...(inclusionPrefixes && { inclusionPrefixes }),
        },
      },
      ...changes,
    });
  mkdirSync(pathOf('.'), { recursive: true });
  return {
    at: await sourceOf(),
    sourceOf,
    uriOf: (key: string) => `s3://${bucket}/${key}`,
    pathOf,
    put,
    remove: (key: string) => rmSync(pathOf(key)),
  };
};

const search = async (
  { knowledgeBaseId }: Shelf,
  text: string,
  filter?: NonNullable<
    NonNullable<RetrieveCommandInput['retrievalConfiguration']>['vectorSearchConfiguration']
  >['filter'],
) => {
  const { retrievalResults = [] }: RetrieveCommandOutput = await runtime.send(
    new RetrieveCommand({
      knowledgeBaseId,
      retrievalQuery: { text },
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 100, filter } },
    }),
  );
  return retrievalResults;
};
const urisOf = (results: Awaited<ReturnType<typeof search>>) =>
  results.map(({ location }) => location?.s3Location?.uri).toSorted();

/** All eight figures; what is left out is 0. */
const figures = (given: Readonly<Record<string, number>>) => ({
  numberOfDocumentsScanned: 0,
  numberOfMetadataDocumentsScanned: 0,
  numberOfNewDocumentsIndexed: 0,
  numberOfModifiedDocumentsIndexed: 0,
  numberOfMetadataDocumentsModified: 0,
  numberOfDocumentsDeleted: 0,
  numberOfDocumentsFailed: 0,
  numberOfDocumentsSkipped: 0,
  ...given,
});

/** What the embedding model is asked to embed while something is done. */
const embeddedBy = async (work: () => Promise<unknown>) => {
  const before = provider.texts.length;
  await work();
  return provider.texts.slice(before);
};

describe('a bucket', { timeout: 120_000 }, () => {
  here('is read below its prefix, with the metadata beside its documents', async ({ dataFolder }) => {
    const { at, put, uriOf } = await bucketOf(dataFolder, ['docs/']);
    put('docs/plain.md', '# Oak\n\nThe oak stands in the garden.');
    put('docs/plain.md.metadata.json', {
      metadataAttributes: { kind: 'tree', height: 12.5, old: true, where: ['garden', 'park'] },
    });
    put('docs/typed.html', '<h1>Elm</h1><p>The elm stands in the street.</p>');
    put('docs/typed.html.metadata.json', {
      metadataAttributes: {
        kind: { value: { type: 'STRING', stringValue: 'tree' }, includeForEmbedding: true },
        height: { value: { type: 'NUMBER', numberValue: 8 }, includeForEmbedding: false },
        old: { value: { type: 'BOOLEAN', booleanValue: false }, includeForEmbedding: false },
        where: { value: { type: 'STRING_LIST', stringListValue: ['street'] }, includeForEmbedding: false },
      },
    });
    put('docs/people.csv', 'name,city,role\nAda,London,engineer\nGrace,New York,admiral\n');
    put('docs/people.csv.metadata.json', {
      metadataAttributes: { kind: 'person' },
      documentStructureConfiguration: {
        type: 'RECORD_BASED_STRUCTURE_METADATA',
        recordBasedStructureMetadata: {
          contentFields: [{ fieldName: 'name' }],
          metadataFieldsSpecification: { fieldsToInclude: [{ fieldName: 'city' }] },
        },
      },
    });
    put('other/outside.md', 'Outside of the prefix.');
    const asked = await embeddedBy(async () => {
      const job = await shelves.sync(at);
      expect(job.failureReasons).toBeUndefined();
      expect(job.statistics).toEqual(
        figures({
          numberOfDocumentsScanned: 3,
          numberOfMetadataDocumentsScanned: 3,
          numberOfNewDocumentsIndexed: 3,
        }),
      );
    });
    // What is to be embedded with the text is, and nothing else.
    expect(asked.some((text) => text.includes('kind: tree') && text.includes('elm'))).toBe(true);
    expect(asked.some((text) => text.includes('kind: tree') && text.includes('oak'))).toBe(false);

    const found = async (filter: Parameters<typeof search>[2]) => urisOf(await search(at, 'stands', filter));
    const [oak, elm, people] = [uriOf('docs/plain.md'), uriOf('docs/typed.html'), uriOf('docs/people.csv')];
    expect(await found({ equals: { key: 'kind', value: 'tree' } })).toEqual([oak, elm]);
    expect(await found({ greaterThan: { key: 'height', value: 10 } })).toEqual([oak]);
    expect(await found({ equals: { key: 'old', value: false } })).toEqual([elm]);
    expect(await found({ listContains: { key: 'where', value: 'park' } })).toEqual([oak]);
    // One passage for each row.
    expect(await found({ equals: { key: 'kind', value: 'person' } })).toEqual([people, people]);
    const [ada, ...others] = await search(at, 'Ada', { equals: { key: 'city', value: 'London' } });
    expect(others).toEqual([]);
    expect(ada?.content?.text).toContain('Ada');
    expect(ada?.content?.text).not.toContain('engineer');
    expect(ada?.metadata).not.toHaveProperty('role');
    expect(ada?.metadata).toMatchObject({
      'x-amz-bedrock-kb-source-uri': people,
      'x-amz-bedrock-kb-data-source-id': at.dataSourceId,
    });
  });

  here('is read again for what changed, and paid for no more than that', async ({ dataFolder }) => {
    const { at, put, remove, uriOf, pathOf } = await bucketOf(dataFolder);
    put('kept.md', 'The kept lighthouse is white.');
    put('touched.md', 'The touched lighthouse is grey.');
    put('modified.md', 'The modified lighthouse is red.');
    put('described.md', 'The described lighthouse is green.');
    put('described.md.metadata.json', { metadataAttributes: { since: 1900 } });
    put('vanishing.md', 'The vanishing lighthouse is blue.');
    const first = await shelves.sync(at);
    expect(first.statistics).toEqual(
      figures({
        numberOfDocumentsScanned: 5,
        numberOfMetadataDocumentsScanned: 1,
        numberOfNewDocumentsIndexed: 5,
      }),
    );

    const unchanged = figures({ numberOfDocumentsScanned: 5, numberOfMetadataDocumentsScanned: 1 });
    expect(
      await embeddedBy(async () => expect((await shelves.sync(at)).statistics).toEqual(unchanged)),
    ).toEqual([]);

    // Other times, the same bytes: a change that is none.
    utimesSync(pathOf('touched.md'), new Date(0), new Date(0));
    expect(
      await embeddedBy(async () => expect((await shelves.sync(at)).statistics).toEqual(unchanged)),
    ).toEqual([]);

    put('modified.md', 'The modified lighthouse is striped.');
    put('described.md.metadata.json', { metadataAttributes: { since: 1950 } });
    put('new.md', 'The new lighthouse is golden.');
    remove('vanishing.md');
    const asked = await embeddedBy(async () =>
      expect((await shelves.sync(at)).statistics).toEqual(
        figures({
          numberOfDocumentsScanned: 5,
          numberOfMetadataDocumentsScanned: 1,
          numberOfNewDocumentsIndexed: 1,
          numberOfModifiedDocumentsIndexed: 1,
          numberOfMetadataDocumentsModified: 1,
          numberOfDocumentsDeleted: 1,
        }),
      ),
    );
    expect(asked.toSorted()).toEqual([
      'The modified lighthouse is striped.',
      'The new lighthouse is golden.',
    ]);
    const results = await search(at, 'lighthouse');
    expect(results.map(({ content }) => content?.text).toSorted()).toEqual([
      'The described lighthouse is green.',
      'The kept lighthouse is white.',
      'The modified lighthouse is striped.',
      'The new lighthouse is golden.',
      'The touched lighthouse is grey.',
    ]);
    const since = (value: number) => search(at, 'lighthouse', { equals: { key: 'since', value } });
    expect(await since(1900)).toEqual([]);
    expect(urisOf(await since(1950))).toEqual([uriOf('described.md')]);
  });

  here('of which a file is broken is ingested without it, and says why', async ({ dataFolder }) => {
    const { at, put, uriOf } = await bucketOf(dataFolder);
    put('fine.txt', 'A fine text.');
    put('broken.docx', 'no archive at all');
    put('old.doc', Buffer.from('d0cf11e0a1b11ae10000', 'hex'));
    put('told.md', 'Its metadata are broken.');
    put('told.md.metadata.json', '{"metadataAttributes": {');
    put('film.mp4', 'no document');
    const { statistics, failureReasons = [] } = await shelves.sync(at);
    expect(statistics).toEqual(
      figures({
        numberOfDocumentsScanned: 4,
        numberOfMetadataDocumentsScanned: 1,
        numberOfNewDocumentsIndexed: 1,
        numberOfDocumentsFailed: 3,
        numberOfDocumentsSkipped: 1,
      }),
    );
    for (const key of ['broken.docx', 'old.doc', 'told.md', 'film.mp4'])
      expect(failureReasons.filter((reason) => reason.includes(uriOf(key)))).toHaveLength(1);
    expect(urisOf(await search(at, 'text'))).toEqual([uriOf('fine.txt')]);
    const { documentDetails = [] } = await agent.send(new ListKnowledgeBaseDocumentsCommand(at));
    expect(
      documentDetails.map(({ identifier, status, statusReason }) => [
        identifier?.s3?.uri,
        status,
        statusReason !== undefined,
      ]),
    ).toEqual([
      [uriOf('broken.docx'), 'FAILED', true],
      [uriOf('fine.txt'), 'INDEXED', false],
      [uriOf('old.doc'), 'FAILED', true],
      [uriOf('told.md'), 'FAILED', true],
    ]);

    // Whoever mends it need not say so.
    put('told.md.metadata.json', { metadataAttributes: { mended: true } });
    const again = await shelves.sync(at);
    expect(again.statistics).toMatchObject({ numberOfNewDocumentsIndexed: 1, numberOfDocumentsFailed: 2 });
    expect(urisOf(await search(at, 'text', { equals: { key: 'mended', value: true } }))).toEqual([
      uriOf('told.md'),
    ]);
  });

  here('that is not there fails its job, and says so', async () => {
    const at = await shelves.source(await shelves.create(), {
      dataSourceConfiguration: {
        type: 'S3',
        s3Configuration: { bucketArn: 'arn:aws:s3:::no-such-bucket-anywhere' },
      },
    });
    const { failureReasons, statistics } = await shelves.sync(at, 'FAILED');
    expect(failureReasons?.join()).toContain('no-such-bucket-anywhere');
    expect(statistics).toEqual(figures({}));
  });
});

describe('a job', { timeout: 120_000 }, () => {
  const start = async (at: Shelf, more: object = {}) =>
    (await agent.send(new StartIngestionJobCommand({ ...at, ...more }))).ingestionJob!;
  const list = async (at: Shelf, more: Partial<ListIngestionJobsCommandInput> = {}) =>
    agent.send(new ListIngestionJobsCommand({ ...at, ...more }));
  const answersAre = async (expected: 'awaited' | 'not awaited') =>
    expect
      .poll(() => (provider.waiting > 0 ? 'awaited' : 'not awaited'), { timeout: 60_000, interval: 20 })
      .toBe(expected);

  here('that runs is the only one of its knowledge base, and is stopped', async ({ dataFolder }) => {
    const { at, sourceOf, put, uriOf } = await bucketOf(dataFolder);
    const other = await sourceOf();
    put('one.md', 'One lighthouse.');
    put('two.md', 'Two lighthouses.');
    provider.mayAnswer = () => false;
    const job = await start(at, { description: 'to be stopped' });
    expect(job).toMatchObject({ ...at, status: 'STARTING', description: 'to be stopped' });
    expect(job.statistics).toEqual(figures({}));
    expect(job.startedAt).toEqual(job.updatedAt);
    const jobAt = { ...at, ingestionJobId: job.ingestionJobId! };
    await answersAre('awaited');
    const running = await agent.send(new GetIngestionJobCommand(jobAt));
    expect(running.ingestionJob?.status).toBe('IN_PROGRESS');
    await failureOf(start(at), 'ConflictException', 409);
    await failureOf(start(other), 'ConflictException', 409);

    const { ingestionJob: stopping, $metadata } = await agent.send(new StopIngestionJobCommand(jobAt));
    expect($metadata.httpStatusCode).toBe(202);
    expect(stopping).toMatchObject({ ...jobAt, status: 'STOPPING' });
    await jobEnded(agent, at, job.ingestionJobId!, 'STOPPED');
    // Nobody waits for what is not wanted any more.
    await answersAre('not awaited');
    await failureOf(agent.send(new StopIngestionJobCommand(jobAt)), 'ConflictException', 409);
    provider.mayAnswer = () => true;
    expect(await search(at, 'lighthouse')).toEqual([]);

    const next = await shelves.sync(at);
    expect(next.statistics).toEqual(figures({ numberOfDocumentsScanned: 2, numberOfNewDocumentsIndexed: 2 }));
    expect(urisOf(await search(at, 'lighthouse'))).toEqual([uriOf('one.md'), uriOf('two.md')]);
    await shelves.sync(other);
  });

  here('of another knowledge base goes on meanwhile', async ({ dataFolder }) => {
    const [slow, quick] = [await bucketOf(dataFolder), await bucketOf(dataFolder)];
    slow.put('slow.md', 'A slow lighthouse.');
    quick.put('quick.md', 'A quick lighthouse.');
    provider.mayAnswer = ({ texts }) => !texts.includes('A slow lighthouse.');
    const { ingestionJobId } = await start(slow.at);
    await answersAre('awaited');
    expect((await shelves.sync(quick.at)).statistics?.numberOfNewDocumentsIndexed).toBe(1);
    const { ingestionJob } = await agent.send(new GetIngestionJobCommand({ ...slow.at, ingestionJobId }));
    expect(ingestionJob?.status).toBe('IN_PROGRESS');
    provider.mayAnswer = () => true;
    provider.look();
    await jobEnded(agent, slow.at, ingestionJobId!);
  });

  here(
    'whose embedding model refuses everything fails, and the next one succeeds',
    async ({ dataFolder }) => {
      const { at, put, uriOf } = await bucketOf(dataFolder);
      put('one.md', 'One lighthouse.');
      provider.refusesWith = 401;
      const { failureReasons, statistics } = await shelves.sync(at, 'FAILED');
      expect(failureReasons?.join()).toMatch(/embedding model/);
      expect(statistics?.numberOfNewDocumentsIndexed).toBe(0);
      provider.refusesWith = undefined;
      expect((await shelves.sync(at)).statistics?.numberOfNewDocumentsIndexed).toBe(1);
      expect(urisOf(await search(at, 'lighthouse'))).toEqual([uriOf('one.md')]);
    },
  );

  here('is started once for a client token', async ({ dataFolder }) => {
    const { at } = await bucketOf(dataFolder);
    const token = clientToken();
    const first = await start(at, { clientToken: token, description: 'once' });
    await jobEnded(agent, at, first.ingestionJobId!);
    const again = await start(at, { clientToken: token, description: 'once' });
    expect(again).toEqual(first);
    expect((await list(at)).ingestionJobSummaries).toHaveLength(1);
    await failureOf(start(at, { clientToken: token, description: 'twice' }), 'ConflictException', 409);
    expect((await start(at, { clientToken: clientToken() })).ingestionJobId).not.toBe(first.ingestionJobId);
  });

  here('is listed by status and time, page by page', async ({ dataFolder }) => {
    const { at, put, sourceOf } = await bucketOf(dataFolder);
    put('one.md', 'One lighthouse.');
    const ids: string[] = [];
    const ends: IngestionJobStatus[] = ['COMPLETE', 'FAILED', 'COMPLETE', 'COMPLETE', 'FAILED'];
    for (const [index, end] of ends.entries()) {
      put('one.md', `Lighthouse number ${index}.`);
      provider.refusesWith = end === 'FAILED' ? 401 : undefined;
      ids.push((await shelves.sync(at, end)).ingestionJobId!);
    }
    const { ingestionJobSummaries: newest = [] } = await list(at);
    expect(newest.map(({ ingestionJobId }) => ingestionJobId)).toEqual(ids.toReversed());
    expect(newest[0]).toEqual({
      ...at,
      ingestionJobId: ids.at(-1),
      status: 'FAILED',
      startedAt: expect.any(Date),
      updatedAt: expect.any(Date),
      statistics: figures({ numberOfDocumentsScanned: 1 }),
    });
    const listed = async (more: Partial<ListIngestionJobsCommandInput>) =>
      (await list(at, more)).ingestionJobSummaries?.map(({ ingestionJobId }) => ingestionJobId);
    expect(await listed({ sortBy: { attribute: 'STARTED_AT', order: 'ASCENDING' } })).toEqual(ids);
    expect(await listed({ sortBy: { attribute: 'STARTED_AT', order: 'DESCENDING' } })).toEqual(
      ids.toReversed(),
    );
    const statusesBy = async (order: 'ASCENDING' | 'DESCENDING') =>
      (await list(at, { sortBy: { attribute: 'STATUS', order } })).ingestionJobSummaries?.map(
        ({ status }) => status,
      );
    expect(await statusesBy('ASCENDING')).toEqual(ends.toSorted());
    expect(await statusesBy('DESCENDING')).toEqual(ends.toSorted().toReversed());
    const only = (...values: string[]) => ({
      filters: [{ attribute: 'STATUS' as const, operator: 'EQ' as const, values }],
    });
    expect(await listed(only('FAILED'))).toEqual([ids[4], ids[1]]);
    expect(await listed(only('FAILED', 'COMPLETE'))).toEqual(ids.toReversed());
    expect(await listed(only('STOPPED'))).toEqual([]);
    await failureOf(listed(only('FINISHED')), 'ValidationException', 400);
    await failureOf(
      listed({ filters: [...only('FAILED').filters, ...only('FAILED').filters] }),
      'ValidationException',
      400,
    );

    const paged: (string | undefined)[] = [];
    const asked = {
      ...at,
      ...only('COMPLETE'),
      sortBy: { attribute: 'STARTED_AT' as const, order: 'ASCENDING' as const },
    };
    for await (const page of paginateListIngestionJobs({ client: agent, pageSize: 2 }, asked)) {
      expect(page.ingestionJobSummaries!.length).toBeLessThanOrEqual(2);
      paged.push(...page.ingestionJobSummaries!.map(({ ingestionJobId }) => ingestionJobId));
    }
    expect(paged).toEqual([ids[0], ids[2], ids[3]]);
    // A page token is good for the list that gave it, and for no other.
    const { nextToken } = await list(at, { maxResults: 1 });
    await failureOf(list(at, { nextToken, ...only('COMPLETE') }), 'ValidationException', 400);
    await failureOf(list(await sourceOf(), { nextToken }), 'ValidationException', 400);
    for (const maxResults of [0, 1001]) await failureOf(list(at, { maxResults }), 'ValidationException', 400);
  });

  here('or its source that is not there is a ResourceNotFoundException', async ({ dataFolder }) => {
    const { at } = await bucketOf(dataFolder);
    const absent = { ...at, dataSourceId: ABSENT_ID };
    const nowhere = { ...at, knowledgeBaseId: ABSENT_ID };
    for (const where of [absent, nowhere]) {
      await failureOf(start(where), 'ResourceNotFoundException', 404);
      await failureOf(list(where), 'ResourceNotFoundException', 404);
    }
    for (const where of [at, absent, nowhere]) {
      const job = { ...where, ingestionJobId: ABSENT_ID };
      await failureOf(agent.send(new GetIngestionJobCommand(job)), 'ResourceNotFoundException', 404);
      await failureOf(agent.send(new StopIngestionJobCommand(job)), 'ResourceNotFoundException', 404);
    }
  });
});
