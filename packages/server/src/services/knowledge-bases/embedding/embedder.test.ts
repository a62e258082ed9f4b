import type { EmbeddingsPort, EmbedRequest, ServiceCall } from '@streambed/flow/ports';
import type { KnowledgeBaseConfiguration } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { models } from '../../models/model-port.fixture.ts';
import { batchesOf } from './batches.ts';
import { createEmbedders, type EmbeddersOptions } from './embedder.ts';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const { signal: NEVER } = new AbortController();

const knowledgeBase = (
  embedding: { readonly dimensions?: number; readonly embeddingDataType?: 'FLOAT32' | 'BINARY' } = {},
  id = 'KB12345678',
): { readonly id: string; readonly knowledgeBaseConfiguration: KnowledgeBaseConfiguration } => ({
  id,
  knowledgeBaseConfiguration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: {
      embeddingModelArn: 'arn:aws:bedrock:eu-west-1::foundation-model/some.embedding-v1',
      embeddingModelConfiguration: { bedrockEmbeddingModelConfiguration: embedding },
    },
  },
});

type Embed = (request: EmbedRequest, call: ServiceCall) => Promise<Float32Array[]>;

/** The vector of a text that is a number tells it by its direction. */
const numbers: Embed = async ({ texts }) => texts.map((text) => Float32Array.of(Number(text), -3, 4));

function setUp(embed: Embed = numbers, options: Partial<EmbeddersOptions> = {}) {
  const asked: { readonly request: EmbedRequest; readonly call: ServiceCall }[] = [];
  const embeddings: EmbeddingsPort = {
    async embed(request, call) {
      asked.push({ request, call });
      return { vectors: await embed(request, call), inputTokens: 0, servedBy: 'fake' };
    },
  };
  return { asked, ...createEmbedders({ embeddings, ...options }) };
}

const numbersUpTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

