// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the file refers to the environment
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODELS_CONFIGURATION } from '../../services/models/index.ts';
import { ConfigurationError } from '../configuration.ts';
import { parseConfigurationFile } from '../configuration-file.ts';

const CANARY = 'canary-3a9c51d07e';

const parse = (text: string, folder = '/srv') =>
  parseConfigurationFile(text, { file: 'streambed.yaml', folder }, { KEY: CANARY }).models;

function problemsOf(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test('how calls are made: fallbacks, limits, prices, cache and figures', () => {
  expect(
    parse(`
models:
  streamIdleSeconds: 7.5
  limitWaitSeconds: 5
  structuredOutputRetries: 0
  fallbacks:
    - { model: 'anthropic.*', to: [llama3.2, 'gpt-4o-mini'] }
  limits:
    - { model: '*', requestsPerMinute: 60, tokensPerMinute: 100000, tokensPerDay: 2000000 }
    - { model: 'gpt-*', tokensPerDay: 1000 }
  cache: { enabled: true, entries: 10, megabytes: 2, seconds: 60, anyTemperature: true }
  prices:
    - { model: 'qwen*', input: 0.1, output: 0.4, cacheRead: 0.01, cacheWrite: 0.2 }
    - { model: nomic-embed-text, input: 0 }
`),
  ).toEqual({
    ...DEFAULT_MODELS_CONFIGURATION,
    streamIdleMs: 7_500,
    limitWaitMs: 5_000,
    structuredOutputRetries: 0,
    fallbacks: [{ pattern: 'anthropic.*', to: ['llama3.2', 'gpt-4o-mini'] }],
    limits: [
      { pattern: '*', requestsPerMinute: 60, tokensPerMinute: 100_000, tokensPerDay: 2_000_000 },
      { pattern: 'gpt-*', tokensPerDay: 1_000 },
    ],
    cache: { enabled: true, entries: 10, bytes: 2 * 1024 * 1024, ttlMs: 60_000, anyTemperature: true },
    prices: [
      { pattern: 'qwen*', input: 0.1, output: 0.4, cacheRead: 0.01, cacheWrite: 0.2 },
      { pattern: 'nomic-embed-text', input: 0 },
    ],
  });
});

describe('a key in a file', () => {
  test('is read when it is used, from the folder of the configuration file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'streambed-models-section-'));
    try {
      const { providers } = parse(
        'models:\n  providers:\n    mine: { type: openai, apiKeyFile: secrets/key, concurrency: 4 }\n',
        folder,
      );
      expect(providers).toMatchObject([{ apiKeyFile: join(folder, 'secrets/key'), concurrency: 4 }]);
      expect(providers[0]?.apiKey).toThrow('the file of its apiKeyFile cannot be read (ENOENT)');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('counts among the secrets that are kept out of the log', () => {
    const folder = mkdtempSync(join(tmpdir(), 'streambed-models-section-'));
    try {
      writeFileSync(join(folder, 'key'), `${CANARY}-in-file\n`);
      const text = 'models:\n  providers:\n    mine: { type: openai, apiKeyFile: key }\n';
      const { secrets, models } = parseConfigurationFile(text, { file: 'f', folder }, {});
      expect(secrets).toEqual([`${CANARY}-in-file`]);
      expect(JSON.stringify(models)).not.toContain(CANARY);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const provider = (settings: string): string => `models:\n  providers:\n    mine: { ${settings} }\n`;

test.each<[text: string, problem: string]>([
  [
    provider('type: openai, apiKey: "${KEY}", apiKeyFile: key'),
    '3: models.providers.mine.apiKeyFile: stands beside an apiKey; keep one of them',
  ],
  [
    provider('type: openai, apiKeyFile: ""'),
    '3: models.providers.mine.apiKeyFile: must be the path of a file that holds a key',
  ],
  [
    provider('type: amazon-bedrock, region: us-east-1, profile: a, apiKeyFile: key'),
    '3: models.providers.mine: has more than one of apiKey, credentials and profile',
  ],
  [
    provider('type: openai, apiKey: "${KEY}", concurrency: 0'),
    '3: models.providers.mine.concurrency: must be a whole number from 1 to 10000',
  ],
  ['models:\n  fallbacks:\n    - model: a\n', '3: models.fallbacks[0]: needs a list of model ids: to'],
  ['models:\n  fallbacks:\n    - { model: a, to: [] }\n', '3: models.fallbacks[0].to: names no model'],
  ['models:\n  fallbacks:\n    - to: [a]\n', '3: models.fallbacks[0]: needs a model'],
  [
    'models:\n  fallbacks:\n    - { model: a, to: b }\n',
    '3: models.fallbacks[0].to: must be a list of model ids',
  ],
  [
    'models:\n  fallbacks:\n    - { model: a, to: [b, 1] }\n',
    '3: models.fallbacks[0].to: must be a list of model ids',
  ],
  [
    'models:\n  fallbacks:\n    - { model: a, to: [""] }\n',
    '3: models.fallbacks[0].to: must be a list of model ids',
  ],
  [
    'models:\n  fallbacks:\n    - { model: a, to: ["${NO}"] }\n',
    '3: models.fallbacks[0].to: needs the environment variable NO, which is not set',
  ],
  [
    'models:\n  limits:\n    - model: a\n',
    '3: models.limits[0]: needs at least one of requestsPerMinute, tokensPerMinute, tokensPerDay',
  ],
  [
    'models:\n  limits:\n    - { model: a, tokensPerDay: 0 }\n',
    '3: models.limits[0].tokensPerDay: must be a whole number from 1',
  ],
  [
    'models:\n  limits:\n    - { model: a, requestPerMinute: 1 }\n',
    '3: models.limits[0].requestPerMinute: is not known here; did you mean "requestsPerMinute"?',
  ],
  [
    'models:\n  prices:\n    - { model: a, output: 1 }\n',
    '3: models.prices[0]: needs input: US dollars per million tokens',
  ],
  [
    'models:\n  prices:\n    - { model: a, input: -1 }\n',
    '3: models.prices[0].input: must be a number from 0 to 1000000',
  ],
  ['models:\n  cache: { enabled: sometimes }\n', '2: models.cache.enabled: must be true or false'],
  [
    'models:\n  providers\n    a: b\n',
    '2: is no "name: value"; a colon is missing, or a line is indented wrongly',
  ],
  ['models:\n  cache: { size: 1 }\n', '2: models.cache.size: is not known here'],
  [
    'models:\n  structuredOutputRetries: 9\n',
    '2: models.structuredOutputRetries: must be a whole number from 0 to 5',
  ],
  ['models:\n  streamIdleSeconds: 0\n', '2: models.streamIdleSeconds: must be a number from 1 to 3600'],
])('%j is a mistake', (text, problem) => {
  expect(problemsOf(text).join('\n')).toContain(`streambed.yaml:${problem}`);
});
