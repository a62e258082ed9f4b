import type { KnowledgeBaseConfiguration } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { createDataSource } from '../data-sources/create-data-source.ts';
import { cloudQuotas } from '../quotas.ts';
import { listTagsForResource } from '../tags/list-tags-for-resource.ts';
import { tagResource } from '../tags/tag-resource.ts';
import { untagResource } from '../tags/untag-resource.ts';
import { handbook, newKnowledgeBase, openKnowledgeBases } from '../test-support/knowledge-bases.ts';
import { accountA, failureOf, type TestService } from '../test-support/service.ts';
import { createKnowledgeBase } from './create-knowledge-base.ts';
import { deleteKnowledgeBase } from './delete-knowledge-base.ts';
import { getKnowledgeBase } from './get-knowledge-base.ts';
import { listKnowledgeBases } from './list-knowledge-bases.ts';
import { updateKnowledgeBase } from './update-knowledge-base.ts';

const { embeddingModelArn } = handbook.knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration!;
const get = async (service: TestService, knowledgeBaseId: string) =>
  (await service.call(getKnowledgeBase, { knowledgeBaseId })).knowledgeBase;

describe('CreateKnowledgeBase', () => {
  test('answers what GetKnowledgeBase shows, ACTIVE at once; storage is shown as it was given', async () => {
    const { service } = await openKnowledgeBases();
    const storageConfiguration = {
      type: 'S3_VECTORS' as const,
      s3VectorsConfiguration: {
        indexName: 'an-index',
        vectorBucketArn: 'arn:aws:s3vectors:us-east-1:000000000000:bucket/b',
      },
    };
    const { knowledgeBase } = await service.call(createKnowledgeBase, {
      ...handbook,
      description: 'for everybody',
      storageConfiguration,
    });
    const { knowledgeBaseId } = knowledgeBase;
    expect(knowledgeBase).toEqual({
      knowledgeBaseId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      knowledgeBaseArn: `arn:aws:bedrock:us-east-1:000000000000:knowledge-base/${knowledgeBaseId}`,
      name: 'handbook',
      description: 'for everybody',
      roleArn: handbook.roleArn,
      knowledgeBaseConfiguration: handbook.knowledgeBaseConfiguration,
      storageConfiguration,
      status: 'ACTIVE',
      createdAt: '2025-08-01T12:00:00.000Z',
      updatedAt: '2025-08-01T12:00:00.000Z',
    });
    expect(await get(service, knowledgeBaseId)).toEqual(knowledgeBase);
  });

  test.each<[KnowledgeBaseConfiguration, string]>([
    [{ type: 'KENDRA' }, 'knowledgeBaseConfiguration.type'],
    [{ type: 'SQL' }, 'knowledgeBaseConfiguration.type'],
    [{ type: 'VECTOR' }, 'knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration'],
  ])('refuses %j', async (knowledgeBaseConfiguration, name) => {
    const { service } = await openKnowledgeBases();
    const failure = await failureOf(
      service.call(createKnowledgeBase, { ...handbook, knowledgeBaseConfiguration }),
    );
    expect(failure.code).toBe('ValidationException');
    expect(failure.members).toEqual({ fieldList: [{ name, message: failure.message }] });
    expect((await service.call(listKnowledgeBases, {})).knowledgeBaseSummaries).toEqual([]);
  });

  test.each(['FLOAT32', 'BINARY'] as const)('takes vectors of %s', async (embeddingDataType) => {
    const { service } = await openKnowledgeBases();
    const bedrockEmbeddingModelConfiguration = { dimensions: 256, embeddingDataType };
    const knowledgeBaseConfiguration: KnowledgeBaseConfiguration = {
      type: 'VECTOR',
      vectorKnowledgeBaseConfiguration: {
        embeddingModelArn,
        embeddingModelConfiguration: { bedrockEmbeddingModelConfiguration },
      },
    };
    const id = await newKnowledgeBase(service, { knowledgeBaseConfiguration });
    expect((await get(service, id)).knowledgeBaseConfiguration).toEqual(knowledgeBaseConfiguration);
  });

  test('gives a name to one of concurrent requests, in each region', async () => {
    const { service } = await openKnowledgeBases();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => service.call(createKnowledgeBase, handbook)),
    );
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refusals).toEqual(Array(9).fill('ConflictException'));
    await service.call(createKnowledgeBase, handbook, { ...accountA, region: 'eu-west-1' });
  });

  test('keeps its quota', async () => {
    const { service } = await openKnowledgeBases({ ...cloudQuotas, knowledgeBases: 1 });
    await newKnowledgeBase(service);
    expect(await failureOf(newKnowledgeBase(service, { name: 'second' }))).toMatchObject({
      code: 'ServiceQuotaExceededException',
      message: expect.stringContaining('knowledgeBases=101'),
    });
  });
});

describe('the tags of a knowledge base', () => {
  test('are given at its creation, added, listed and removed', async () => {
    const { service } = await openKnowledgeBases();
    const id = await newKnowledgeBase(service, { tags: { team: 'a' } });
    const resourceArn = (await get(service, id)).knowledgeBaseArn;
    await service.call(tagResource, { resourceArn, tags: { stage: 'test' } });
    expect((await service.call(listTagsForResource, { resourceArn })).tags).toEqual({
      team: 'a',
      stage: 'test',
    });
    await service.call(untagResource, { resourceArn, tagKeys: ['team'] });
    expect((await service.call(listTagsForResource, { resourceArn })).tags).toEqual({ stage: 'test' });
  });

  test('must be such as AWS takes', async () => {
    const { service } = await openKnowledgeBases();
    const failure = await failureOf(newKnowledgeBase(service, { tags: { 'aws:team': 'a' } }));
    expect(failure.code).toBe('ValidationException');
  });
});

