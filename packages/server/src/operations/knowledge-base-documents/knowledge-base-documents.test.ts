import type { DocumentIdentifier, KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { deleteDataSource } from '../data-sources/delete-data-source.ts';
import { newDataSource, openKnowledgeBases, sentDocument } from '../test-support/knowledge-bases.ts';
import { failureOf, token } from '../test-support/service.ts';
import { deleteKnowledgeBaseDocuments } from './delete-knowledge-base-documents.ts';
import { getKnowledgeBaseDocuments } from './get-knowledge-base-documents.ts';
import { ingestKnowledgeBaseDocuments } from './ingest-knowledge-base-documents.ts';
import { listKnowledgeBaseDocuments } from './list-knowledge-base-documents.ts';

const s3Source = {
  type: 'S3' as const,
  s3Configuration: { bucketArn: 'arn:aws:s3:::papers' },
};
const s3Document = (uri: string): KnowledgeBaseDocument => ({
  content: { dataSourceType: 'S3', s3: { s3Location: { uri } } },
});
const custom = (id: string): DocumentIdentifier => ({ dataSourceType: 'CUSTOM', custom: { id } });
const s3 = (uri: string): DocumentIdentifier => ({ dataSourceType: 'S3', s3: { uri } });

const open = async (changes: Parameters<typeof newDataSource>[1] = {}) => {
  const opened = await openKnowledgeBases();
  return { ...opened, at: await newDataSource(opened.service, changes) };
};

describe('IngestKnowledgeBaseDocuments', () => {
  test('answers documents that wait, in the order of the request, and tells the work', async () => {
    const { service, work, at } = await open();
    const documents = ['b.txt', 'a.txt'].map((id) => sentDocument(id));
    const { documentDetails } = await service.call(ingestKnowledgeBaseDocuments, { ...at, documents });
    expect(documentDetails).toEqual(
      ['b.txt', 'a.txt'].map((id) => ({
        ...at,
        status: 'PENDING',
        identifier: custom(id),
        updatedAt: '2025-08-01T12:00:00.000Z',
      })),
    );
    expect(work.told).toEqual([`documentsChanged ${at.dataSourceId}`]);
  });

  test('takes objects of the bucket of an S3 data source', async () => {
    const { service, at } = await open({ dataSourceConfiguration: s3Source });
    const documents = [s3Document('s3://papers/docs/a.txt')];
    const { documentDetails } = await service.call(ingestKnowledgeBaseDocuments, { ...at, documents });
    expect(documentDetails).toMatchObject([{ identifier: s3('s3://papers/docs/a.txt'), status: 'PENDING' }]);
  });

  test.each<[string, object, readonly KnowledgeBaseDocument[]]>([
    ['an object to a CUSTOM data source', {}, [s3Document('s3://papers/a.txt')]],
    ['its own text to an S3 data source', { dataSourceConfiguration: s3Source }, [sentDocument('a.txt')]],
    [
      'an object of another bucket',
      { dataSourceConfiguration: s3Source },
      [s3Document('s3://papers/a.txt'), s3Document('s3://letters/a.txt')],
    ],
    ['a document twice', {}, [sentDocument('a.txt'), sentDocument('a.txt')]],
    ['no content', {}, [{ content: { dataSourceType: 'CUSTOM' } }]],
  ])('refuses %s, and keeps nothing of the request', async (_, source, documents) => {
    const { service, work, at } = await open(source);
    const call = service.call(ingestKnowledgeBaseDocuments, { ...at, documents: [...documents] });
    expect((await failureOf(call)).code).toBe('ValidationException');
    expect((await service.call(listKnowledgeBaseDocuments, at)).documentDetails).toEqual([]);
    expect(work.told).toEqual([]);
  });

  test('with a token that was used answers the same; other bytes are other parameters', async () => {
    const { service, at } = await open();
    const send = (text: string) =>
      service.call(ingestKnowledgeBaseDocuments, {
        ...at,
        documents: [sentDocument('a.txt', text)],
        clientToken: token('one'),
      });
    const first = await send('one');
    expect(await send('one')).toEqual(first);
    expect((await failureOf(send('two'))).code).toBe('ValidationException');
  });

  test('with a token takes the largest documents', async () => {
    const { service, at } = await open();
    const text = 'x'.repeat(5 * 1024 * 1024);
    const documents = Array.from({ length: 10 }, (_, index) => sentDocument(`${index}.txt`, text));
    const request = { ...at, documents, clientToken: token('one') };
    const { documentDetails } = await service.call(ingestKnowledgeBaseDocuments, request);
    expect(documentDetails).toHaveLength(10);
  });
});

describe('GetKnowledgeBaseDocuments', () => {
  test('shows those that are there, and NOT_FOUND for others, in the order of the request', async () => {
    const { service, at } = await open();
    await service.call(ingestKnowledgeBaseDocuments, { ...at, documents: [sentDocument('a.txt')] });
    const documentIdentifiers = [custom('b.txt'), custom('a.txt')];
    const { documentDetails } = await service.call(getKnowledgeBaseDocuments, { ...at, documentIdentifiers });
    expect(documentDetails).toEqual([
      { ...at, status: 'NOT_FOUND', identifier: custom('b.txt') },
      { ...at, status: 'PENDING', identifier: custom('a.txt'), updatedAt: expect.any(String) },
    ]);
  });
});

describe('DeleteKnowledgeBaseDocuments', () => {
  test('leaves those that are there DELETING, and tells the work', async () => {
    const { service, work, at } = await open();
    await service.call(ingestKnowledgeBaseDocuments, { ...at, documents: [sentDocument('a.txt')] });
    const documentIdentifiers = [custom('a.txt'), custom('b.txt')];
    const request = { ...at, documentIdentifiers };
    const { documentDetails } = await service.call(deleteKnowledgeBaseDocuments, request);
    expect(documentDetails?.map(({ status }) => status)).toEqual(['DELETING', 'NOT_FOUND']);
    const shown = await service.call(getKnowledgeBaseDocuments, request);
    expect(shown.documentDetails).toEqual(documentDetails);
    expect(work.told).toEqual(Array(2).fill(`documentsChanged ${at.dataSourceId}`));
  });
});

describe.each([
  ['GetKnowledgeBaseDocuments', getKnowledgeBaseDocuments],
  ['DeleteKnowledgeBaseDocuments', deleteKnowledgeBaseDocuments],
])('%s refuses', (_, operation) => {
  test.each<[string, DocumentIdentifier]>([
    ['custom.id', { dataSourceType: 'CUSTOM' }],
    ['custom.id', { dataSourceType: 'CUSTOM', s3: { uri: 's3://papers/a.txt' } }],
    ['s3.uri', { dataSourceType: 'S3', custom: { id: 'a.txt' } }],
  ])('an identifier without %s: %j', async (missing, identifier) => {
    const { service, at } = await open();
    const documentIdentifiers = [custom('a.txt'), identifier];
    const failure = await failureOf(
      service.call(operation as never, { ...at, documentIdentifiers } as never),
    );
    expect(failure.code).toBe('ValidationException');
    expect(failure.message).toContain(missing);
    expect(failure.members).toEqual({
      fieldList: [{ name: 'documentIdentifiers[1]', message: failure.message }],
    });
  });
});

test('ListKnowledgeBaseDocuments shows them by their ids, page by page', async () => {
  const { service, at } = await open();
  const ids = ['c.txt', 'a.txt', 'b.txt'];
  await service.call(ingestKnowledgeBaseDocuments, { ...at, documents: ids.map((id) => sentDocument(id)) });
  const first = await service.call(listKnowledgeBaseDocuments, { ...at, maxResults: 2 });
  const second = await service.call(listKnowledgeBaseDocuments, { ...at, nextToken: first.nextToken! });
  const shown = [...first.documentDetails, ...second.documentDetails];
  expect(shown.map(({ identifier }) => identifier.custom?.id)).toEqual(ids.toSorted());
  expect(second.nextToken).toBeUndefined();
});

// The wire model has no ConflictException for these two.
test.each([
  ['IngestKnowledgeBaseDocuments', ingestKnowledgeBaseDocuments, { documents: [sentDocument('a.txt')] }],
  ['DeleteKnowledgeBaseDocuments', deleteKnowledgeBaseDocuments, { documentIdentifiers: [custom('a.txt')] }],
])('%s says ValidationException while its data source is being deleted', async (_, operation, input) => {
  const { service, at } = await open();
  await service.call(deleteDataSource, at);
  const failure = await failureOf(service.call(operation as never, { ...at, ...input } as never));
  expect(failure).toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('DELETING'),
  });
});

test.each([
  ['IngestKnowledgeBaseDocuments', ingestKnowledgeBaseDocuments, { documents: [sentDocument('a.txt')] }],
  ['GetKnowledgeBaseDocuments', getKnowledgeBaseDocuments, { documentIdentifiers: [custom('a.txt')] }],
  ['DeleteKnowledgeBaseDocuments', deleteKnowledgeBaseDocuments, { documentIdentifiers: [custom('a.txt')] }],
  ['ListKnowledgeBaseDocuments', listKnowledgeBaseDocuments, {}],
])('%s finds nothing where nothing is', async (_, operation, input) => {
  const { service, work, at } = await open();
  for (const absent of [{ knowledgeBaseId: 'NOTHERE000' }, { dataSourceId: 'NOTHERE000' }]) {
    const failure = await failureOf(
      service.call(operation as never, { ...at, ...input, ...absent } as never),
    );
    expect(failure).toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining('NOTHERE000'),
    });
  }
  expect(work.told).toEqual([]);
});