/** Work that ends when it is told to. */
function held(): { readonly embed: Embed; release(): void; readonly underWay: () => number } {
  const waiting: (() => void)[] = [];
  return {
    embed: async (request, call) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return await numbers(request, call);
    },
    release: () => waiting.shift()?.(),
    underWay: () => waiting.length,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('texts that are to be found', () => {
  test('get their vectors in order, at length 1, batch by batch', async () => {
    const { ofDocuments, asked } = setUp(numbers, { limits: { texts: 3, tokens: 1_000 } });
    const vectors = await ofDocuments(SCOPE, knowledgeBase())(numbersUpTo(8), NEVER);
    expect(vectors.map(([first = 0, , last = 1]) => Math.round((4 * first) / last))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    expect(asked.map(({ request }) => request.texts.length)).toEqual([3, 3, 2]);
  });

  test('are asked for in the name of the knowledge base, as its configuration says', async () => {
    const { ofDocuments, asked } = setUp();
    await ofDocuments(SCOPE, knowledgeBase({ dimensions: 512 }))(['1'], NEVER);
    expect(asked[0]?.request).toEqual({
      modelId: 'arn:aws:bedrock:eu-west-1::foundation-model/some.embedding-v1',
      dimensions: 512,
      texts: ['1'],
      inputType: 'document',
      normalize: true,
    });
    expect(asked[0]?.call).toMatchObject(SCOPE);
  });

  test.each([undefined, 0])('with dimensions of %j get as many as the model has', async (dimensions) => {
    const { ofDocuments, asked } = setUp();
    await ofDocuments(SCOPE, knowledgeBase(dimensions === undefined ? {} : { dimensions }))(['1'], NEVER);
    expect(asked[0]?.request).not.toHaveProperty('dimensions');
  });

  test('have vectors of signs where the data type is BINARY', async () => {
    const { ofDocuments } = setUp();
    const [vector] = await ofDocuments(SCOPE, knowledgeBase({ embeddingDataType: 'BINARY' }))(['7'], NEVER);
    const side = Math.fround(1 / Math.sqrt(3));
    expect([...(vector ?? [])]).toEqual([side, -side, side]);
  });

  test('have the same key each time, and no other texts, models or knowledge bases have it', async () => {
    const { ofDocuments, asked } = setUp();
    await ofDocuments(SCOPE, knowledgeBase())(['1', '2'], NEVER);
    await ofDocuments(SCOPE, knowledgeBase())(['1', '2'], NEVER);
    await ofDocuments(SCOPE, knowledgeBase())(['12'], NEVER);
    await ofDocuments(SCOPE, knowledgeBase({ dimensions: 256 }))(['1', '2'], NEVER);
    await ofDocuments(SCOPE, knowledgeBase({}, 'KBOTHER000'))(['1', '2'], NEVER);
    const keys = asked.map(({ call }) => call.key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(4);
  });

  test('of all documents share the requests that may be under way; who comes first is served first', async () => {
    const { embed, release, underWay } = held();
    const { ofDocuments, asked } = setUp(embed, { concurrency: 2, limits: { texts: 1, tokens: 1_000 } });
    const both = ['A', 'B'].map((id, index) =>
      ofDocuments(SCOPE, knowledgeBase({}, id))([String(10 * index), String(10 * index + 1)], NEVER),
    );
    for (let round = 0; round < 4; round++) {
      await settled();
      expect(underWay()).toBe(Math.min(2, 4 - round));
      release();
    }
    await Promise.all(both);
    expect(asked.flatMap(({ request }) => request.texts)).toEqual(['0', '1', '10', '11']);
  });

  test('end with the first failure, and what waits for its turn is not asked for', async () => {
    const broken = new Error('no such model');
    const { ofDocuments, asked } = setUp(() => Promise.reject(broken), {
      concurrency: 1,
      limits: { texts: 1, tokens: 1_000 },
    });
    await expect(ofDocuments(SCOPE, knowledgeBase())(numbersUpTo(5), NEVER)).rejects.toBe(broken);
    expect(asked).toHaveLength(1);
    // The place in the queue is free again.
    await expect(ofDocuments(SCOPE, knowledgeBase())(['1'], NEVER)).rejects.toBe(broken);
  });

  test('end when nobody wants them any more, wherever they are', async () => {
    const { embed, release } = held();
    const { ofDocuments, asked } = setUp(embed, { concurrency: 1, limits: { texts: 1, tokens: 1_000 } });
    const leaves = new AbortController();
    const left = ofDocuments(SCOPE, knowledgeBase())(['1', '2'], leaves.signal);
    const stays = ofDocuments(SCOPE, knowledgeBase({}, 'KBOTHER000'))(['3'], NEVER);
    await settled();
    leaves.abort(new Error('gone'));
    expect(asked[0]?.call.signal.aborted).toBe(true);
    release();
    await expect(left).rejects.toThrow('gone');
    await settled();
    release();
    expect(await stays).toHaveLength(1);
    expect(asked.map(({ request }) => request.texts[0])).toEqual(['1', '3']);
  });

  test('of none are none', async () => {
    const { ofDocuments, ofQueries, asked } = setUp();
    expect(await ofDocuments(SCOPE, knowledgeBase())([], NEVER)).toEqual([]);
    expect(await ofQueries(SCOPE, knowledgeBase())([], NEVER)).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('a query waits for no document', async () => {
  const { embed, release, underWay } = held();
  const { ofDocuments, ofQueries, asked } = setUp(embed, { concurrency: 1 });
  const document = ofDocuments(SCOPE, knowledgeBase())(['1'], NEVER);
  await settled();
  const query = ofQueries(SCOPE, knowledgeBase())(['2'], NEVER);
  await settled();
  expect(underWay()).toBe(2);
  expect(asked[1]?.request.inputType).toBe('query');
  release();
  release();
  await Promise.all([document, query]);
});

test('without any provider the offline embedding answers, for documents and queries alike', async () => {
  const { embeddings } = models({ providers: [], detect: false }, {});
  const { ofDocuments, ofQueries } = createEmbedders({ embeddings });
  const [document] = await ofDocuments(SCOPE, knowledgeBase({ dimensions: 384 }))(['A river.'], NEVER);
  const [query] = await ofQueries(SCOPE, knowledgeBase({ dimensions: 384 }))(['A river.'], NEVER);
  expect(document).toHaveLength(384);
  expect(query).toEqual(document);
});

test('batches hold all texts in order, and no more than they may', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 60 })),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      (given, texts, tokens) => {
        const batches = [...batchesOf(given, { texts, tokens })];
        expect(batches.flat()).toEqual(given);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(texts);
          const length = batch.reduce((sum, text) => sum + text.length, 0);
          if (batch.length > 1) expect(length).toBeLessThanOrEqual(4 * tokens);
        }
      },
    ),
  );
});
