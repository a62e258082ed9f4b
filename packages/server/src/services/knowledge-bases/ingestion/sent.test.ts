import { FlowError } from '@streambed/flow/ports';
import type { DocumentMetadata, KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataSourceRecord, KnowledgeBaseDocumentRecord } from '../../../store/index.ts';
import type { Ingestion } from './ingestion.ts';
import { type OpenStore, STORES } from './stores.fixture.ts';
import { SCOPE, SOURCE, World } from './world.fixture.ts';

const inline = (id: string, text: string, metadata?: DocumentMetadata): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: {
      customDocumentIdentifier: { id },
      sourceType: 'IN_LINE',
      inlineContent: { type: 'TEXT', textContent: { data: text } },
    },
  },
  ...(metadata && { metadata }),
});

const inBucket = (id: string, uri: string): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: { customDocumentIdentifier: { id }, sourceType: 'S3_LOCATION', s3Location: { uri } },
  },
});

const ofBucket = (uri: string): KnowledgeBaseDocument => ({
  content: { dataSourceType: 'S3', s3: { s3Location: { uri } } },
});

const year = (value: number): DocumentMetadata => ({
  type: 'IN_LINE_ATTRIBUTE',
  inlineAttributes: [{ key: 'year', value: { type: 'NUMBER', numberValue: value } }],
});

const long = (name: string): string =>
  Array.from({ length: 150 }, (_, index) => `${name} ${index}`).join('\n');

