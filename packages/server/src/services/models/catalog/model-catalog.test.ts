import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CatalogModel } from '@streambed/flow/ports';
import { afterEach, describe, expect, test } from 'vitest';
import type { ModelsConfiguration } from '../configuration.ts';
import { models } from '../model-port.fixture.ts';
import type { ModelPortWorld } from '../model-port.ts';
import { OFFLINE_EMBEDDING } from '../offline/offline-embedding.ts';
import { OFFLINE_MODEL } from '../offline/offline-model.ts';
import { simulatedClock } from '../simulated-clock.fixture.ts';
import { knownModel } from './known-models.ts';

const never = { signal: new AbortController().signal };
const CANARY = 'canary-1b7e0c44d2';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface FakeList {
  readonly origin: string;
  readonly requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  close(): void;
}

/** A provider that has nothing but a list. */
async function startList(answer: (url: string, response: ServerResponse) => unknown): Promise<FakeList> {
  const requests: FakeList['requests'] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push({ url, headers: request.headers });
    const body = answer(url, response);
    if (body === undefined) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  closing.push(close);
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}

const openAi = (...ids: unknown[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

const catalogOf = (change: Partial<ModelsConfiguration>, world: Partial<ModelPortWorld> = {}) =>
  models(change, world).catalog;

const without = (list: readonly CatalogModel[]): readonly CatalogModel[] =>
  list.filter(({ provider }) => provider !== 'offline');
const ids = (list: readonly CatalogModel[]): readonly string[] => without(list).map(({ modelId }) => modelId);

test('nothing configured: the built-in models, always', async () => {
  expect(await catalogOf({ unmapped: 'refuse' }).list(never)).toEqual([
    {
      modelId: OFFLINE_MODEL,
      name: OFFLINE_MODEL,
      vendor: 'Streambed',
      provider: 'offline',
      providerModel: OFFLINE_MODEL,
      inputModalities: ['TEXT'],
      outputModalities: ['TEXT'],
      streaming: true,
    },
    {
      modelId: OFFLINE_EMBEDDING,
      name: OFFLINE_EMBEDDING,
      vendor: 'Streambed',
      provider: 'offline',
      providerModel: OFFLINE_EMBEDDING,
      inputModalities: ['TEXT'],
      outputModalities: ['EMBEDDING'],
      streaming: false,
    },
  ]);
});

describe('the lists of providers', () => {
  test('Anthropic: pages, titles, ids as Bedrock has them', async () => {
    const list = await startList((url) =>
      url.includes('after_id=claude-3-haiku-20240307')
        ? {
            data: [{ type: 'model', id: 'claude-opus-4-5', display_name: 'Claude Opus 4.5' }],
            has_more: false,
            last_id: null,
          }
        : {
            data: [{ type: 'model', id: 'claude-3-haiku-20240307', display_name: 'Claude Haiku 3' }],
            has_more: true,
            last_id: 'claude-3-haiku-20240307',
          },
    );
    const env = { ANTHROPIC_API_KEY: CANARY, ANTHROPIC_BASE_URL: list.origin };
    const found = without(
      await catalogOf({ detect: true }, { env: { ...env, OLLAMA_HOST: '127.0.0.1:1' } }).list(never),
    );
    expect(found).toMatchObject([
      {
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        name: 'Claude Haiku 3',
        vendor: 'Anthropic',
        provider: 'anthropic',
        providerModel: 'claude-3-haiku-20240307',
        inputModalities: ['TEXT', 'IMAGE'],
      },
      { modelId: 'anthropic.claude-opus-4-5', name: 'Claude Opus 4.5' },
    ]);
    expect(list.requests.map(({ url }) => url)).toEqual([
      '/v1/models?limit=1000',
      '/v1/models?limit=1000&after_id=claude-3-haiku-20240307',
    ]);
    expect(list.requests[0]?.headers).toMatchObject({
      'x-api-key': CANARY,
      'anthropic-version': '2023-06-01',
    });
  });

  test('OpenAI: what answers texts, under the id that leads there', async () => {
    const list = await startList(() =>
      openAi(
        'gpt-4o-mini',
        'whisper-1',
        'gpt-oss-20b',
        'text-embedding-3-small',
        'gpt-image-1',
        7,
        null,
        'a b',
      ),
    );
    const env = { OPENAI_API_KEY: CANARY, OPENAI_BASE_URL: `${list.origin}/v1`, OLLAMA_HOST: '127.0.0.1:1' };
    const found = without(await catalogOf({ detect: true }, { env }).list(never));
    expect(found).toMatchObject([
      { modelId: 'openai.gpt-4o-mini', name: 'GPT-4o Mini', inputModalities: ['TEXT', 'IMAGE'] },
      { modelId: 'openai.text-embedding-3-small', outputModalities: ['EMBEDDING'], streaming: false },
    ]);
    expect(list.requests[0]).toMatchObject({
      url: '/v1/models',
      headers: { authorization: `Bearer ${CANARY}` },
    });
  });

  test('Google: pages, what generates or embeds', async () => {
    const list = await startList((url) =>
      url.includes('pageToken=next')
        ? {
            models: [
              {
                name: 'models/gemini-embedding-001',
                displayName: 'Gemini Embedding',
                supportedGenerationMethods: ['embedContent'],
              },
            ],
          }
        : {
            models: [
              {
                name: 'models/gemini-2.5-flash',
                displayName: 'Gemini 2.5 Flash',
                supportedGenerationMethods: ['generateContent', 'countTokens'],
              },
              { name: 'models/aqa', supportedGenerationMethods: ['generateAnswer'] },
            ],
            nextPageToken: 'next',
          },
    );
    const providers = [
      { name: 'google', type: 'google' as const, baseUrl: `${list.origin}/v1beta`, apiKey: () => CANARY },
    ];
    const mappings = [{ pattern: 'google.*', provider: 'google' }];
    const found = without(await catalogOf({ providers, mappings }).list(never));
    expect(found).toMatchObject([
      {
        modelId: 'google.gemini-2.5-flash',
        name: 'Gemini 2.5 Flash',
        vendor: 'Google',
        outputModalities: ['TEXT'],
      },
      { modelId: 'google.gemini-embedding-001', outputModalities: ['EMBEDDING'] },
    ]);
    expect(list.requests.map(({ url }) => url)).toEqual([
      '/v1beta/models?pageSize=1000',
      '/v1beta/models?pageSize=1000&pageToken=next',
    ]);
    expect(list.requests[0]?.headers['x-goog-api-key']).toBe(CANARY);
  });

  test('Ollama: what it has', async () => {
    const list = await startList((url) =>
      url === '/api/tags' ? { models: [{ name: 'llama3.2:3b' }, { name: 'nomic-embed-text:latest' }] } : {},
    );
    const found = without(
      await catalogOf({ detect: true }, { env: { OLLAMA_HOST: list.origin } }).list(never),
    );
    expect(found).toMatchObject([
      { modelId: 'llama3.2:3b', vendor: 'Meta', provider: 'ollama', providerModel: 'llama3.2:3b' },
      { modelId: 'nomic-embed-text:latest', vendor: 'Nomic', outputModalities: ['EMBEDDING'] },
    ]);
  });

  test('Bedrock: what can be asked, directly or by an inference profile, with the configured keys', async () => {
    const list = await startList(() => ({
      modelSummaries: [
        {
          modelArn: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
          modelId: 'amazon.nova-lite-v1:0',
          modelName: 'Nova Lite',
          providerName: 'Amazon',
          inputModalities: ['TEXT', 'IMAGE', 'VIDEO'],
          outputModalities: ['TEXT'],
          responseStreamingSupported: true,
          inferenceTypesSupported: ['ON_DEMAND'],
          modelLifecycle: { status: 'ACTIVE' },
        },
        {
          modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
          modelName: 'Claude Sonnet 4.5',
          providerName: 'Anthropic',
          outputModalities: ['TEXT'],
          inferenceTypesSupported: ['INFERENCE_PROFILE'],
        },
        { modelId: 'amazon.titan-image-generator-v1', outputModalities: ['IMAGE'] },
        {
          modelId: 'amazon.titan-tg1-large',
          outputModalities: ['TEXT'],
          modelLifecycle: { status: 'LEGACY' },
        },
        {
          modelId: 'meta.llama-provisioned',
          outputModalities: ['TEXT'],
          inferenceTypesSupported: ['PROVISIONED'],
        },
        { modelId: 'amazon.titan-embed-text-v2:0', modelName: 'Titan', outputModalities: ['EMBEDDING'] },
      ],
    }));
    const providers = [
      {
        name: 'cloud',
        type: 'amazon-bedrock' as const,
        region: 'eu-west-1',
        baseUrl: list.origin,
        credentials: { accessKeyId: 'AKIDCONFIGURED00', secretAccessKey: () => CANARY },
      },
    ];
    const found = without(
      await catalogOf({ providers, mappings: [{ pattern: '*', provider: 'cloud' }] }).list(never),
    );
    expect(found).toMatchObject([
      {
        modelId: 'amazon.nova-lite-v1:0',
        name: 'Nova Lite',
        inputModalities: ['TEXT', 'IMAGE'],
        streaming: true,
      },
      { modelId: 'amazon.titan-embed-text-v2:0', outputModalities: ['EMBEDDING'], streaming: false },
      { modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', vendor: 'Anthropic' },
    ]);
    expect(list.requests[0]?.url).toBe('/foundation-models');
    expect(list.requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDCONFIGURED00\/\d{8}\/eu-west-1\/bedrock\//u,
    );
  });
});

describe('a mapping', () => {
  const serving = async (...listed: string[]) => {
    const list = await startList(() => openAi(...listed));
    const providers = [{ name: 'mine', type: 'openai-compatible' as const, baseUrl: `${list.origin}/v1` }];
    return { list, providers };
  };

  test('of one id is listed under it, of a pattern under the names that it takes', async () => {
    const { providers } = await serving('qwen3-32b', 'llama-3', 'mistral-7b');
    const mappings = [
      { pattern: 'anthropic.claude-3-haiku-20240307-v1:0', provider: 'mine', as: 'qwen3-32b' },
      { pattern: 'llama-*', provider: 'mine' },
    ];
    const found = without(await catalogOf({ providers, mappings }).list(never));
    expect(found).toMatchObject([
      {
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        name: 'Claude 3 Haiku',
        providerModel: 'qwen3-32b',
        inputModalities: ['TEXT'],
      },
      { modelId: 'llama-3', providerModel: 'llama-3' },
    ]);
  });

  test('that gives other models than those it is asked for lists none under their names', async () => {
    const { providers } = await serving('llama-3', 'qwen3-32b');
    const mappings = [{ pattern: 'llama-*', provider: 'mine', as: 'qwen3-32b' }];
    expect(ids(await catalogOf({ providers, mappings }).list(never))).toEqual([]);
  });

  test('to a model that the provider’s list does not have is not listed', async () => {
    const { providers } = await serving('qwen3-32b');
    const mappings = [{ pattern: 'a', provider: 'mine', as: 'gone' }];
    expect(ids(await catalogOf({ providers, mappings }).list(never))).toEqual([]);
  });

  test('to a provider whose list is empty is believed', async () => {
    const { providers } = await serving();
    const mappings = [{ pattern: 'a', provider: 'mine', as: 'something' }];
    expect(ids(await catalogOf({ providers, mappings }).list(never))).toEqual(['a']);
  });

  test('that another one hides is not listed twice', async () => {
    const { providers } = await serving('m');
    const mappings = [
      { pattern: 'a', provider: 'offline' },
      { pattern: 'a', provider: 'mine', as: 'm' },
    ];
    const list = await catalogOf({ providers, mappings }).list(never);
    expect(list.filter(({ modelId }) => modelId === 'a')).toMatchObject([{ provider: 'offline' }]);
  });
});

describe('a provider that does not give a list', () => {
  const mappings = [{ pattern: 'a', provider: 'mine' }];
  const at = (baseUrl: string) => [{ name: 'mine', type: 'openai-compatible' as const, baseUrl }];

  test.each<[string, (url: string, response: ServerResponse) => unknown]>([
    ['refuses', (_, response) => void response.writeHead(401).end(`bad key ${CANARY}`)],
    ['answers with something else', () => '<html>'],
    ['breaks off', (_, response) => void response.destroy()],
    [
      'leads elsewhere',
      (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    ],
    ['sends more than is read', () => 'x'.repeat(300_000)],
  ])('(it %s) is left out', async (_, answer) => {
    const list = await startList(answer);
    const catalog = catalogOf({ providers: at(`${list.origin}/v1`), mappings, maxResponseBytes: 100_000 });
    expect(ids(await catalog.list(never))).toEqual([]);
  });

  test('(nobody is there) is left out', async () => {
    const list = await startList(() => ({}));
    list.close();
    expect(ids(await catalogOf({ providers: at(`${list.origin}/v1`), mappings }).list(never))).toEqual([]);
  });

  test('(it hangs) is left out after a while, while the others are listed', async () => {
    const clock = simulatedClock();
    const hanging = await startList(() => undefined);
    const good = await startList(() => openAi('b'));
    const providers = [...at(`${hanging.origin}/v1`), { ...at(`${good.origin}/v1`)[0]!, name: 'good' }];
    const catalog = catalogOf(
      { providers, mappings: [...mappings, { pattern: '*', provider: 'good' }] },
      { clock },
    );
    const listing = catalog.list(never);
    while (hanging.requests.length === 0 || good.requests.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.pass(5_000);
    expect(ids(await listing)).toEqual(['b']);
  });
});

describe('asking', () => {
  test('happens once for many, and again after a minute', async () => {
    const clock = simulatedClock();
    const list = await startList(() => openAi('a'));
    const providers = [{ name: 'mine', type: 'openai-compatible' as const, baseUrl: `${list.origin}/v1` }];
    const catalog = catalogOf({ providers, mappings: [{ pattern: '*', provider: 'mine' }] }, { clock });
    await Promise.all([catalog.list(never), catalog.list(never), catalog.find('a', never)]);
    await clock.pass(59_999);
    await catalog.list(never);
    expect(list.requests).toHaveLength(1);
    await clock.pass(1);
    await catalog.list(never);
    expect(list.requests).toHaveLength(2);
  });

  test('who leaves does not take the answer away from the others', async () => {
    const list = await startList(() => openAi('a'));
    const providers = [{ name: 'mine', type: 'openai-compatible' as const, baseUrl: `${list.origin}/v1` }];
    const catalog = catalogOf({ providers, mappings: [{ pattern: '*', provider: 'mine' }] });
    const controller = new AbortController();
    const reason = new Error('gone');
    const leaving = catalog.list({ signal: controller.signal });
    const staying = catalog.list(never);
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    expect(ids(await staying)).toEqual(['a']);
    await expect(catalog.list({ signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('finding one', () => {
  const mappings = [{ pattern: 'anthropic.*', provider: 'mine', as: 'qwen' }];
  const providers = [{ name: 'mine', type: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:1/v1' }];

  test.each([
    'anthropic.claude-3-haiku-20240307-v1:0',
    'us.anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0',
  ])('follows the routing and asks nobody: %s', async (modelId) => {
    let calls = 0;
    const fetch = async () => {
      calls++;
      return new Response('{}');
    };
    expect(await catalogOf({ providers, mappings }, { fetch }).find(modelId, never)).toMatchObject({
      modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
      name: 'Claude 3 Haiku',
      provider: 'mine',
      providerModel: 'qwen',
    });
    expect(calls).toBe(0);
  });

  test('what nothing serves is answered by the offline models, or is not there', async () => {
    expect(await catalogOf({}).find('amazon.nova-lite-v1:0', never)).toMatchObject({
      modelId: 'amazon.nova-lite-v1:0',
      vendor: 'Amazon',
      provider: 'offline',
      providerModel: OFFLINE_MODEL,
    });
    expect(await catalogOf({}).find('amazon.titan-embed-text-v2:0', never)).toMatchObject({
      providerModel: OFFLINE_EMBEDDING,
      outputModalities: ['EMBEDDING'],
    });
    expect(await catalogOf({ unmapped: 'refuse' }).find('amazon.nova-lite-v1:0', never)).toBeUndefined();
    expect(await catalogOf({ unmapped: 'refuse' }).find(OFFLINE_MODEL, never)).toMatchObject({
      provider: 'offline',
    });
  });
});

test.each([
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'Claude 3.5 Sonnet', 'Anthropic', true, false],
  ['anthropic.claude-opus-4-6-v1', 'Claude Opus 4.6', 'Anthropic', true, false],
  ['amazon.nova-micro-v1:0', 'Nova Micro', 'Amazon', false, false],
  ['amazon.titan-embed-text-v2:0', 'Titan Embed Text', 'Amazon', false, true],
  ['gpt-4o-mini-2024-07-18', 'GPT-4o Mini', 'OpenAI', true, false],
  ['meta-llama/llama-3.3-70b', 'meta-llama/llama-3.3-70b', 'Meta', false, false],
  ['bge-m3', 'bge-m3', undefined, false, true],
  ['my.own.model', 'my.own.model', undefined, false, false],
  ['constructor.x', 'constructor.x', undefined, false, false],
])('what the name %s tells', (id, name, vendor, seesImages, embeds) => {
  expect(knownModel(id)).toEqual({ name, vendor, seesImages, embeds });
});
