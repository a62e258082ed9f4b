import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  DeleteKnowledgeBaseDocumentsCommand,
  type DocumentIdentifier,
  type DocumentMetadata,
  GetKnowledgeBaseDocumentsCommand,
  IngestKnowledgeBaseDocumentsCommand,
  type KnowledgeBaseDocument,
  ListKnowledgeBaseDocumentsCommand,
  paginateListKnowledgeBaseDocuments,
} from '@aws-sdk/client-bedrock-agent';
import { RetrieveCommand, type RetrieveCommandInput } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { failureOf } from './support/failure.ts';
import { type Shelf, settled, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, clientToken } from './support/vacant.ts';
import { testHere } from './target.ts';

/** Documents that are sent and deleted one by one, by the official clients: as text, as bytes, as objects, with metadata. */

const { target, agent, runtime } = await openSession();
const here = testHere(target, 'it looks into the buckets of our server');
const shelves = shelvesOf(agent, target);

const shelf = async () => shelves.source(await shelves.create(), {});
const byId = (id: string): DocumentIdentifier => ({ dataSourceType: 'CUSTOM', custom: { id } });
const custom = (id: string, content: object, metadata?: DocumentMetadata): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: { customDocumentIdentifier: { id }, sourceType: 'IN_LINE', ...content },
  },
  ...(metadata && { metadata }),
});
const inText = (data: string) => ({ inlineContent: { type: 'TEXT' as const, textContent: { data } } });
const inBytes = (data: Uint8Array | string, mimeType: string) => ({
  inlineContent: {
    type: 'BYTE' as const,
    byteContent: { data: typeof data === 'string' ? new TextEncoder().encode(data) : data, mimeType },
  },
});
const inS3 = (uri: string) => ({ sourceType: 'S3_LOCATION' as const, s3Location: { uri } });

const send = (at: Shelf, documents: KnowledgeBaseDocument[], token?: string) =>
  agent.send(
    new IngestKnowledgeBaseDocumentsCommand({ ...at, documents, ...(token && { clientToken: token }) }),
  );
const get = async (at: Shelf, documentIdentifiers: DocumentIdentifier[]) =>
  (await agent.send(new GetKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers }))).documentDetails!;
const remove = async (at: Shelf, documentIdentifiers: DocumentIdentifier[], token?: string) =>
  (
    await agent.send(
      new DeleteKnowledgeBaseDocumentsCommand({
        ...at,
        documentIdentifiers,
        ...(token && { clientToken: token }),
      }),
    )
  ).documentDetails!;

type Filter = NonNullable<
  NonNullable<RetrieveCommandInput['retrievalConfiguration']>['vectorSearchConfiguration']
>['filter'];
const search = async ({ knowledgeBaseId }: Shelf, text: string, filter?: Filter) =>
  (
    await runtime.send(
      new RetrieveCommand({
        knowledgeBaseId,
        retrievalQuery: { text },
        retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 100, filter } },
      }),
    )
  ).retrievalResults!;
const idsOf = (results: Awaited<ReturnType<typeof search>>) =>
  results.map(({ location }) => location?.customDocumentLocation?.id).toSorted();

/** A new bucket, written to as its folder. */
const bucketIn = (dataFolder: string) => {
  const bucket = `sent-${clientToken().slice(0, 8).toLowerCase()}`;
  const pathOf = (key: string) => join(dataFolder, 'objects', bucket, key);
  return {
    bucket,
    uriOf: (key: string) => `s3://${bucket}/${key}`,
    put(key: string, content: string) {
      mkdirSync(dirname(pathOf(key)), { recursive: true });
      writeFileSync(pathOf(key), content);
    },
    remove: (key: string) => rmSync(pathOf(key)),
  };
};