describe('UpdateKnowledgeBase', () => {
  test('replaces name, description and role, and moves updatedAt', async () => {
    const { service } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service, { description: 'old' });
    const before = await get(service, knowledgeBaseId);
    const roleArn = 'arn:aws:iam::000000000000:role/another';
    const { knowledgeBase } = await service.call(updateKnowledgeBase, {
      ...handbook,
      knowledgeBaseId,
      name: 'manual',
      roleArn,
    });
    const { description: _, ...kept } = before;
    expect(knowledgeBase).toEqual({ ...kept, name: 'manual', roleArn, updatedAt: knowledgeBase.updatedAt });
    expect(knowledgeBase.updatedAt > before.updatedAt).toBe(true);
    expect(await get(service, knowledgeBaseId)).toEqual(knowledgeBase);
    await newKnowledgeBase(service);
  });

  test.each([
    [
      'knowledgeBaseConfiguration',
      {
        knowledgeBaseConfiguration: {
          type: 'VECTOR' as const,
          vectorKnowledgeBaseConfiguration: { embeddingModelArn: `${embeddingModelArn}x` },
        },
      },
    ],
    [
      'storageConfiguration',
      {
        storageConfiguration: {
          type: 'S3_VECTORS' as const,
          s3VectorsConfiguration: { indexName: 'an-index' },
        },
      },
    ],
  ])('never changes %s', async (name, changes) => {
    const { service } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    const before = await get(service, knowledgeBaseId);
    const failure = await failureOf(
      service.call(updateKnowledgeBase, { ...handbook, knowledgeBaseId, name: 'manual', ...changes }),
    );
    expect(failure.code).toBe('ValidationException');
    expect(failure.members).toEqual({ fieldList: [{ name, message: failure.message }] });
    expect(await get(service, knowledgeBaseId)).toEqual(before);
  });

  test('keeps its own name and takes no other’s', async () => {
    const { service } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    await newKnowledgeBase(service, { name: 'manual' });
    await service.call(updateKnowledgeBase, { ...handbook, knowledgeBaseId });
    const call = service.call(updateKnowledgeBase, { ...handbook, knowledgeBaseId, name: 'manual' });
    expect((await failureOf(call)).code).toBe('ConflictException');
  });
});

describe('DeleteKnowledgeBase', () => {
  test('leaves it DELETING, tells the work, and says so again when asked again', async () => {
    const { service, work } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    for (const times of [1, 2]) {
      expect(await service.call(deleteKnowledgeBase, { knowledgeBaseId })).toEqual({
        knowledgeBaseId,
        status: 'DELETING',
      });
      expect(work.told).toEqual(Array(times).fill(`knowledgeBaseDeleted ${knowledgeBaseId}`));
    }
    expect((await get(service, knowledgeBaseId)).status).toBe('DELETING');
  });

  test('lets nothing be changed any more', async () => {
    const { service } = await openKnowledgeBases();
    const knowledgeBaseId = await newKnowledgeBase(service);
    await service.call(deleteKnowledgeBase, { knowledgeBaseId });
    const source = { knowledgeBaseId, name: 'papers', dataSourceConfiguration: { type: 'CUSTOM' as const } };
    for (const call of [
      service.call(updateKnowledgeBase, { ...handbook, knowledgeBaseId }),
      service.call(createDataSource, source),
    ])
      expect((await failureOf(call)).code).toBe('ConflictException');
  });
});

test.each([
  ['GetKnowledgeBase', getKnowledgeBase, {}],
  ['UpdateKnowledgeBase', updateKnowledgeBase, handbook],
  ['DeleteKnowledgeBase', deleteKnowledgeBase, {}],
])('%s finds nothing where nothing is', async (_, operation, input) => {
  const { service, work } = await openKnowledgeBases();
  const knowledgeBaseId = 'NOTHERE000';
  const failure = await failureOf(service.call(operation as never, { ...input, knowledgeBaseId } as never));
  expect(failure).toMatchObject({
    code: 'ResourceNotFoundException',
    message: expect.stringContaining(knowledgeBaseId),
  });
  expect(work.told).toEqual([]);
});

test('ListKnowledgeBases shows them newest first, page by page', async () => {
  const { service } = await openKnowledgeBases();
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three']) ids.unshift(await newKnowledgeBase(service, { name }));
  const first = await service.call(listKnowledgeBases, { maxResults: 2 });
  const second = await service.call(listKnowledgeBases, { maxResults: 2, nextToken: first.nextToken! });
  const shown = [...first.knowledgeBaseSummaries, ...second.knowledgeBaseSummaries];
  expect(shown.map(({ knowledgeBaseId }) => knowledgeBaseId)).toEqual(ids);
  expect(second.nextToken).toBeUndefined();
  expect(shown[0]).toEqual({
    knowledgeBaseId: ids[0],
    name: 'three',
    status: 'ACTIVE',
    updatedAt: (await get(service, ids[0]!)).updatedAt,
  });
});
