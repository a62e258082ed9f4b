import { describe, expect, test } from 'vitest';
import { ollamaOrigin } from './built-in-providers.ts';
import { DEFAULT_MODELS_CONFIGURATION, type ModelMapping } from './configuration.ts';
import { comparableName, namesOf, providerModelName } from './model-ids.ts';
import { createRouting } from './routing.ts';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';

describe('names of a model id', () => {
  test.each([
    [HAIKU, [HAIKU]],
    [`us.${HAIKU}`, [`us.${HAIKU}`, HAIKU]],
    [
      `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`,
      [`arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`, HAIKU],
    ],
    [
      `arn:aws:bedrock:eu-west-1:000000000000:inference-profile/eu.${HAIKU}`,
      [`arn:aws:bedrock:eu-west-1:000000000000:inference-profile/eu.${HAIKU}`, `eu.${HAIKU}`, HAIKU],
    ],
    ['llama3.2:3b', ['llama3.2:3b']],
  ])('%s', (id, names) => {
    expect(namesOf(id)).toEqual(names);
  });

  test.each([
    ['anthropic', HAIKU, 'claude-3-haiku-20240307'],
    ['anthropic', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet-20241022'],
    ['anthropic', 'anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['anthropic', 'anthropic.claude-3-sonnet-20240229-v1:0:200k', 'claude-3-sonnet-20240229'],
    ['anthropic', 'claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['openai', 'openai.gpt-5-mini-v1:0', 'gpt-5-mini'],
    ['google', 'google.gemma-3-27b-it', 'gemma-3-27b-it'],
    ['openai-compatible', 'us.meta.llama3-2-3b-instruct-v1:0', 'meta.llama3-2-3b-instruct-v1:0'],
    ['amazon-bedrock', `us.${HAIKU}`, `us.${HAIKU}`],
  ] as const)('%s calls %s %s', (type, id, name) => {
    expect(providerModelName(id, type)).toBe(name);
  });

  test.each([
    ['meta.llama3-2-3b-instruct-v1:0', 'llama3.2:3b'],
    ['mistral.mistral-7b-instruct-v0:2', 'mistral:7b'],
    ['openai.gpt-oss-20b-1:0', 'gpt-oss:20b'],
    ['qwen.qwen3-32b-v1:0', 'qwen3:32b'],
    ['us.meta.llama3-1-70b-instruct-v1:0', 'llama3.1:70b'],
  ])('%s and %s are the same open model', (bedrock, local) => {
    expect(comparableName(bedrock)).toBe(comparableName(local));
  });
});

describe('routing', () => {
  const ollama = { modelFor: async (id: string) => (id === 'llama3.2' ? 'llama3.2:latest' : undefined) };
  const route = (
    mappings: readonly ModelMapping[],
    env: Record<string, string>,
    id: string,
    detect = true,
  ): unknown => {
    const configuration = {
      ...DEFAULT_MODELS_CONFIGURATION,
      detect,
      mappings,
      providers: [{ name: 'mine', type: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:1/v1' }],
    };
    return createRouting(configuration, { env, ollama })(id);
  };

  test('the first mapping that matches wins, under any of the names', async () => {
    const mappings = [
      { pattern: '*haiku*', provider: 'offline' },
      { pattern: 'anthropic.claude-*', provider: 'mine', as: 'qwen' },
    ];
    const arn = 'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-opus-4-6-v1';
    expect(await route(mappings, {}, arn)).toMatchObject({ provider: { name: 'mine' }, modelName: 'qwen' });
    expect(await route(mappings, {}, HAIKU)).toMatchObject({ provider: { type: 'offline' } });
  });

  test('a mapping goes before an API key', async () => {
    const mappings = [{ pattern: '*', provider: 'mine' }];
    expect(await route(mappings, { ANTHROPIC_API_KEY: 'k' }, HAIKU)).toMatchObject({
      provider: { name: 'mine' },
    });
  });

  test.each([
    ['ANTHROPIC_API_KEY', HAIKU, 'anthropic', 'claude-3-haiku-20240307'],
    ['ANTHROPIC_API_KEY', 'claude-sonnet-4-5', 'anthropic', 'claude-sonnet-4-5'],
    ['OPENAI_API_KEY', 'gpt-4o', 'openai', 'gpt-4o'],
    ['OPENAI_API_KEY', 'o4-mini', 'openai', 'o4-mini'],
    ['GOOGLE_GENERATIVE_AI_API_KEY', 'gemini-2.0-flash', 'google', 'gemini-2.0-flash'],
    ['GEMINI_API_KEY', 'google.gemma-3-27b-it', 'google', 'gemma-3-27b-it'],
  ])('%s serves %s', async (variable, id, name, modelName) => {
    expect(await route([], { [variable]: 'k' }, id)).toMatchObject({ provider: { name }, modelName });
    expect(await route([], {}, id)).toBeUndefined();
    expect(await route([], { [variable]: 'k' }, id, false)).toBeUndefined();
  });

  test.each([
    ['openai.gpt-oss-20b-1:0', { OPENAI_API_KEY: 'k' }],
    ['amazon.nova-lite-v1:0', { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's', OPENAI_API_KEY: 'k' }],
  ])('%s has no provider of its own', async (id, env) => {
    expect(await route([], env, id)).toBeUndefined();
  });

  test('an Ollama serves what it has', async () => {
    expect(await route([], {}, 'llama3.2')).toMatchObject({
      provider: { name: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
      modelName: 'llama3.2:latest',
    });
  });

  test.each([
    ['https://proxy.example', 'https://proxy.example/v1'],
    ['https://proxy.example/', 'https://proxy.example/v1'],
    ['https://proxy.example/anthropic/v1', 'https://proxy.example/anthropic/v1'],
  ])('ANTHROPIC_BASE_URL %s', async (variable, baseUrl) => {
    const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: variable };
    expect(await route([], env, HAIKU)).toMatchObject({ provider: { baseUrl } });
  });

  test('a mapping to a provider that is not there is refused at the start', () => {
    expect(() => route([{ pattern: '*', provider: 'anthropic' }], {}, HAIKU)).toThrow('anthropic');
  });
});

test.each([
  [undefined, 'http://127.0.0.1:11434'],
  ['', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['gpu-box', 'http://gpu-box:11434'],
  ['https://ollama.example', 'https://ollama.example'],
  ['file:///etc/passwd', 'http://127.0.0.1:11434'],
])('OLLAMA_HOST %s means %s', (host, origin) => {
  expect(ollamaOrigin({ OLLAMA_HOST: host })).toBe(origin);
});
