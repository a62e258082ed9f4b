import {
  type ChunkingConfiguration,
  CreateDataSourceCommand,
  type CreateDataSourceCommandInput,
  CreateKnowledgeBaseCommand,
  type CreateKnowledgeBaseCommandInput,
  DeleteDataSourceCommand,
  DeleteKnowledgeBaseCommand,
  GetDataSourceCommand,
  GetKnowledgeBaseCommand,
  ListDataSourcesCommand,
  ListKnowledgeBaseDocumentsCommand,
  ListKnowledgeBasesCommand,
  ListTagsForResourceCommand,
  paginateListDataSources,
  paginateListKnowledgeBases,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDataSourceCommand,
  UpdateKnowledgeBaseCommand,
} from '@aws-sdk/client-bedrock-agent';
import { RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { failureOf } from './support/failure.ts';
import { isGone, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, clientToken } from './support/vacant.ts';
import { testHere } from './target.ts';

/** Knowledge bases and data sources by the official clients: what they are made of, their lists, names, tokens, tags, quotas, ends. */

const { target, agent, runtime } = await openSession({ environment: { STREAMBED_QUOTAS: 'off' } });
const shelves = shelvesOf(agent, target);
const uniqueName = () => `conformance-${clientToken().slice(0, 8)}`;
const embeddingModelArn = `arn:aws:bedrock:${target.region}::foundation-model/amazon.titan-embed-text-v2:0`;
const knowledgeBaseConfiguration = {
  type: 'VECTOR' as const,
  vectorKnowledgeBaseConfiguration: { embeddingModelArn },
};
const { roleArn } = target;

const create = async (input: Partial<CreateKnowledgeBaseCommandInput> = {}, client = agent) => {
  const { knowledgeBase } = await client.send(
    new CreateKnowledgeBaseCommand({ name: uniqueName(), roleArn, knowledgeBaseConfiguration, ...input }),
  );
  return knowledgeBase!;
};
const get = async (knowledgeBaseId?: string) =>
  (await agent.send(new GetKnowledgeBaseCommand({ knowledgeBaseId }))).knowledgeBase!;
const createSource = async (
  knowledgeBaseId: string | undefined,
  input: Partial<CreateDataSourceCommandInput> = {},
  client = agent,
) =>
  (
    await client.send(
      new CreateDataSourceCommand({
        knowledgeBaseId,
        name: uniqueName(),
        dataSourceConfiguration: { type: 'CUSTOM' },
        ...input,
      }),
    )
  ).dataSource!;
const refused = (call: Promise<unknown>) => failureOf(call, 'ValidationException', 400);
const taken = (call: Promise<unknown>) => failureOf(call, 'ConflictException', 409);
const absent = (call: Promise<unknown>) => failureOf(call, 'ResourceNotFoundException', 404);

describe('a knowledge base', () => {
  test('is shown as it was created, with what the model gives it', async () => {
    const vectorKnowledgeBaseConfiguration = {
      embeddingModelArn,
      embeddingModelConfiguration: {
        bedrockEmbeddingModelConfiguration: { dimensions: 256, embeddingDataType: 'FLOAT32' as const },
      },
      supplementalDataStorageConfiguration: {
        storageLocations: [{ type: 'S3' as const, s3Location: { uri: 's3://my-bucket' } }],
      },
    };
    const storageConfiguration = {
      type: 'OPENSEARCH_SERVERLESS' as const,
      opensearchServerlessConfiguration: {
        collectionArn: 'arn:aws:aoss:us-east-1:000000000000:collection/abcdefghij',
        vectorIndexName: 'vectors',
        fieldMapping: { vectorField: 'v', textField: 't', metadataField: 'm' },
      },
    };
    const given = {
      name: uniqueName(),
      description: 'kept 🌊',
      roleArn,
      knowledgeBaseConfiguration: { type: 'VECTOR' as const, vectorKnowledgeBaseConfiguration },
      storageConfiguration,
    };
    const { knowledgeBase, $metadata } = await agent.send(new CreateKnowledgeBaseCommand(given));
    expect($metadata.httpStatusCode).toBe(202);
    expect(knowledgeBase).toEqual({
      ...given,
      knowledgeBaseId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      knowledgeBaseArn: expect.stringMatching(
        new RegExp(
          `^arn:aws:bedrock:${target.region}:\\d{12}:knowledge-base/${knowledgeBase!.knowledgeBaseId}$`,
        ),
      ),
      status: expect.stringMatching(/^(CREATING|ACTIVE)$/),
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    await expect.poll(async () => (await get(knowledgeBase!.knowledgeBaseId)).status).toBe('ACTIVE');
    const shown = await get(knowledgeBase!.knowledgeBaseId);
    expect(shown).toMatchObject(given);

    // All that cannot be changed is repeated.
    const { knowledgeBaseId } = shown;
    const update = (changes: object) =>
      agent.send(new UpdateKnowledgeBaseCommand({ ...given, knowledgeBaseId, ...changes }));
    const changed = await update({ name: uniqueName(), description: undefined, roleArn: `${roleArn}-2` });
    expect(changed.$metadata.httpStatusCode).toBe(202);
    expect(changed.knowledgeBase).toMatchObject({ roleArn: `${roleArn}-2`, storageConfiguration });
    expect(changed.knowledgeBase?.description).toBeUndefined();
    expect(changed.knowledgeBase?.createdAt).toEqual(shown.createdAt);
    expect(changed.knowledgeBase!.updatedAt!.getTime()).toBeGreaterThan(shown.updatedAt!.getTime());
    const { name: _name, ...other } = changed.knowledgeBase!;
    expect(await get(knowledgeBaseId)).toMatchObject(other);
    await refused(update({ knowledgeBaseConfiguration }));
    await refused(
      update({
        storageConfiguration: {
          ...storageConfiguration,
          opensearchServerlessConfiguration: {
            ...storageConfiguration.opensearchServerlessConfiguration,
            vectorIndexName: 'other',
          },
        },
      }),
    );
    await taken(update({ name: (await create()).name }));
  });

  test.each<[string, object]>([
    ['a name with blanks', { name: 'two words' }],
    ['a name of 101 characters', { name: 'a'.repeat(101) }],
    ['a description of nothing', { description: '' }],
    ['no role', { roleArn: undefined }],
    ['a role that is none', { roleArn: 'role' }],
    ['no configuration', { knowledgeBaseConfiguration: undefined }],
    ['no model', { knowledgeBaseConfiguration: { type: 'VECTOR' } }],
    [
      'a model that is none',
      {
        knowledgeBaseConfiguration: {
          type: 'VECTOR',
          vectorKnowledgeBaseConfiguration: { embeddingModelArn: 'm' },
        },
      },
    ],
    [
      'a type that is not served here',
      {
        knowledgeBaseConfiguration: {
          type: 'KENDRA',
          kendraKnowledgeBaseConfiguration: {
            kendraIndexArn:
              'arn:aws:kendra:us-east-1:000000000000:index/01234567-89ab-cdef-0123-456789abcdef',
          },
        },
      },
    ],
    ['a token that is too short', { clientToken: 'short' }],
    ['a storage without a type', { storageConfiguration: {} }],
    ['a tag of the cloud', { tags: { 'aws:x': '1' } }],
  ])('is not created with %s', async (_, input) => {
    await refused(create(input));
  });

  test('has its name for itself, and is made once for a client token', async () => {
    const name = uniqueName();
    const token = clientToken();
    const answers = await Promise.all(Array.from({ length: 5 }, () => create({ name, clientToken: token })));
    expect(new Set(answers.map(({ knowledgeBaseId }) => knowledgeBaseId)).size).toBe(1);
    await taken(create({ name }));
    await taken(create({ name, clientToken: token, description: 'another' }));
    const [{ knowledgeBaseId } = {}] = answers;
    await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
    await isGone(() => get(knowledgeBaseId));
    expect((await create({ name })).knowledgeBaseId).not.toBe(knowledgeBaseId);
  });

  test('is listed page by page, newest first', async () => {
    const made: (string | undefined)[] = [];
    for (let index = 0; index < 4; index++)
      made.unshift((await create({ description: `number ${index}` })).knowledgeBaseId);
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListKnowledgeBases({ client: agent, pageSize: 3 }, {})) {
      expect(page.knowledgeBaseSummaries!.length).toBeLessThanOrEqual(3);
      seen.push(...page.knowledgeBaseSummaries!.map(({ knowledgeBaseId }) => knowledgeBaseId));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => made.includes(id))).toEqual(made);
    const { knowledgeBaseSummaries, nextToken } = await agent.send(
      new ListKnowledgeBasesCommand({ maxResults: 1 }),
    );
    expect(knowledgeBaseSummaries).toEqual([
      {
        knowledgeBaseId: made[0],
        name: expect.any(String),
        description: 'number 3',
        status: 'ACTIVE',
        updatedAt: expect.any(Date),
      },
    ]);
    await refused(agent.send(new ListDataSourcesCommand({ knowledgeBaseId: made[0], nextToken })));
    for (const maxResults of [0, 1001])
      await refused(agent.send(new ListKnowledgeBasesCommand({ maxResults })));
  });

  test('carries tags, which go with it', async () => {
    const { knowledgeBaseId, knowledgeBaseArn: resourceArn } = await create({ tags: { a: '1', b: '2' } });
    const tags = async () => (await agent.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    expect(await tags()).toEqual({ a: '1', b: '2' });
    await agent.send(new TagResourceCommand({ resourceArn, tags: { b: '3', 'c d': '' } }));
    await agent.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'nothing'] }));
    expect(await tags()).toEqual({ b: '3', 'c d': '' });
    await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
    await isGone(() => get(knowledgeBaseId));
    await absent(tags());
    await absent(agent.send(new TagResourceCommand({ resourceArn, tags: { a: '1' } })));
  });

  test('is deleted with everything in it', { timeout: 120_000 }, async () => {
    const at = await shelves.filled({ one: { text: 'One heron stands here.' } });
    const { knowledgeBaseId } = at;
    const { $metadata, ...answer } = await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
    expect($metadata.httpStatusCode).toBe(202);
    expect(answer).toEqual({ knowledgeBaseId, status: 'DELETING' });
    await isGone(() => get(knowledgeBaseId));
    await absent(agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId })));
    await absent(agent.send(new GetDataSourceCommand(at)));
    await absent(agent.send(new ListKnowledgeBaseDocumentsCommand(at)));
    await absent(runtime.send(new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: 'heron' } })));
  });

  test('that is not there is a ResourceNotFoundException', async () => {
    const knowledgeBaseId = ABSENT_ID;
    await absent(get(knowledgeBaseId));
    await absent(
      agent.send(
        new UpdateKnowledgeBaseCommand({
          knowledgeBaseId,
          name: uniqueName(),
          roleArn,
          knowledgeBaseConfiguration,
        }),
      ),
    );
    await absent(agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId })));
    await absent(createSource(knowledgeBaseId));
    await absent(agent.send(new ListDataSourcesCommand({ knowledgeBaseId })));
    await refused(get('no id'));
  });
});

