import type {
  CreateDataSourceRequest,
  DataSourceConfiguration,
  VectorIngestionConfiguration,
} from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { cloudQuotas } from '../quotas.ts';
import { newDataSource, newKnowledgeBase, openKnowledgeBases } from '../test-support/knowledge-bases.ts';
import { failureOf, type TestService } from '../test-support/service.ts';
import { createDataSource } from './create-data-source.ts';
import { deleteDataSource } from './delete-data-source.ts';
import { getDataSource } from './get-data-source.ts';
import { listDataSources } from './list-data-sources.ts';
import { updateDataSource } from './update-data-source.ts';

const papers: DataSourceConfiguration = {
  type: 'S3',
  s3Configuration: { bucketArn: 'arn:aws:s3:::papers', inclusionPrefixes: ['docs/'] },
};
const fixedSize: VectorIngestionConfiguration = {
  chunkingConfiguration: {
    chunkingStrategy: 'FIXED_SIZE',
    fixedSizeChunkingConfiguration: { maxTokens: 100, overlapPercentage: 10 },
  },
};
const hierarchical = (
  parent: number,
  child: number,
  overlapTokens: number,
): VectorIngestionConfiguration => ({
  chunkingConfiguration: {
    chunkingStrategy: 'HIERARCHICAL',
    hierarchicalChunkingConfiguration: {
      levelConfigurations: [{ maxTokens: parent }, { maxTokens: child }],
      overlapTokens,
    },
  },
});
const semantic: VectorIngestionConfiguration = {
  chunkingConfiguration: {
    chunkingStrategy: 'SEMANTIC',
    semanticChunkingConfiguration: { maxTokens: 300, bufferSize: 0, breakpointPercentileThreshold: 95 },
  },
};
const none: VectorIngestionConfiguration = { chunkingConfiguration: { chunkingStrategy: 'NONE' } };

const get = async (service: TestService, at: { knowledgeBaseId: string; dataSourceId: string }) =>
  (await service.call(getDataSource, at)).dataSource;

