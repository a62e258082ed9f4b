import type { EmbedRequest } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { portCall } from '../../port-call.fixture.ts';
import { turnsDuring } from '../../turns.fixture.ts';
import { countedIds, faultOf, models } from '../model-port.fixture.ts';
import { OFFLINE_EMBEDDING } from '../offline/offline-embedding.ts';
import { OFFLINE_MODEL } from '../offline/offline-model.ts';
import {
  EMBED_BATCH,
  type ProviderAdapter,
  type ProviderAttempt,
  type ProviderEmbeddings,
  type ProviderEmbedRequest,
} from '../provider-adapter.ts';
import { failed } from './calls.fixture.ts';

type Embed = (request: ProviderEmbedRequest, attempt: ProviderAttempt) => Promise<ProviderEmbeddings>;

/** The vector of a text that is a number tells it. */
const numbers: Embed = async ({ texts }) => ({
  vectors: texts.map((text) => Float32Array.of(Number(text), 3, 4)),
  inputTokens: texts.length,
});

function setUp(embed: Embed | undefined = numbers, change: Parameters<typeof models>[0] = {}) {
  const asked: { readonly request: ProviderEmbedRequest; readonly key: string }[] = [];
  const adapter: ProviderAdapter = {
    converse: () => Promise.reject(new Error('It was asked for an answer.')),
    converseStream: () => {
      throw new Error('It was asked for a stream.');
    },
    ...(embed && {
      embed: async (request: ProviderEmbedRequest, attempt: ProviderAttempt) => {
        asked.push({ request, key: attempt.idempotencyKey });
        return await embed(request, attempt);
      },
    }),
  };
  const lines: string[] = [];
  const { embeddings } = models(
    {
      providers: [{ name: 'fake', type: 'openai' }],
      mappings: [{ pattern: 'e*', provider: 'fake', as: 'text-embedding-3-small' }],
      ...change,
    },
    { adapters: async () => adapter, log: (line) => lines.push(line), ids: countedIds() },
  );
  const ask = (request: Partial<EmbedRequest> = {}) =>
    embeddings.embed({ modelId: 'e', texts: ['1', '2'], ...request }, portCall({ key: 'k' }));
  return { ask, asked, lines };
}