describe('a custom source', { timeout: 120_000 }, () => {
  test('takes texts and bytes, with metadata of every type', async () => {
    const at = await shelf();
    const { documentDetails, $metadata } = await send(at, [
      custom('text', inText('The text is about herons.'), {
        type: 'IN_LINE_ATTRIBUTE',
        inlineAttributes: [
          { key: 'kind', value: { type: 'STRING', stringValue: 'bird' } },
          { key: 'wings', value: { type: 'NUMBER', numberValue: 2 } },
          { key: 'tame', value: { type: 'BOOLEAN', booleanValue: false } },
          { key: 'where', value: { type: 'STRING_LIST', stringListValue: ['river', 'lake'] } },
        ],
      }),
      custom('page', inBytes('<h1>Owls</h1><p>The page is about owls.</p>', 'text/html')),
      custom('table', inBytes('bird,food\nheron,fish\n', 'text/csv')),
    ]);
    expect($metadata.httpStatusCode).toBe(202);
    for (const [index, id] of ['text', 'page', 'table'].entries())
      expect(documentDetails?.[index]).toEqual({
        ...at,
        identifier: byId(id),
        status: expect.stringMatching(/^(STARTING|PENDING|IN_PROGRESS)$/),
        updatedAt: expect.any(Date),
      });
    expect(await settled(agent, at, ['text', 'page', 'table'])).toEqual(['INDEXED', 'INDEXED', 'INDEXED']);
    expect(idsOf(await search(at, 'about'))).toEqual(['page', 'table', 'text']);
    const [page] = await search(at, 'owls');
    expect(page?.content?.text).toContain('The page is about owls.');
    expect(page?.content?.text).not.toContain('<p>');
    for (const filter of [
      { equals: { key: 'kind', value: 'bird' } },
      { lessThan: { key: 'wings', value: 3 } },
      { equals: { key: 'tame', value: false } },
      { listContains: { key: 'where', value: 'lake' } },
    ])
      expect(idsOf(await search(at, 'about', filter))).toEqual(['text']);
  });

  here('takes objects, with metadata files, and says which are not there', async ({ dataFolder }) => {
    const at = await shelf();
    const { put, uriOf, remove: removeObject } = bucketIn(dataFolder);
    put('a/heron.md', 'Herons stand on one leg.');
    put('a/heron.json', JSON.stringify({ metadataAttributes: { legs: 1 } }));
    put('a/owl.md', 'Owls turn their heads.');
    await send(at, [
      custom('heron', inS3(uriOf('a/heron.md')), {
        type: 'S3_LOCATION',
        s3Location: { uri: uriOf('a/heron.json') },
      }),
      custom('owl', inS3(uriOf('a/owl.md'))),
      custom('dodo', inS3(uriOf('a/dodo.md'))),
    ]);
    expect(await settled(agent, at, ['heron', 'owl', 'dodo'])).toEqual(['INDEXED', 'INDEXED', 'FAILED']);
    expect((await get(at, [byId('dodo')]))[0]?.statusReason).toContain(uriOf('a/dodo.md'));
    const [heron, ...others] = await search(at, 'legs', { equals: { key: 'legs', value: 1 } });
    expect(others).toEqual([]);
    expect(heron?.location).toMatchObject({ type: 'CUSTOM', customDocumentLocation: { id: 'heron' } });
    expect(heron?.metadata).toMatchObject({ 'x-amz-bedrock-kb-source-uri': uriOf('a/heron.md') });

    // A job looks at the objects again; what was sent stays until somebody deletes it.
    put('a/owl.md', 'Owls hear well.');
    put('a/dodo.md', 'Dodos came back.');
    removeObject('a/heron.md');
    const { statistics, failureReasons } = await shelves.sync(at);
    expect(statistics).toMatchObject({
      numberOfDocumentsScanned: 3,
      numberOfNewDocumentsIndexed: 1,
      numberOfModifiedDocumentsIndexed: 1,
      numberOfDocumentsDeleted: 0,
      numberOfDocumentsFailed: 1,
    });
    expect(failureReasons?.join()).toContain(uriOf('a/heron.md'));
    expect((await search(at, 'owls')).map(({ content }) => content?.text).toSorted()).toEqual([
      'Dodos came back.',
      'Herons stand on one leg.',
      'Owls hear well.',
    ]);
  });

  test('lists what it has, page by page', async () => {
    const at = await shelf();
    const ids = Array.from({ length: 7 }, (_, index) => `document-${index}`);
    await shelves.put(at, Object.fromEntries(ids.map((id) => [id, { text: `This is ${id}.` }])));
    const seen: (string | undefined)[] = [];
    // The paginator writes into what it is given.
    for await (const page of paginateListKnowledgeBaseDocuments({ client: agent, pageSize: 3 }, { ...at })) {
      expect(page.documentDetails!.length).toBeLessThanOrEqual(3);
      seen.push(...page.documentDetails!.map(({ identifier }) => identifier?.custom?.id));
    }
    expect(seen).toEqual(ids);
    const list = (more: object) => agent.send(new ListKnowledgeBaseDocumentsCommand({ ...at, ...more }));
    const { nextToken } = await list({ maxResults: 1 });
    const other = await shelf();
    await failureOf(list({ ...other, nextToken }), 'ValidationException', 400);
    for (const maxResults of [0, 1001]) await failureOf(list({ maxResults }), 'ValidationException', 400);
  });

  test('gives up what is deleted, and says what was not there', async () => {
    const at = await shelf();
    await shelves.put(at, { one: { text: 'One bird.' }, two: { text: 'Two birds.' } });
    const deleted = await remove(at, [byId('one'), byId('three')]);
    expect(deleted).toEqual([
      {
        ...at,
        identifier: byId('one'),
        status: expect.stringMatching(/^DELET/),
        updatedAt: expect.any(Date),
      },
      { ...at, identifier: byId('three'), status: 'NOT_FOUND' },
    ]);
    expect(await settled(agent, at, ['one', 'two', 'three'])).toEqual(['NOT_FOUND', 'INDEXED', 'NOT_FOUND']);
    expect(idsOf(await search(at, 'bird'))).toEqual(['two']);
    // The same id again is another document.
    await shelves.put(at, { one: { text: 'One more bird.' } });
    expect((await search(at, 'one more')).map(({ content }) => content?.text).toSorted()).toEqual([
      'One more bird.',
      'Two birds.',
    ]);
  });

  test('does what a client token asks for once', async () => {
    const at = await shelf();
    const token = clientToken();
    const { documentDetails: first } = await send(at, [custom('one', inText('One bird.'))], token);
    await settled(agent, at, ['one']);
    expect((await send(at, [custom('one', inText('One bird.'))], token)).documentDetails).toEqual(first);
    expect((await get(at, [byId('one')]))[0]?.status).toBe('INDEXED');
    // Their operations have no ConflictException.
    await failureOf(send(at, [custom('one', inText('Two birds.'))], token), 'ValidationException', 400);
    const other = clientToken();
    const deleted = await remove(at, [byId('one')], other);
    await settled(agent, at, ['one']);
    expect(await remove(at, [byId('one')], other)).toEqual(deleted);
    await failureOf(remove(at, [byId('two')], other), 'ValidationException', 400);
  });

  test('refuses what lacks a part, is too much, or belongs elsewhere', async () => {
    const at = await shelf();
    const refused = async (document: object, said: string) => {
      const { message } = await failureOf(
        send(at, [document as KnowledgeBaseDocument]),
        'ValidationException',
        400,
      );
      expect(message).toContain(said);
    };
    await refused(custom('x', {}), 'inlineContent');
    await refused(custom('x', { ...inText('x'), sourceType: 'S3_LOCATION' }), 's3Location');
    await refused(custom('x', { inlineContent: { type: 'TEXT' } }), 'textContent');
    await refused(custom('x', { inlineContent: { type: 'BYTE' } }), 'byteContent');
    await refused({ content: { dataSourceType: 'CUSTOM' } }, 'custom');
    const sentWith = (metadata: object) => custom('x', inText('x'), metadata as DocumentMetadata);
    await refused(sentWith({ type: 'IN_LINE_ATTRIBUTE' }), 'inlineAttributes');
    await refused(sentWith({ type: 'S3_LOCATION' }), 's3Location');
    const attribute = { key: 'k', value: { type: 'NUMBER', stringValue: '1' } };
    await refused(sentWith({ type: 'IN_LINE_ATTRIBUTE', inlineAttributes: [attribute] }), 'numberValue');
    await refused(
      { content: { dataSourceType: 'S3', s3: { s3Location: { uri: 's3://bucket-of-mine/a.md' } } } },
      'CUSTOM',
    );
    const one = custom('same', inText('x'));
    await failureOf(send(at, [one, one]), 'ValidationException', 400);
    await failureOf(send(at, []), 'ValidationException', 400);
    const eleven = Array.from({ length: 11 }, (_, index) => custom(`${index}`, inText('x')));
    await failureOf(send(at, eleven), 'ValidationException', 400);
    const identifiers = Array.from({ length: 11 }, (_, index) => byId(`${index}`));
    await failureOf(get(at, identifiers), 'ValidationException', 400);
    await failureOf(remove(at, identifiers), 'ValidationException', 400);
    await failureOf(get(at, [{ dataSourceType: 'S3', custom: { id: 'x' } }]), 'ValidationException', 400);
    expect((await agent.send(new ListKnowledgeBaseDocumentsCommand(at))).documentDetails).toEqual([]);
  });

  test('that is not there, or not any more, has no documents', async () => {
    const at = await shelf();
    for (const absent of [
      { ...at, dataSourceId: ABSENT_ID },
      { ...at, knowledgeBaseId: ABSENT_ID },
    ])
      for (const call of [
        () => send(absent, [custom('x', inText('x'))]),
        () => get(absent, [byId('x')]),
        () => remove(absent, [byId('x')]),
        () => agent.send(new ListKnowledgeBaseDocumentsCommand(absent)),
      ])
        await failureOf(call(), 'ResourceNotFoundException', 404);
  });
});