describe('CreateDataSource', () => {
  test('answers what GetDataSource shows, AVAILABLE at once', async () => {
    const { service, work } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    const request: CreateDataSourceRequest = {
      knowledgeBaseId,
      name: 'papers',
      description: 'of last year',
      dataSourceConfiguration: papers,
      vectorIngestionConfiguration: fixedSize,
      serverSideEncryptionConfiguration: {
        kmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012',
      },
    };
    const { dataSource } = await service.call(createDataSource, request);
    expect(dataSource).toEqual({
      ...request,
      dataSourceId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      status: 'AVAILABLE',
      dataDeletionPolicy: 'DELETE',
      createdAt: dataSource.createdAt,
      updatedAt: dataSource.createdAt,
    });
    expect(await get(service, { knowledgeBaseId, dataSourceId: dataSource.dataSourceId })).toEqual(
      dataSource,
    );
    expect(work.told).toEqual([]);
  });

  test.each<[string, VectorIngestionConfiguration]>([
    ['FIXED_SIZE', fixedSize],
    ['HIERARCHICAL', hierarchical(1500, 300, 60)],
    ['HIERARCHICAL of levels alike', hierarchical(300, 300, 299)],
    ['SEMANTIC', semantic],
    ['NONE', none],
    ['no strategy', {}],
  ])('takes chunking by %s', async (_, vectorIngestionConfiguration) => {
    const { service } = await openKnowledgeBases();
    const at = await newDataSource(service, { vectorIngestionConfiguration });
    expect((await get(service, at)).vectorIngestionConfiguration).toEqual(vectorIngestionConfiguration);
  });

  const chunking = 'vectorIngestionConfiguration.chunkingConfiguration';
  test.each<[string, Partial<CreateDataSourceRequest>]>([
    ['dataSourceConfiguration.type', { dataSourceConfiguration: { type: 'CONFLUENCE' } }],
    ['dataSourceConfiguration.type', { dataSourceConfiguration: { type: 'REDSHIFT_METADATA' } }],
    ['dataSourceConfiguration.s3Configuration', { dataSourceConfiguration: { type: 'S3' } }],
    ['dataSourceConfiguration.webConfiguration', { dataSourceConfiguration: { type: 'WEB' } }],
    [
      'dataSourceConfiguration.webConfiguration',
      {
        dataSourceConfiguration: {
          type: 'WEB',
          webConfiguration: { sourceConfiguration: { urlConfiguration: {} } },
        },
      },
    ],
    [
      'vectorIngestionConfiguration.parsingConfiguration',
      {
        vectorIngestionConfiguration: {
          parsingConfiguration: { parsingStrategy: 'BEDROCK_DATA_AUTOMATION' },
        },
      },
    ],
    [
      `${chunking}.fixedSizeChunkingConfiguration`,
      { vectorIngestionConfiguration: { chunkingConfiguration: { chunkingStrategy: 'FIXED_SIZE' } } },
    ],
    [
      `${chunking}.fixedSizeChunkingConfiguration`,
      {
        vectorIngestionConfiguration: {
          chunkingConfiguration: { ...fixedSize.chunkingConfiguration, chunkingStrategy: 'NONE' },
        },
      },
    ],
    [
      `${chunking}.hierarchicalChunkingConfiguration.levelConfigurations`,
      { vectorIngestionConfiguration: hierarchical(300, 301, 10) },
    ],
    [
      `${chunking}.hierarchicalChunkingConfiguration.overlapTokens`,
      { vectorIngestionConfiguration: hierarchical(1500, 300, 300) },
    ],
  ])('refuses %s of %j', async (name, changes) => {
    const { service } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    const failure = await failureOf(newDataSource(service, { knowledgeBaseId, ...changes }));
    expect(failure.code).toBe('ValidationException');
    expect(failure.members).toEqual({ fieldList: [{ name, message: failure.message }] });
    expect((await service.call(listDataSources, { knowledgeBaseId })).dataSourceSummaries).toEqual([]);
  });

  test('has a name of its own in its knowledge base', async () => {
    const { service } = await openKnowledgeBases();
    const { knowledgeBaseId } = await newDataSource(service);
    expect((await failureOf(newDataSource(service, { knowledgeBaseId }))).code).toBe('ConflictException');
    await newDataSource(service, { knowledgeBaseId: await newKnowledgeBase(service, { name: 'other' }) });
  });

  test('keeps its quota, that of each knowledge base', async () => {
    const { service } = await openKnowledgeBases({ ...cloudQuotas, dataSourcesPerKnowledgeBase: 1 });
    const { knowledgeBaseId } = await newDataSource(service);
    expect(await failureOf(newDataSource(service, { knowledgeBaseId, name: 'second' }))).toMatchObject({
      code: 'ServiceQuotaExceededException',
      message: expect.stringContaining(knowledgeBaseId),
    });
    await newDataSource(service, { knowledgeBaseId: await newKnowledgeBase(service, { name: 'other' }) });
  });
});

describe('UpdateDataSource', () => {
  const open = async () => {
    const { service } = await openKnowledgeBases();
    const at = await newDataSource(service, {
      description: 'old',
      dataSourceConfiguration: papers,
      vectorIngestionConfiguration: fixedSize,
      dataDeletionPolicy: 'RETAIN',
    });
    const same = {
      ...at,
      name: 'papers',
      dataSourceConfiguration: papers,
      vectorIngestionConfiguration: fixedSize,
    };
    return { service, at, same };
  };

  test('replaces the rest, another bucket included, and moves updatedAt', async () => {
    const { service, at, same } = await open();
    const before = await get(service, at);
    const dataSourceConfiguration: DataSourceConfiguration = {
      type: 'S3',
      s3Configuration: { bucketArn: 'arn:aws:s3:::letters' },
    };
    const { dataSource } = await service.call(updateDataSource, {
      ...same,
      name: 'letters',
      dataSourceConfiguration,
    });
    const { description: _, ...kept } = before;
    const { updatedAt } = dataSource;
    expect(dataSource).toEqual({ ...kept, name: 'letters', dataSourceConfiguration, updatedAt });
    expect(updatedAt > before.updatedAt).toBe(true);
    expect(await get(service, at)).toEqual(dataSource);
  });

  const chunkingConfiguration = 'vectorIngestionConfiguration.chunkingConfiguration';
  test.each<[string, string, Partial<CreateDataSourceRequest>]>([
    ['another type', 'dataSourceConfiguration.type', { dataSourceConfiguration: { type: 'CUSTOM' } }],
    ['another chunking', chunkingConfiguration, { vectorIngestionConfiguration: none }],
    ['a chunking that is left out', chunkingConfiguration, { vectorIngestionConfiguration: {} }],
  ])('refuses %s', async (_, name, changes) => {
    const { service, at, same } = await open();
    const before = await get(service, at);
    const failure = await failureOf(service.call(updateDataSource, { ...same, ...changes }));
    expect(failure.code).toBe('ValidationException');
    expect(failure.members).toEqual({ fieldList: [{ name, message: failure.message }] });
    expect(await get(service, at)).toEqual(before);
  });

  test('keeps its own name and takes no other’s', async () => {
    const { service, at, same } = await open();
    await newDataSource(service, { knowledgeBaseId: at.knowledgeBaseId, name: 'letters' });
    await service.call(updateDataSource, same);
    const call = service.call(updateDataSource, { ...same, name: 'letters' });
    expect((await failureOf(call)).code).toBe('ConflictException');
  });
});