describe('a data source', () => {
  const FIXED: ChunkingConfiguration = {
    chunkingStrategy: 'FIXED_SIZE',
    fixedSizeChunkingConfiguration: { maxTokens: 100, overlapPercentage: 10 },
  };

  test.each<ChunkingConfiguration>([
    FIXED,
    { chunkingStrategy: 'NONE' },
    {
      chunkingStrategy: 'HIERARCHICAL',
      hierarchicalChunkingConfiguration: {
        levelConfigurations: [{ maxTokens: 1500 }, { maxTokens: 300 }],
        overlapTokens: 60,
      },
    },
    {
      chunkingStrategy: 'SEMANTIC',
      semanticChunkingConfiguration: { maxTokens: 300, bufferSize: 0, breakpointPercentileThreshold: 95 },
    },
  ])('is shown as it was created: %j', async (chunkingConfiguration) => {
    const { knowledgeBaseId } = await create();
    const given = {
      knowledgeBaseId,
      name: uniqueName(),
      description: 'kept 🌊',
      dataSourceConfiguration: {
        type: 'S3' as const,
        s3Configuration: {
          bucketArn: 'arn:aws:s3:::somewhere',
          inclusionPrefixes: ['docs/'],
          bucketOwnerAccountId: '000000000000',
        },
      },
      serverSideEncryptionConfiguration: {
        kmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/01234567-89ab-cdef-0123-456789abcdef',
      },
      vectorIngestionConfiguration: { chunkingConfiguration },
    };
    const { dataSource, $metadata } = await agent.send(new CreateDataSourceCommand(given));
    expect($metadata.httpStatusCode).toBe(200);
    const { dataSourceId } = dataSource!;
    expect(dataSource).toEqual({
      ...given,
      dataSourceId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      status: 'AVAILABLE',
      dataDeletionPolicy: 'DELETE',
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    const at = { knowledgeBaseId, dataSourceId };
    expect((await agent.send(new GetDataSourceCommand(at))).dataSource).toEqual(dataSource);

    const update = (changes: object) =>
      agent.send(new UpdateDataSourceCommand({ ...given, dataSourceId, ...changes }));
    const s3Configuration = { bucketArn: 'arn:aws:s3:::elsewhere' };
    const changed = await update({
      description: undefined,
      dataSourceConfiguration: { type: 'S3', s3Configuration },
      serverSideEncryptionConfiguration: undefined,
      dataDeletionPolicy: 'RETAIN',
    });
    const { description: _, serverSideEncryptionConfiguration: __, ...rest } = dataSource!;
    expect(changed.dataSource).toEqual({
      ...rest,
      dataSourceConfiguration: { type: 'S3', s3Configuration },
      dataDeletionPolicy: 'RETAIN',
      updatedAt: expect.any(Date),
    });
    await refused(update({ vectorIngestionConfiguration: undefined }));
    await refused(update({ vectorIngestionConfiguration: {} }));
    await refused(update({ dataSourceConfiguration: { type: 'CUSTOM' } }));
    const { name } = await createSource(knowledgeBaseId);
    await taken(update({ name }));
  });

  const s3 = (s3Configuration: object) => ({ dataSourceConfiguration: { type: 'S3', s3Configuration } });
  const bucketArn = 'arn:aws:s3:::somewhere';
  const cut = (chunkingConfiguration: object) => ({
    vectorIngestionConfiguration: { chunkingConfiguration },
  });
  const fixed = (maxTokens: number, overlapPercentage: number) =>
    cut({ ...FIXED, fixedSizeChunkingConfiguration: { maxTokens, overlapPercentage } });
  const levels = (overlapTokens: number, ...maxTokens: number[]) =>
    cut({
      chunkingStrategy: 'HIERARCHICAL',
      hierarchicalChunkingConfiguration: {
        levelConfigurations: maxTokens.map((each) => ({ maxTokens: each })),
        overlapTokens,
      },
    });
  const semantic = (maxTokens: number, bufferSize: number, breakpointPercentileThreshold: number) =>
    cut({
      chunkingStrategy: 'SEMANTIC',
      semanticChunkingConfiguration: { maxTokens, bufferSize, breakpointPercentileThreshold },
    });
  test.each<[string, object]>([
    ['a name with blanks', { name: 'two words' }],
    ['no configuration', { dataSourceConfiguration: undefined }],
    ['a type that is not served here', { dataSourceConfiguration: { type: 'SHAREPOINT' } }],
    ['a type that nobody knows', { dataSourceConfiguration: { type: 'FTP' } }],
    ['no bucket', { dataSourceConfiguration: { type: 'S3' } }],
    ['a bucket that is none', s3({ bucketArn: 'somewhere' })],
    ['two prefixes', s3({ bucketArn, inclusionPrefixes: ['a/', 'b/'] })],
    ['no prefix in a list of them', s3({ bucketArn, inclusionPrefixes: [] })],
    ['a prefix of 301 characters', s3({ bucketArn, inclusionPrefixes: ['a'.repeat(301)] })],
    ['an owner that is no account', s3({ bucketArn, bucketOwnerAccountId: '1' })],
    ['no pages', { dataSourceConfiguration: { type: 'WEB' } }],
    ['a policy that nobody knows', { dataDeletionPolicy: 'BURN' }],
    ['passages of no tokens', fixed(0, 10)],
    ['passages of 8193 tokens', fixed(8193, 10)],
    ['no overlap', fixed(100, 0)],
    ['nothing but overlap', fixed(100, 100)],
    ['no sizes', cut({ chunkingStrategy: 'FIXED_SIZE' })],
    ['the sizes of another strategy', cut({ ...FIXED, chunkingStrategy: 'NONE' })],
    ['one level', levels(10, 300)],
    ['three levels', levels(10, 1500, 300, 100)],
    ['children larger than their parents', levels(10, 300, 1500)],
    ['children that overlap wholly', levels(300, 1500, 300)],
    ['no overlap of levels', levels(0, 1500, 300)],
    ['a buffer of two sentences', semantic(300, 2, 95)],
    ['a percentile of 49', semantic(300, 0, 49)],
    ['a percentile of 100', semantic(300, 0, 100)],
    [
      'parsing by a model',
      {
        vectorIngestionConfiguration: {
          parsingConfiguration: {
            parsingStrategy: 'BEDROCK_FOUNDATION_MODEL',
            bedrockFoundationModelConfiguration: {
              modelArn: `arn:aws:bedrock:${target.region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0`,
            },
          },
        },
      },
    ],
  ])('is not created with %s', async (_, input) => {
    await refused(createSource((await create()).knowledgeBaseId, input));
  });

  test('has its name for itself within its knowledge base, and is made once for a client token', async () => {
    const { knowledgeBaseId } = await create();
    const token = clientToken();
    const first = await createSource(knowledgeBaseId, { name: 'one', clientToken: token });
    expect(await createSource(knowledgeBaseId, { name: 'one', clientToken: token })).toEqual(first);
    await taken(createSource(knowledgeBaseId, { name: 'two', clientToken: token }));
    await taken(createSource(knowledgeBaseId, { name: 'one' }));
    await createSource((await create()).knowledgeBaseId, { name: 'one' });
  });

  test('is listed page by page, newest first', async () => {
    const { knowledgeBaseId } = await create();
    const made: (string | undefined)[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await createSource(knowledgeBaseId)).dataSourceId);
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListDataSources({ client: agent, pageSize: 2 }, { knowledgeBaseId })) {
      expect(page.dataSourceSummaries!.length).toBeLessThanOrEqual(2);
      seen.push(...page.dataSourceSummaries!.map(({ dataSourceId }) => dataSourceId));
    }
    expect(seen).toEqual(made);
    const { dataSourceSummaries, nextToken } = await agent.send(
      new ListDataSourcesCommand({ knowledgeBaseId, maxResults: 1 }),
    );
    expect(dataSourceSummaries).toEqual([
      {
        knowledgeBaseId,
        dataSourceId: made[0],
        name: expect.any(String),
        status: 'AVAILABLE',
        updatedAt: expect.any(Date),
      },
    ]);
    const other = await create();
    await refused(
      agent.send(new ListDataSourcesCommand({ knowledgeBaseId: other.knowledgeBaseId, nextToken })),
    );
  });

  test.each(['DELETE', 'RETAIN'] as const)(
    'that is deleted does with its documents what %s says',
    {
      timeout: 120_000,
    },
    async (dataDeletionPolicy) => {
      const at = await shelves.source(await shelves.create(), { dataDeletionPolicy });
      const stays = await shelves.source(at.knowledgeBaseId, {});
      await shelves.put(at, { one: { text: 'The first heron.' } });
      await shelves.put(stays, { two: { text: 'The second heron.' } });
      const found = async () => {
        const { retrievalResults } = await runtime.send(
          new RetrieveCommand({ knowledgeBaseId: at.knowledgeBaseId, retrievalQuery: { text: 'heron' } }),
        );
        return retrievalResults?.map(({ location }) => location?.customDocumentLocation?.id).toSorted();
      };
      expect(await found()).toEqual(['one', 'two']);
      const { $metadata, ...answer } = await agent.send(new DeleteDataSourceCommand(at));
      expect($metadata.httpStatusCode).toBe(202);
      expect(answer).toEqual({ ...at, status: 'DELETING' });
      await isGone(() => agent.send(new GetDataSourceCommand(at)));
      expect(await found()).toEqual(dataDeletionPolicy === 'RETAIN' ? ['one', 'two'] : ['two']);
      await absent(agent.send(new DeleteDataSourceCommand(at)));
      await absent(agent.send(new ListKnowledgeBaseDocumentsCommand(at)));
      const { dataSourceSummaries } = await agent.send(
        new ListDataSourcesCommand({ knowledgeBaseId: at.knowledgeBaseId }),
      );
      expect(dataSourceSummaries?.map(({ dataSourceId }) => dataSourceId)).toEqual([stays.dataSourceId]);
      // What was retained goes with the knowledge base.
      await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId: at.knowledgeBaseId }));
      await isGone(() => get(at.knowledgeBaseId));
    },
  );
});

const limited = await openSession({
  environment: { STREAMBED_QUOTAS: 'knowledgeBases=2,dataSourcesPerKnowledgeBase=3' },
});
testHere(limited.target, 'it sets its own quotas')(
  'quotas hold, and what is deleted makes room',
  async () => {
    const exceeded = (call: Promise<unknown>) => failureOf(call, 'ServiceQuotaExceededException', 402);
    const one = await create({}, limited.agent);
    const { knowledgeBaseId } = await create({}, limited.agent);
    await exceeded(create({}, limited.agent));
    for (let index = 0; index < 3; index++) await createSource(knowledgeBaseId, {}, limited.agent);
    await exceeded(createSource(knowledgeBaseId, {}, limited.agent));
    await createSource(one.knowledgeBaseId, {}, limited.agent);
    await limited.agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
    await isGone(() => limited.agent.send(new GetKnowledgeBaseCommand({ knowledgeBaseId })));
    await create({}, limited.agent);
  },
);