describe('a source of objects', { timeout: 120_000 }, () => {
  here('takes single ones of its bucket, with the metadata files beside them', async ({ dataFolder }) => {
    const { bucket, put, uriOf } = bucketIn(dataFolder);
    const at = await shelves.source(await shelves.create(), {
      dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: `arn:aws:s3:::${bucket}` } },
    });
    put('one.md', 'One heron.');
    put('one.md.metadata.json', JSON.stringify({ metadataAttributes: { count: 1 } }));
    put('two.md', 'Two herons.');
    const object = (uri: string): KnowledgeBaseDocument => ({
      content: { dataSourceType: 'S3', s3: { s3Location: { uri } } },
    });
    const identifier = (uri: string): DocumentIdentifier => ({ dataSourceType: 'S3', s3: { uri } });
    const { documentDetails } = await send(at, [object(uriOf('one.md')), object(uriOf('three.md'))]);
    expect(documentDetails?.map((detail) => detail.identifier)).toEqual([
      identifier(uriOf('one.md')),
      identifier(uriOf('three.md')),
    ]);
    const both = [identifier(uriOf('one.md')), identifier(uriOf('three.md'))];
    await expect
      .poll(async () => (await get(at, both)).map(({ status }) => status), { timeout: 60_000, interval: 50 })
      .toEqual(['INDEXED', 'FAILED']);
    const [found, ...others] = await search(at, 'heron', { equals: { key: 'count', value: 1 } });
    expect(others).toEqual([]);
    expect(found?.location).toEqual({ type: 'S3', s3Location: { uri: uriOf('one.md') } });

    // What was ingested by itself is not ingested again by a job.
    expect((await shelves.sync(at)).statistics).toMatchObject({
      numberOfDocumentsScanned: 2,
      numberOfNewDocumentsIndexed: 1,
      numberOfModifiedDocumentsIndexed: 0,
      numberOfDocumentsDeleted: 1,
    });
    expect((await get(at, both)).map(({ status }) => status)).toEqual(['INDEXED', 'NOT_FOUND']);
    await failureOf(send(at, [object('s3://another-bucket/one.md')]), 'ValidationException', 400);
    await failureOf(send(at, [custom('x', inText('x'))]), 'ValidationException', 400);
  });
});