test('DeleteDataSource leaves it DELETING, tells the work, and lets nothing be changed any more', async () => {
  const { service, work } = await openKnowledgeBases();
  const at = await newDataSource(service);
  for (const times of [1, 2]) {
    expect(await service.call(deleteDataSource, at)).toEqual({ ...at, status: 'DELETING' });
    expect(work.told).toEqual(Array(times).fill(`dataSourceDeleted ${at.dataSourceId}`));
  }
  expect((await get(service, at)).status).toBe('DELETING');
  const change = { ...at, name: 'letters', dataSourceConfiguration: { type: 'CUSTOM' as const } };
  expect((await failureOf(service.call(updateDataSource, change))).code).toBe('ConflictException');
});

describe.each([
  ['a knowledge base', 'NOTHERE000', 'NOTHERE001', 'NOTHERE000'],
  ['a data source', undefined, 'NOTHERE001', 'NOTHERE001'],
])('%s that is not there', (_, absentKnowledgeBase, dataSourceId, missed) => {
  const change = { name: 'letters', dataSourceConfiguration: { type: 'CUSTOM' } };
  test.each([
    ['GetDataSource', getDataSource, {}],
    ['UpdateDataSource', updateDataSource, change],
    ['DeleteDataSource', deleteDataSource, {}],
  ])('is named by %s', async (_name, operation, input) => {
    const { service, work } = await openKnowledgeBases();
    const knowledgeBaseId = absentKnowledgeBase ?? (await newKnowledgeBase(service));
    const failure = await failureOf(
      service.call(operation as never, { ...input, knowledgeBaseId, dataSourceId } as never),
    );
    expect(failure).toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining(missed),
    });
    expect(work.told).toEqual([]);
  });
});

test('ListDataSources shows those of one knowledge base, newest first, page by page', async () => {
  const { service } = await openKnowledgeBases();
  const knowledgeBaseId = await newKnowledgeBase(service);
  const other = await newKnowledgeBase(service, { name: 'other' });
  await newDataSource(service, { knowledgeBaseId: other });
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three'])
    ids.unshift((await newDataSource(service, { knowledgeBaseId, name })).dataSourceId);
  const first = await service.call(listDataSources, { knowledgeBaseId, maxResults: 2 });
  const nextToken = first.nextToken!;
  const second = await service.call(listDataSources, { knowledgeBaseId, nextToken });
  const shown = [...first.dataSourceSummaries, ...second.dataSourceSummaries];
  expect(shown.map(({ dataSourceId }) => dataSourceId)).toEqual(ids);
  expect(second.nextToken).toBeUndefined();
  const foreign = service.call(listDataSources, { knowledgeBaseId: other, nextToken });
  expect((await failureOf(foreign)).code).toBe('ValidationException');
  const absent = service.call(listDataSources, { knowledgeBaseId: 'NOTHERE000' });
  expect((await failureOf(absent)).code).toBe('ResourceNotFoundException');
});
