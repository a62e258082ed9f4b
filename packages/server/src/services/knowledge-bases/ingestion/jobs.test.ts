import { FlowError } from '@streambed/flow/ports';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChunkRecord, IngestionJobRecord, KnowledgeBaseDocumentRecord } from '../../../store/index.ts';
import { DocumentProblem, type MetadataSidecar } from '../parsing/index.ts';
import { DocumentGone } from '../sources/index.ts';
import type { Ingestion } from './ingestion.ts';
import { type OpenStore, STORES } from './stores.fixture.ts';
import { SCOPE, SOURCE, vectorOf, World } from './world.fixture.ts';

const attributes = (values: Record<string, string>, includeForEmbedding = false): MetadataSidecar => ({
  attributes: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { value, includeForEmbedding }]),
  ),
});

/** As many passages as a job writes down in pieces. */
const long = (name: string, count = 150): string =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`).join('\n');

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

describe.each(STORES)('ingestion jobs ($name)', ({ open }) => {
  let opened: OpenStore;
  let world: World;
  let ingestion: Ingestion;
  let jobs = 0;

  beforeEach(async () => {
    opened = await open();
    world = await World.open(opened.store);
    ingestion = world.process();
  });
  afterEach(async () => {
    await ingestion.close();
    await opened.close();
    expect(world.failures).toEqual([]);
  });

  const jobOf = async (id: string): Promise<IngestionJobRecord> =>
    (await world.store.ingestionJobs.get(SCOPE, SOURCE.knowledgeBaseId, SOURCE.dataSourceId, id))!;

  /** A job from its start to its end. */
  const run = async (): Promise<IngestionJobRecord> => {
    world.embedded = [];
    world.opened = [];
    const id = `JOB${++jobs}`;
    await ingestion.startJob(SCOPE, SOURCE, { id });
    await ingestion.settled();
    return jobOf(id);
  };

  const counts = ({ statistics }: IngestionJobRecord): Record<string, number> =>
    Object.fromEntries(
      Object.entries(statistics)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => [name.replace('numberOf', ''), count]),
    );

  const searched = async (): Promise<readonly ChunkRecord[]> =>
    opened.searched(SCOPE, SOURCE.knowledgeBaseId);
  const passages = async (): Promise<readonly string[]> => (await searched()).map(({ text }) => text).sort();
  const documentOf = async (documentId: string): Promise<KnowledgeBaseDocumentRecord | undefined> =>
    world.store.knowledgeBaseDocuments.get(SCOPE, { ...SOURCE, documentId });

  test('the first one takes everything in', async () => {
    world.put('a', 'one\ntwo', { metadata: attributes({ year: '2024' }) });
    world.put('b', long('b'));
    world.skipped.push('c.png');
    const job = await run();
    expect(job.status).toBe('COMPLETE');
    expect(counts(job)).toEqual({
      DocumentsScanned: 2,
      MetadataDocumentsScanned: 1,
      NewDocumentsIndexed: 2,
      DocumentsSkipped: 1,
    });
    expect(job.failureReasons).toEqual(['1 skipped (no documents): c.png.']);
    expect(await passages()).toEqual([...lines(long('b')), 'one', 'two'].sort());
    const [one] = (await searched()).filter(({ text }) => text === 'one');
    expect(one).toMatchObject({
      documentId: 'a',
      ordinal: 0,
      start: 0,
      end: 3,
      metadata: {
        year: '2024',
        'x-amz-bedrock-kb-source-uri': 'a',
        'x-amz-bedrock-kb-data-source-id': SOURCE.dataSourceId,
        'x-amz-bedrock-kb-source-file-mime-type': 'text/plain',
      },
    });
    expect([...one!.vector]).toEqual([...vectorOf('one')]);
    expect(await documentOf('a')).toMatchObject({
      status: 'INDEXED',
      chunkCount: 2,
      metadata: { year: '2024' },
    });
    expect(await world.store.knowledgeBases.get(SCOPE, SOURCE.knowledgeBaseId)).toMatchObject({
      dimensions: 4,
    });
  });

  test('what did not change is neither read nor embedded again', async () => {
    world.put('a', 'one', { metadata: attributes({ year: '2024' }) });
    world.put('b', 'two');
    await run();
    const before = await documentOf('a');
    expect(counts(await run())).toEqual({ DocumentsScanned: 2, MetadataDocumentsScanned: 1 });
    expect([world.opened, world.embedded]).toEqual([[], []]);
    expect(await documentOf('a')).toEqual(before);
  });

  test.each<
    [
      what: string,
      change: (world: World) => void,
      expected: Record<string, number>,
      embedded: readonly string[],
      passages: readonly string[],
    ]
  >([
    [
      'a new document',
      (w) => w.put('c', 'four'),
      { DocumentsScanned: 3, NewDocumentsIndexed: 1 },
      ['four'],
      ['four', 'one', 'three', 'two'],
    ],
    [
      'a changed document: only passages that are new are embedded',
      (w) => w.put('a', 'one\nother'),
      { DocumentsScanned: 2, ModifiedDocumentsIndexed: 1 },
      ['other'],
      ['one', 'other', 'three'],
    ],
    [
      'a document that vanished',
      (w) => w.files.delete('a'),
      { DocumentsScanned: 1, DocumentsDeleted: 1 },
      [],
      ['three'],
    ],
    ['everything vanished', (w) => w.files.clear(), { DocumentsDeleted: 2 }, [], []],
    [
      'written anew, the same',
      (w) => w.put('a', 'one\ntwo', { tag: 'other' }),
      { DocumentsScanned: 2 },
      [],
      ['one', 'three', 'two'],
    ],
    [
      'metadata that came',
      (w) => w.put('a', 'one\ntwo', { metadata: attributes({ year: '2024' }) }),
      { DocumentsScanned: 2, MetadataDocumentsScanned: 1, MetadataDocumentsModified: 1 },
      [],
      ['one', 'three', 'two'],
    ],
    [
      'metadata that are embedded',
      (w) => w.put('a', 'one\ntwo', { metadata: attributes({ year: '2024' }, true) }),
      { DocumentsScanned: 2, MetadataDocumentsScanned: 1, MetadataDocumentsModified: 1 },
      ['year: 2024\none', 'year: 2024\ntwo'],
      ['one', 'three', 'two'],
    ],
    [
      'both changed',
      (w) => w.put('a', 'one', { metadata: attributes({ year: '2024' }) }),
      {
        DocumentsScanned: 2,
        MetadataDocumentsScanned: 1,
        ModifiedDocumentsIndexed: 1,
        MetadataDocumentsModified: 1,
      },
      [],
      ['one', 'three'],
    ],
  ])('%s', async (_, change, expected, embedded, found) => {
    world.put('a', 'one\ntwo');
    world.put('b', 'three');
    await run();
    change(world);
    const job = await run();
    expect(job).toMatchObject({ status: 'COMPLETE', failureReasons: [] });
    expect(counts(job)).toEqual(expected);
    expect(world.embedded).toEqual(embedded);
    expect(await passages()).toEqual(found);
    expect(counts(await run()), 'and then nothing more').toEqual(
      Object.fromEntries(Object.entries(expected).filter(([name]) => name.endsWith('Scanned'))),
    );
  });

  test('other metadata are seen by filters without reading the document again, also of a long one', async () => {
    world.put('a', long('a'), { metadata: attributes({ year: '2024' }) });
    await run();
    world.put('a', long('a'), { metadata: attributes({ author: 'B' }) });
    expect(counts(await run())).toMatchObject({ MetadataDocumentsModified: 1 });
    expect([world.opened, world.embedded]).toEqual([[], []]);
    const found = await searched();
    expect(found).toHaveLength(150);
    for (const { metadata, text, vector } of found) {
      expect(metadata).toMatchObject({ author: 'B', 'x-amz-bedrock-kb-source-uri': 'a' });
      expect(metadata).not.toHaveProperty('year');
      expect([...vector]).toEqual([...vectorOf(text)]);
    }
    world.files.get('a')!.metadata = undefined as never;
    expect(counts(await run())).toEqual({ DocumentsScanned: 1, MetadataDocumentsModified: 1 });
    expect((await documentOf('a'))?.metadata).toEqual({});
  });

  test('a source that says nothing without being read is compared by what is read', async () => {
    world.files.set('a', { text: 'one' });
    await run();
    expect(counts(await run())).toEqual({ DocumentsScanned: 1 });
    expect([world.opened, world.embedded]).toEqual([['a'], []]);
    world.files.set('a', { text: 'two' });
    expect(counts(await run())).toEqual({ DocumentsScanned: 1, ModifiedDocumentsIndexed: 1 });
  });

  test('a document that fails fails alone, says why, and is tried again the next time', async () => {
    world.put('a', '!');
    world.put('b', 'two', { failure: new DocumentProblem('too-large', 'b is too large.') });
    world.put('c', 'three');
    const job = await run();
    expect(job.status).toBe('COMPLETE');
    expect(counts(job)).toEqual({ DocumentsScanned: 3, NewDocumentsIndexed: 1, DocumentsFailed: 2 });
    expect([...job.failureReasons].sort()).toEqual(['a: a is damaged.', 'b: b is too large.']);
    expect(await documentOf('a')).toMatchObject({
      status: 'FAILED',
      statusReason: 'a is damaged.',
      generation: 0,
    });
    world.put('a', 'one');
    expect(counts(await run())).toEqual({ DocumentsScanned: 3, NewDocumentsIndexed: 1, DocumentsFailed: 1 });
    expect(await documentOf('a')).not.toHaveProperty('statusReason');
    expect(await passages()).toEqual(['one', 'three']);
  });

  test('of a document that fails later the former passages stay, and come back into order with it', async () => {
    world.put('a', 'one');
    await run();
    world.put('a', '!');
    expect(counts(await run())).toEqual({ DocumentsScanned: 1, DocumentsFailed: 1 });
    expect(await documentOf('a')).toMatchObject({ status: 'FAILED', statusReason: 'a is damaged.' });
    expect(await passages()).toEqual(['one']);
    world.put('a', 'one');
    expect(counts(await run())).toEqual({ DocumentsScanned: 1 });
    expect(await documentOf('a')).toMatchObject({ status: 'INDEXED' });
    expect(await documentOf('a')).not.toHaveProperty('statusReason');
  });

  test('a page that is gone goes, one that was never there fails', async () => {
    world.put('a', 'one');
    await run();
    world.put('a', 'one', { tag: 'new', failure: new DocumentGone('There is no page a.') });
    world.put('b', 'two', { failure: new DocumentGone('There is no page b.') });
    expect(counts(await run())).toEqual({ DocumentsScanned: 2, DocumentsFailed: 2, DocumentsDeleted: 1 });
    expect(await documentOf('a')).toBeUndefined();
    expect(await documentOf('b')).toMatchObject({ status: 'FAILED' });
    expect(counts(await run())).toEqual({ DocumentsScanned: 2, DocumentsFailed: 2 });
  });

  test('nothing is deleted when the source could not be listed, or not to its end', async () => {
    world.put('a', 'one');
    await run();
    world.files.clear();
    world.missed = 'A page did not answer.';
    const job = await run();
    expect(job.status).toBe('COMPLETE');
    expect(job.failureReasons).toEqual([
      'Nothing was deleted, since not everything could be listed: A page did not answer.',
    ]);
    expect(await passages()).toEqual(['one']);
  });

  test('many failures are told up to a hundred', async () => {
    for (let index = 0; index < 120; index++) world.put(`d${index}`, '!');
    const { failureReasons, statistics } = await run();
    expect(statistics.numberOfDocumentsFailed).toBe(120);
    expect(failureReasons).toHaveLength(100);
    expect(failureReasons.at(-1)).toBe('21 more failed.');
  });

  const fault = (
    kind: 'throttling' | 'accessDenied' | 'dependencyFailed' | 'validation',
    more = {},
  ): FlowError => new FlowError({ kind, blame: 'dependency', message: 'The model says no.', ...more });

  test('an embedding model that is busy is asked again, later each time', async () => {
    world.put('a', 'one');
    let tries = 0;
    world.embedFailure = () => (++tries <= 4 ? fault('throttling') : undefined);
    expect((await run()).status).toBe('COMPLETE');
    expect(world.waits).toEqual([500, 1_000, 2_000, 4_000]);
    expect(world.embedded).toEqual(['one']);
  });

  test.each([
    [fault('throttling'), 7],
    [fault('accessDenied'), 1],
    [fault('dependencyFailed', { reason: 'unknownModel' }), 1],
    [fault('throttling', { reason: 'exhausted' }), 1],
    [fault('dependencyFailed', { reason: 'unreachable' }), 7],
    [new Error('The model says no.'), 1],
  ])('a model that cannot be used fails the job: %o', async (failure, tries) => {
    world.put('a', 'one');
    let asked = 0;
    world.embedFailure = () => {
      asked++;
      return failure;
    };
    const job = await run();
    expect(job.status).toBe('FAILED');
    expect(job.failureReasons.join()).toContain('The model says no.');
    expect(asked).toBe(tries);
    world.embedFailure = () => undefined;
    expect((await run()).status).toBe('COMPLETE');
    expect(await passages()).toEqual(['one']);
  });

  test('a text that the model does not take fails its document, unless it takes none', async () => {
    for (const name of ['a', 'b', 'c']) world.put(name, `${name} text`);
    world.embedFailure = (texts) =>
      texts.includes('b text') ? fault('validation', { reason: 'contextTooLong' }) : undefined;
    expect(counts(await run())).toEqual({ DocumentsScanned: 3, NewDocumentsIndexed: 2, DocumentsFailed: 1 });
    expect((await documentOf('b'))?.statusReason).toContain('The model says no.');
    for (let index = 0; index < 10; index++) world.put(`d${index}`, `d${index}`);
    world.embedFailure = () => fault('validation', { reason: 'contextTooLong' });
    expect((await run()).status).toBe('FAILED');
  });

  test('vectors of other dimensions are refused, and nothing is changed', async () => {
    world.put('a', 'one');
    await run();
    world.put('b', 'two');
    world.dimensions = 6;
    const job = await run();
    expect(job.status).toBe('FAILED');
    expect(job.failureReasons.join()).toMatch(/6 dimensions.* have 4/);
    expect(await passages()).toEqual(['one']);
  });

  test('only one job runs in a knowledge base', async () => {
    world.put('a', 'one');
    await ingestion.startJob(SCOPE, SOURCE, { id: 'FIRST' });
    await expect(ingestion.startJob(SCOPE, SOURCE, { id: 'SECOND' })).rejects.toMatchObject({
      fault: { kind: 'conflict' },
    });
    await ingestion.settled();
    await ingestion.startJob(SCOPE, SOURCE, { id: 'THIRD' });
    await ingestion.settled();
    expect((await jobOf('THIRD')).status).toBe('COMPLETE');
  });

  test.each([
    ['NOWHERE', SOURCE.dataSourceId],
    [SOURCE.knowledgeBaseId, 'NOWHERE'],
  ])('there is none of %s/%s', async (knowledgeBaseId, dataSourceId) => {
    await expect(
      ingestion.startJob(SCOPE, { knowledgeBaseId, dataSourceId }, { id: 'JOB' }),
    ).rejects.toMatchObject({ fault: { kind: 'resourceNotFound' } });
  });

  test('a job that is stopped leaves what it did, and the next one goes on', async () => {
    world.put('a', long('a'));
    let stopping: Promise<unknown> | undefined;
    world.embedFailure = () => {
      if (world.batches.length === 1) stopping ??= ingestion.stopJob(SCOPE, SOURCE, 'STOPPED');
      return undefined;
    };
    await ingestion.startJob(SCOPE, SOURCE, { id: 'STOPPED' });
    await ingestion.settled();
    expect(await stopping).toMatchObject({ status: 'STOPPING' });
    expect(await jobOf('STOPPED')).toMatchObject({ status: 'STOPPED' });
    expect(await passages()).toEqual([]);
    expect(await documentOf('a')).toMatchObject({ status: 'FAILED', draft: { generation: 1 } });
    await expect(ingestion.stopJob(SCOPE, SOURCE, 'STOPPED')).rejects.toMatchObject({
      fault: { kind: 'conflict' },
    });
    await expect(ingestion.stopJob(SCOPE, SOURCE, 'NONE')).rejects.toMatchObject({
      fault: { kind: 'resourceNotFound' },
    });
    const before = [...world.embedded];
    expect(counts(await run())).toEqual({ DocumentsScanned: 1, NewDocumentsIndexed: 1 });
    expect(
      world.embedded.filter((text) => before.slice(0, 64).includes(text)),
      'what was paid for',
    ).toEqual([]);
    expect(await passages()).toEqual([...lines(long('a'))].sort());
  });

  test('a job tells how far it came', async () => {
    for (let index = 0; index < 40; index++) world.put(`d${index}`, `d${index}`);
    const told: unknown[] = [];
    world.embedFailure = () => {
      told.push(ingestion.progress(SCOPE, { ...SOURCE, id: 'JOB' }));
      return undefined;
    };
    await ingestion.startJob(SCOPE, SOURCE, { id: 'JOB' });
    await ingestion.settled();
    expect(told[0]).toEqual({ done: 0, expected: 40 });
    expect(told.at(-1)).toMatchObject({ done: expect.any(Number), expected: 40 });
    expect(ingestion.progress(SCOPE, { ...SOURCE, id: 'JOB' })).toBeUndefined();
  });
});
