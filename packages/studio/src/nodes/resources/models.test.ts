import { describe, expect, test } from 'vitest';
import { joinModels, matchesPattern, resolveModel } from './models.ts';

const settings = {
  models: [
    { modelId: 'anthropic.haiku', provider: 'anthropic', isPattern: false, contextLength: 1_000 },
    { modelId: 'gone', provider: 'anthropic', isPattern: false },
    { modelId: 'mistral.*', provider: 'openrouter', isPattern: true },
    { modelId: 'streambed.*', provider: 'offline', isPattern: true },
  ],
  providers: [
    { name: 'anthropic', kind: 'anthropic', isOffline: false },
    { name: 'offline', kind: 'offline', isOffline: true },
  ],
};
const list = joinModels(
  [
    {
      modelId: 'anthropic.haiku',
      modelName: 'Haiku',
      providerName: 'Anthropic',
      inputModalities: ['TEXT', 'IMAGE'],
    },
    { modelId: 'streambed.offline', modelName: 'Offline', providerName: 'Streambed' },
    { modelId: 'titan-embed', providerName: 'Amazon', outputModalities: ['EMBEDDING'] },
    {},
  ],
  settings,
);
const models = { list, settings };

describe('models', () => {
  test('are those that are listed and those that are configured, each with what is known of it', () => {
    expect(list).toMatchObject([
      { id: 'titan-embed', isReachable: true, makesText: false },
      { id: 'gone', isReachable: false, provider: 'anthropic' },
      {
        id: 'anthropic.haiku',
        contextLength: 1_000,
        takesImages: true,
        provider: 'anthropic',
        isOffline: false,
      },
      { id: 'streambed.offline', isOffline: true, provider: 'offline' },
    ]);
  });

  test.each([
    ['anthropic.haiku', { kind: 'model', model: { id: 'anthropic.haiku' } }],
    ['eu.anthropic.haiku', { kind: 'model' }],
    ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.haiku', { kind: 'model' }],
    ['mistral.large', { kind: 'pattern', pattern: 'mistral.*', provider: 'openrouter', isOffline: false }],
    ['streambed.other', { kind: 'pattern', isOffline: true }],
    ['nobody', { kind: 'nothing' }],
  ])('%j is answered by %j', (id, resolved) => expect(resolveModel(id, models)).toMatchObject(resolved));
});

test('an id that nothing is meant for goes to the offline model where the server says so', () => {
  const offline = settings.providers.filter(({ isOffline }) => isOffline);
  const resolved = (providers: typeof offline) =>
    resolveModel('nobody', { list, settings: { ...settings, providers, unmappedProvider: 'offline' } });
  expect(resolved(offline)).toEqual({ kind: 'unmapped', isUsual: true });
  expect(resolved(settings.providers)).toEqual({ kind: 'unmapped', isUsual: false });
});

test.each([
  ['a.*', 'a.b', true],
  ['a.*', 'axb', false],
  ['a?c', 'abc', true],
  ['a(b', 'a(b', true],
])('pattern %j and %j: %s', (pattern, id, matches) => expect(matchesPattern(pattern, id)).toBe(matches));