describe.each(STORES)('documents that are sent ($name)', ({ open }) => {
  let opened: OpenStore;
  let world: World;
  let ingestion: Ingestion;

  const begin = async (changes: Partial<DataSourceRecord>): Promise<void> => {
    opened = await open();
    world = await World.open(opened.store, changes);
    ingestion = world.process();
  };
  beforeEach(() => begin({ dataSourceConfiguration: { type: 'CUSTOM' } }));
  afterEach(async () => {
    await ingestion.close();
    await opened.close();
    expect(world.failures).toEqual([]);
  });

  const send = async (...documents: readonly KnowledgeBaseDocument[]) => {
    const rows = await ingestion.ingestDocuments(SCOPE, SOURCE, documents);
    await ingestion.settled();
    return rows;
  };
  const sync = async (id: string) => {
    await ingestion.startJob(SCOPE, SOURCE, { id });
    await ingestion.settled();
    return (await world.store.ingestionJobs.get(SCOPE, SOURCE.knowledgeBaseId, SOURCE.dataSourceId, id))!;
  };
  const passages = async (): Promise<readonly string[]> =>
    (await opened.searched(SCOPE, SOURCE.knowledgeBaseId)).map(({ text }) => text).sort();
  const documentOf = async (documentId: string): Promise<KnowledgeBaseDocumentRecord | undefined> =>
    world.store.knowledgeBaseDocuments.get(SCOPE, { ...SOURCE, documentId });

  test('wait, and are then searched', async () => {
    const rows = await send(inline('a', 'one\ntwo', year(2024)), inline('b', 'three'));
    expect(rows.map(({ documentId, status }) => [documentId, status])).toEqual([
      ['a', 'PENDING'],
      ['b', 'PENDING'],
    ]);
    expect(await documentOf('a')).toMatchObject({
      status: 'INDEXED',
      chunkCount: 2,
      metadata: { year: 2024 },
    });
    expect(await documentOf('a')).not.toHaveProperty('inline');
    expect(await passages()).toEqual(['one', 'three', 'two']);
    const [one] = await opened.searched(SCOPE, SOURCE.knowledgeBaseId);
    expect(one?.metadata).toMatchObject({ year: 2024 });
  });

  test('replace what was sent before; the same again changes nothing', async () => {
    await send(inline('a', 'one\ntwo'));
    await send(inline('a', 'one\nother'));
    expect(await passages()).toEqual(['one', 'other']);
    world.embedded = [];
    await send(inline('a', 'one\nother'));
    await send(inline('a', 'one\nother', year(2025)));
    expect(world.embedded).toEqual([]);
    expect(await documentOf('a')).toMatchObject({ status: 'INDEXED', metadata: { year: 2025 } });
  });

  test('that cannot be read say why, and keep what was searched before', async () => {
    await send(inline('a', 'one'));
    await send(inline('a', '!'), inline('b', '!'));
    expect(await documentOf('a')).toMatchObject({ status: 'FAILED', statusReason: 'a is damaged.' });
    expect(await documentOf('b')).toMatchObject({ status: 'FAILED', generation: 0 });
    expect(await passages()).toEqual(['one']);
  });

  test('that could not be embedded are kept for a sync to try again', async () => {
    world.embedFailure = () =>
      new FlowError({ kind: 'accessDenied', blame: 'dependency', message: 'No key.' });
    await send(inline('a', 'one'));
    expect(await documentOf('a')).toMatchObject({
      status: 'FAILED',
      statusReason: expect.stringContaining('No key.'),
    });
    world.embedFailure = () => undefined;
    expect(await sync('JOB')).toMatchObject({
      status: 'COMPLETE',
      statistics: { numberOfNewDocumentsIndexed: 1 },
    });
    expect(await passages()).toEqual(['one']);
  });

  test('by the address of an object are looked at again by a sync', async () => {
    world.put('s3://docs/x.txt', 'one');
    await send(inBucket('a', 's3://docs/x.txt'), inBucket('b', 's3://docs/none.txt'));
    expect(await documentOf('a')).toMatchObject({ status: 'INDEXED', uri: 's3://docs/x.txt' });
    expect(await documentOf('b')).toMatchObject({
      status: 'FAILED',
      statusReason: 'There is no object s3://docs/none.txt.',
    });
    world.opened = [];
    await sync('FIRST');
    expect(world.opened).toEqual([]);
    world.put('s3://docs/x.txt', 'two');
    world.put('s3://docs/none.txt', 'three');
    expect((await sync('SECOND')).statistics).toMatchObject({
      numberOfDocumentsScanned: 2,
      numberOfModifiedDocumentsIndexed: 1,
      numberOfNewDocumentsIndexed: 1,
    });
    expect(await passages()).toEqual(['three', 'two']);
    world.files.clear();
    expect((await sync('THIRD')).statistics).toMatchObject({
      numberOfDocumentsFailed: 2,
      numberOfDocumentsDeleted: 0,
    });
    expect(await passages(), 'whoever sent it takes it back').toEqual(['three', 'two']);
  });

  test('are deleted on request, and are not there then', async () => {
    await send(inline('a', 'one'), inline('b', 'two'));
    const rows = await ingestion.deleteDocuments(SCOPE, SOURCE, ['a', 'none']);
    expect(rows.map((row) => row?.status)).toEqual(['DELETING', undefined]);
    await ingestion.settled();
    expect(await documentOf('a')).toBeUndefined();
    expect(await passages()).toEqual(['two']);
    await send(inline('a', 'anew'));
    expect(await passages()).toEqual(['anew', 'two']);
  });

  test.each([
    ['short', 'one'],
    ['long', long('one')],
  ])('are overtaken by what is sent while a %s one is embedded', async (_, text) => {
    let second: Promise<unknown> | undefined;
    world.embedFailure = () => {
      second ??= ingestion.ingestDocuments(SCOPE, SOURCE, [inline('a', 'second')]);
      return undefined;
    };
    await send(inline('a', text));
    await second;
    await ingestion.settled();
    expect(await passages()).toEqual(['second']);
    expect(await documentOf('a')).toMatchObject({ status: 'INDEXED', chunkCount: 1 });
    expect(await documentOf('a')).not.toHaveProperty('draft');
  });

  test.each([
    ['short', 'one'],
    ['long', long('one')],
  ])('do not come back when they are deleted while a %s one is embedded', async (_, text) => {
    let deletion: Promise<unknown> | undefined;
    world.embedFailure = () => {
      deletion ??= ingestion.deleteDocuments(SCOPE, SOURCE, ['a']);
      return undefined;
    };
    await send(inline('a', text));
    await deletion;
    await ingestion.settled();
    expect(await documentOf('a')).toBeUndefined();
    expect(await passages()).toEqual([]);
  });

  test('are seen when they come at the moment that the last look is taken', async () => {
    await opened.close();
    opened = await open();
    const { knowledgeBaseDocuments: documents } = opened.store;
    let late: Promise<unknown> | undefined;
    const withStatus: typeof documents.withStatus = async (...given) => {
      const found = await documents.withStatus(...given);
      if (given[3].includes('PENDING') && found.length === 0) {
        late ??= ingestion.ingestDocuments(SCOPE, SOURCE, [inline('late', 'late')]);
        await late;
      }
      return found;
    };
    const repository = new Proxy(documents, {
      get: (target, name) => (name === 'withStatus' ? withStatus : Reflect.get(target, name).bind(target)),
    });
    world = await World.open(
      new Proxy(opened.store, {
        get: (target, name) => {
          if (name === 'knowledgeBaseDocuments') return repository;
          const member = Reflect.get(target, name);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      }),
      { dataSourceConfiguration: { type: 'CUSTOM' } },
    );
    ingestion = world.process();
    await send(inline('a', 'one'));
    await late;
    await ingestion.settled();
    expect(await passages()).toEqual(['late', 'one']);
  });

  test.each<[string, readonly KnowledgeBaseDocument[]]>([
    ['validation', [ofBucket('s3://docs/x.txt')]],
    ['validation', [inline('a', 'one'), inline('a', 'two')]],
  ])('are refused (%s), all of them: %j', async (kind, documents) => {
    await expect(send(inline('ok', 'ok'), ...documents)).rejects.toMatchObject({ fault: { kind } });
    expect(await documentOf('ok')).toBeUndefined();
  });

  test('of an S3 source lie in its bucket, and a sync finds them done', async () => {
    await opened.close();
    await begin({});
    world.put('s3://docs/x.txt', 'one');
    for (const uri of ['s3://other/x.txt', 's3://docs', 'x.txt'])
      await expect(send(ofBucket(uri))).rejects.toMatchObject({ fault: { kind: 'validation' } });
    await send(ofBucket('s3://docs/x.txt'));
    expect(await documentOf('s3://docs/x.txt')).toMatchObject({ status: 'INDEXED' });
    world.opened = [];
    expect((await sync('JOB')).statistics).toMatchObject({
      numberOfDocumentsScanned: 1,
      numberOfNewDocumentsIndexed: 0,
    });
    expect(world.opened).toEqual([]);
  });

  test('wait for no job, and no job waits for them', async () => {
    await opened.close();
    await begin({});
    world.put('s3://docs/x.txt', long('x'));
    let sent: Promise<unknown> | undefined;
    world.embedFailure = () => {
      sent ??= ingestion.ingestDocuments(SCOPE, SOURCE, [ofBucket('s3://docs/x.txt')]);
      return undefined;
    };
    const job = await sync('JOB');
    await sent;
    await ingestion.settled();
    expect(job.status).toBe('COMPLETE');
    expect(await documentOf('s3://docs/x.txt')).toMatchObject({ status: 'INDEXED', chunkCount: 150 });
    expect(await passages()).toHaveLength(150);
  });
});

describe.each(STORES)('deletion ($name)', ({ open }) => {
  let opened: OpenStore;
  let world: World;
  let ingestion: Ingestion;

  const begin = async (changes: Partial<DataSourceRecord> = {}): Promise<void> => {
    opened = await open();
    world = await World.open(opened.store, changes);
    ingestion = world.process();
  };
  afterEach(async () => {
    await ingestion.close();
    await opened.close();
    expect(world.failures).toEqual([]);
  });

  const { knowledgeBaseId, dataSourceId } = SOURCE;
  const markDataSource = async (): Promise<DataSourceRecord> => {
    const dataSource = (await world.store.dataSources.get(SCOPE, knowledgeBaseId, dataSourceId))!;
    const deleting = { ...dataSource, status: 'DELETING' as const };
    await world.store.dataSources.update(SCOPE, deleting);
    return deleting;
  };
  const markKnowledgeBase = async () => {
    const knowledgeBase = (await world.store.knowledgeBases.get(SCOPE, knowledgeBaseId))!;
    const deleting = { ...knowledgeBase, status: 'DELETING' as const };
    await world.store.knowledgeBases.update(SCOPE, deleting);
    return deleting;
  };
  const sync = async (): Promise<void> => {
    for (let index = 0; index < 250; index++) world.put(`d${index}`, `text ${index}`);
    await ingestion.startJob(SCOPE, SOURCE, { id: 'JOB' });
    await ingestion.settled();
  };

  test.each([
    ['DELETE', 0],
    ['RETAIN', 250],
  ] as const)('a data source goes with its documents, or without: %s', async (dataDeletionPolicy, left) => {
    await begin({ dataDeletionPolicy });
    await sync();
    ingestion.dataSourceDeleted(SCOPE, await markDataSource());
    await ingestion.settled();
    expect(await world.store.dataSources.get(SCOPE, knowledgeBaseId, dataSourceId)).toBeUndefined();
    expect(await opened.searched(SCOPE, knowledgeBaseId)).toHaveLength(left);
    await expect(ingestion.startJob(SCOPE, SOURCE, { id: 'NEXT' })).rejects.toThrow('no data source');
    ingestion.knowledgeBaseDeleted(SCOPE, await markKnowledgeBase());
    await ingestion.settled();
    expect(await world.store.knowledgeBases.get(SCOPE, knowledgeBaseId)).toBeUndefined();
    expect(await opened.searched(SCOPE, knowledgeBaseId)).toEqual([]);
  });

  test.each(['data source', 'knowledge base'] as const)('ends the job of a %s first', async (what) => {
    await begin();
    world.put('a', long('a'));
    let deletion: Promise<void> | undefined;
    const marked = what === 'data source' ? markDataSource : markKnowledgeBase;
    world.embedFailure = () => {
      deletion ??= marked().then((row) =>
        'knowledgeBaseId' in row
          ? ingestion.dataSourceDeleted(SCOPE, row)
          : ingestion.knowledgeBaseDeleted(SCOPE, row),
      );
      return undefined;
    };
    await ingestion.startJob(SCOPE, SOURCE, { id: 'JOB' });
    await ingestion.settled();
    await deletion;
    await ingestion.settled();
    expect(await world.store.dataSources.get(SCOPE, knowledgeBaseId, dataSourceId)).toBeUndefined();
    expect(await opened.searched(SCOPE, knowledgeBaseId)).toEqual([]);
  });

  test.each(['data source', 'knowledge base'] as const)(
    'of a %s is gone on with after a crash',
    async (what) => {
      await begin();
      await sync();
      if (what === 'data source') await markDataSource();
      else await markKnowledgeBase();
      await ingestion.close();
      ingestion = world.process();
      await ingestion.resume();
      await ingestion.settled();
      expect(await world.store.dataSources.get(SCOPE, knowledgeBaseId, dataSourceId)).toBeUndefined();
      expect(await opened.searched(SCOPE, knowledgeBaseId)).toEqual([]);
      const kept = await world.store.knowledgeBases.get(SCOPE, knowledgeBaseId);
      expect(kept?.status).toBe(what === 'data source' ? 'ACTIVE' : undefined);
    },
  );

  test('nothing is begun in what is being deleted', async () => {
    await begin({ dataSourceConfiguration: { type: 'CUSTOM' } });
    await markDataSource();
    const conflict = { fault: { kind: 'conflict' } };
    await expect(ingestion.startJob(SCOPE, SOURCE, { id: 'JOB' })).rejects.toMatchObject(conflict);
    await expect(ingestion.ingestDocuments(SCOPE, SOURCE, [inline('a', 'one')])).rejects.toMatchObject(
      conflict,
    );
    await expect(ingestion.deleteDocuments(SCOPE, SOURCE, ['a'])).rejects.toMatchObject(conflict);
  });
});