describe('vectors of a provider', () => {
  test('come in the order of the texts, in batches, with what they cost', async () => {
    const texts = Array.from({ length: 3 * EMBED_BATCH + 1 }, (_, index) => String(index));
    let underWay = 0;
    let most = 0;
    const { ask, asked } = setUp(async (request, attempt) => {
      most = Math.max(most, ++underWay);
      // The later a batch, the sooner it is answered.
      await new Promise((resolve) => setTimeout(resolve, 20 - Number(request.texts[0]) / 20));
      underWay--;
      return await numbers(request, attempt);
    });
    const answer = await ask({ texts });
    expect(answer.vectors.map(([first]) => first)).toEqual(texts.map(Number));
    expect(answer).toMatchObject({ inputTokens: texts.length, servedBy: 'fake text-embedding-3-small' });
    expect(answer.cost?.usd).toBeCloseTo((texts.length * 0.02) / 1e6, 12);
    expect(asked.map(({ request }) => request.texts.length).sort((a, b) => b - a)).toEqual([64, 64, 64, 1]);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(4);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('of no texts are none, and nobody is asked', async () => {
    const { ask, asked } = setUp();
    expect(await ask({ texts: [] })).toMatchObject({ vectors: [], inputTokens: 0 });
    expect(asked).toEqual([]);
  });

  test('get what the request says', async () => {
    const { ask, asked } = setUp();
    await ask({ dimensions: 3, inputType: 'query' });
    expect(asked).toEqual([{ request: { texts: ['1', '2'], dimensions: 3, inputType: 'query' }, key: 'k' }]);
  });

  test('have length 1 when that is asked for', async () => {
    const { ask } = setUp();
    const plain = await ask({ texts: ['0'] });
    const unit = await ask({ texts: ['0'], normalize: true });
    expect([...(plain.vectors[0] ?? [])]).toEqual([0, 3, 4]);
    expect([...(unit.vectors[0] ?? [])].map((value) => value.toFixed(3))).toEqual([
      '0.000',
      '0.600',
      '0.800',
    ]);
  });

  test('are asked for again after a passing failure', async () => {
    let tries = 0;
    const { ask } = setUp(async (request, attempt) => {
      if (++tries < 3) throw failed();
      return await numbers(request, attempt);
    });
    expect((await ask()).vectors).toHaveLength(2);
  });

  test('of a model without limits left are refused', async () => {
    const { ask } = setUp(numbers, { limits: [{ pattern: 'e', tokensPerDay: 3 }] });
    await ask();
    expect(await faultOf(ask())).toMatchObject({ kind: 'throttling', reason: 'exhausted' });
  });

  test('are never those of a fallback: they would be of another space', async () => {
    const { ask, asked } = setUp(() => Promise.reject(failed({ retryable: false, detail: 'unreachable' })), {
      fallbacks: [{ pattern: 'e', to: [OFFLINE_EMBEDDING] }],
    });
    expect(await faultOf(ask())).toMatchObject({ reason: 'unreachable' });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, Embed | undefined, Partial<EmbedRequest>, object]>([
    [
      'a provider without embedding models',
      undefined,
      {},
      { kind: 'validation', message: expect.stringContaining('has no embedding models') },
    ],
    [
      'a vector too few',
      async () => ({ vectors: [Float32Array.of(1)], inputTokens: 1 }),
      {},
      { kind: 'badGateway' },
    ],
    [
      'vectors of different lengths',
      async () => ({ vectors: [Float32Array.of(1), Float32Array.of(1, 2)], inputTokens: 1 }),
      {},
      { kind: 'badGateway' },
    ],
    [
      'other dimensions than those asked for',
      numbers,
      { dimensions: 2 },
      { kind: 'validation', message: expect.stringContaining('3 dimensions where 2 were asked for') },
    ],
    ['an empty text', numbers, { texts: ['a', ''] }, { kind: 'validation', blame: 'author' }],
    ['dimensions that are none', numbers, { dimensions: 0 }, { kind: 'validation', blame: 'author' }],
  ])('%s is a fault', async (_, embed, request, fault) => {
    const set = setUp(embed);
    // No default takes the place of an adapter without embeddings.
    const ask = embed ? set.ask : setUpWithout().ask;
    expect(await faultOf(ask(request))).toMatchObject(fault);
  });

  const setUpWithout = () => {
    const adapter: ProviderAdapter = { converse: () => new Promise(() => {}), async *converseStream() {} };
    const { embeddings } = models(
      { providers: [{ name: 'fake', type: 'anthropic' }], mappings: [{ pattern: '*', provider: 'fake' }] },
      { adapters: async () => adapter },
    );
    return {
      ask: (request: Partial<EmbedRequest>) =>
        embeddings.embed({ modelId: 'e', texts: ['1'], ...request }, portCall()),
    };
  };

  test('are not waited for by who has left', async () => {
    const controller = new AbortController();
    const reason = new Error('hung up');
    const { embeddings } = models(
      { providers: [{ name: 'fake', type: 'openai' }], mappings: [{ pattern: '*', provider: 'fake' }] },
      {
        adapters: async () => ({
          converse: () => new Promise(() => {}),
          async *converseStream() {},
          embed: () => {
            controller.abort(reason);
            return new Promise(() => {});
          },
        }),
      },
    );
    const call = portCall({ signal: controller.signal });
    await expect(embeddings.embed({ modelId: 'e', texts: ['1'] }, call)).rejects.toBe(reason);
  });
});

describe('vectors of a model that nothing serves', () => {
  test('are lexical ones, which the log says once', async () => {
    const { ask, lines } = setUp();
    const answer = await ask({ modelId: 'amazon.titan-embed-text-v2:0', texts: ['a', 'b'] });
    await ask({ modelId: 'amazon.titan-embed-text-v2:0', texts: ['a', 'b'] });
    expect(answer).toMatchObject({ servedBy: OFFLINE_EMBEDDING, cost: { usd: 0 }, inputTokens: 2 });
    expect(answer.vectors.map(({ length }) => length)).toEqual([1024, 1024]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('knows no meaning');
  });

  test('are refused when that is asked for, but not under the embedding’s own name', async () => {
    const { ask, lines } = setUp(numbers, { unmapped: 'refuse' });
    expect(await faultOf(ask({ modelId: 'x' }))).toMatchObject({ reason: 'unknownModel' });
    expect((await ask({ modelId: OFFLINE_EMBEDDING, dimensions: 512 })).vectors[0]).toHaveLength(512);
    expect(lines).toEqual([]);
  });

  test('of many texts let others have their turn', async () => {
    const { ask } = setUp();
    const texts = Array.from({ length: 100 }, (_, index) => `Text ${index}`);
    expect(await turnsDuring(() => ask({ modelId: 'x', texts }))).toBeGreaterThan(50);
  });

  test.each([
    [{ modelId: 'x', dimensions: 32 }, '64 to 4096 dimensions, not 32'],
    [{ modelId: 'x', dimensions: 5_000 }, '64 to 4096 dimensions, not 5000'],
    [{ modelId: OFFLINE_MODEL }, 'makes no vectors'],
  ])('are a mistake when they cannot be: %j', async (request, words) => {
    const fault = await faultOf(setUp().ask(request));
    expect(fault).toMatchObject({ kind: 'validation', blame: 'author' });
    expect(fault.message).toContain(words);
  });
});
