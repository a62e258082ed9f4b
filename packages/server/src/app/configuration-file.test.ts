// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the file refers to the environment
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_GUARDRAILS_CONFIGURATION } from '../services/guardrails/index.ts';
import { DEFAULT_MODELS_CONFIGURATION } from '../services/models/index.ts';
import { ConfigurationError } from './configuration.ts';
import {
  type ConfigurationFile,
  loadConfigurationFile,
  parseConfigurationFile,
} from './configuration-file.ts';
import { settings } from './settings.ts';

const CANARY = 'canary-7d1f0b';
const env = { KEY: CANARY, HOST: '10.0.0.7', OPENAI_API_KEY: `${CANARY}-openai`, EMPTY: '' };

const parse = (text: string, variables: Record<string, string> = env): ConfigurationFile =>
  parseConfigurationFile(text, { file: 'streambed.yaml', folder: '/srv' }, variables);

function problemsOf(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('an empty file', () => {
  test.each([
    '',
    '# only a comment\n',
    'models:\nobjects:\nfunctions:\nknowledgeBases:\nguardrails:\ncode:\nserver:\nlimits:\n',
    '---\n...\n',
  ])('holds the defaults (%#)', (text) => {
    expect(parse(text, {})).toEqual({
      models: DEFAULT_MODELS_CONFIGURATION,
      objects: {},
      functions: {},
      knowledgeBases: {},
      guardrails: DEFAULT_GUARDRAILS_CONFIGURATION,
      code: {},
      settings: {},
      secrets: [],
    });
  });
});

describe('models', () => {
  test('providers, mappings and figures', () => {
    const { models, secrets } = parse(`
models:
  providers:
    local:
      type: openai-compatible
      baseUrl: http://\${HOST}:8000/v1
      allowPrivateAddress: true
      apiKey: \${KEY}
      headers: { x-team: flows }
    ollama:
      baseUrl: http://127.0.0.1:9999/v1
    cloud:
      type: amazon-bedrock
      region: eu-west-1
      credentials:
        accessKeyId: AKIDEXAMPLE00000
        secretAccessKey: \${KEY}
  mappings:
    - { model: 'anthropic.*', provider: local, as: qwen }
    - { model: 'gpt-*', provider: openai }
  detect: false
  unmapped: refuse
  timeoutSeconds: 1.5
  maxResponseMegabytes: 2
  retries: { attempts: 1, baseDelaySeconds: 0.1, maxDelaySeconds: 1, totalSeconds: 9 }
`);
    const [local, ollama, cloud] = models.providers;
    expect(local).toMatchObject({
      name: 'local',
      type: 'openai-compatible',
      baseUrl: 'http://10.0.0.7:8000/v1',
      allowPrivateAddress: true,
    });
    expect(cloud).not.toHaveProperty('allowPrivateAddress');
    expect(local?.apiKey?.()).toBe(CANARY);
    expect(local?.headers?.get('x-team')?.()).toBe('flows');
    expect(ollama).toMatchObject({ type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9999/v1' });
    expect(cloud?.region).toBe('eu-west-1');
    expect(cloud?.credentials?.secretAccessKey()).toBe(CANARY);
    expect(models).toMatchObject({
      mappings: [
        { pattern: 'anthropic.*', provider: 'local', as: 'qwen' },
        { pattern: 'gpt-*', provider: 'openai' },
      ],
      detect: false,
      unmapped: 'refuse',
      timeoutMs: 1_500,
      maxResponseBytes: 2 * 1024 * 1024,
      retries: { attempts: 1, baseDelayMs: 100, maxDelayMs: 1_000, totalMs: 9_000 },
    });
    expect(secrets).toEqual(expect.arrayContaining([CANARY, `${CANARY}-openai`]));
  });

  test('a configuration that is printed shows no secret', () => {
    const { models } = parse(
      'models:\n  providers:\n    a: { type: openai, apiKey: "${KEY}", headers: { x-auth: "${KEY}" } }\n',
    );
    expect(JSON.stringify(models)).not.toContain(CANARY);
  });
});

describe('guardrails', () => {
  test('where they are, and who judges', () => {
    const { guardrails } = parse(`
guardrails:
  mode: aws
  routes: [{ guardrail: 'gr*', mode: embedded }]
  judge: { model: llama3.2 }
  aws: { region: eu-west-1, endpoint: 'http://127.0.0.1:4599', profile: production }
`);
    expect(guardrails).toEqual({
      mode: 'aws',
      routes: [{ guardrail: 'gr*', mode: 'embedded' }],
      judge: { modelId: 'llama3.2' },
      aws: { region: 'eu-west-1', endpoint: 'http://127.0.0.1:4599', profile: 'production' },
    });
  });

  test.each([
    ['guardrails:\n  judge: {}\n', 'streambed.yaml:2: guardrails.judge: needs a model'],
    [
      'guardrails:\n  judge: { modell: x, model: y }\n',
      'streambed.yaml:2: guardrails.judge.modell: is not known here; did you mean "model"?',
    ],
    ['guardrails:\n  mode: cloud\n', 'streambed.yaml:2: guardrails.mode: must be one of embedded, aws'],
    ['guardrails:\n  routes: [{ guardrail: x }]\n', 'streambed.yaml:2: guardrails.routes[0]: needs a mode'],
    [
      'guardrails:\n  aws: { endpoint: http://169.254.169.254 }\n',
      expect.stringContaining('streambed.yaml:2: guardrails.aws.endpoint: '),
    ],
  ])('%j is a mistake', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

test('services, server and limits; relative folders count from the file', () => {
  const {
    objects,
    functions,
    knowledgeBases,
    code,
    settings: found,
  } = parse(`
objects:
  mode: aws
  routes: [{ bucket: 'local-*', mode: embedded }]
  maximumObjectBytes: 1000
  embedded: { folder: data/objects }
  aws: { region: us-east-1, endpoint: 'http://127.0.0.1:9000', forcePathStyle: true }
functions:
  routes: [{ function: 'billing-*', mode: aws }]
  embedded: { folder: /opt/functions, defaults: { timeout: 5, memory: 256, concurrency: 2, sandbox: off } }
  aws: { profile: production }
knowledgeBases: { mode: aws, routes: [{ knowledgeBase: 'KB*', mode: embedded }], aws: { region: eu-west-1, allowPrivateAddress: true }, web: { privateHosts: [wiki.internal] } }
code: { timeout: 5, memory: 64, maximumOutputBytes: 1000, processes: 2, enabled: true }
server: { port: 0, dataFolder: data, allowRemote: true, host: '\${HOST}' }
limits: { nodeTimeoutSeconds: 20, quotas: off }
`);
  expect(objects).toEqual({
    mode: 'aws',
    routes: [{ bucket: 'local-*', mode: 'embedded' }],
    maximumObjectBytes: 1000,
    embedded: { folder: '/srv/data/objects' },
    aws: { region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', forcePathStyle: true },
  });
  expect(functions).toEqual({
    routes: [{ function: 'billing-*', mode: 'aws' }],
    embedded: {
      folder: '/opt/functions',
      defaults: { timeout: 5, memory: 256, concurrency: 2, sandbox: 'off' },
    },
    aws: { profile: 'production' },
  });
  expect(knowledgeBases).toEqual({
    mode: 'aws',
    routes: [{ knowledgeBase: 'KB*', mode: 'embedded' }],
    aws: { region: 'eu-west-1', allowPrivateAddress: true },
    web: { privateHosts: ['wiki.internal'] },
  });
  expect(code).toEqual({
    enabled: true,
    timeLimit: 5_000,
    memoryLimit: 64,
    outputLimit: 1_000,
    processes: 2,
  });
  expect(found).toEqual({
    port: '0',
    dataFolder: '/srv/data',
    allowRemote: 'true',
    host: '10.0.0.7',
    nodeTimeoutSeconds: '20',
    quotas: 'off',
  });
});

const mapping = (provider: string): string =>
  `models:\n  mappings:\n    - model: '*'\n      provider: ${provider}\n`;
const provider = (settings: string): string => `models:\n  providers:\n    mine: { ${settings} }\n`;

describe('a mistake', () => {
  test.each<[text: string, problem: string]>([
    [
      mapping('olama'),
      'streambed.yaml:4: models.mappings[0].provider: unknown provider "olama"; did you mean "ollama"?',
    ],
    [
      mapping('anthropic'),
      'streambed.yaml:4: models.mappings[0].provider: provider anthropic needs the environment variable ANTHROPIC_API_KEY, which is not set',
    ],
    [
      'models:\n  mappings:\n    - provider: offline\n',
      'streambed.yaml:3: models.mappings[0]: needs a model',
    ],
    [
      'models:\n  mapings: []\n',
      'streambed.yaml:2: models.mapings: is not known here; did you mean "mappings"?',
    ],
    ['model: {}\n', 'streambed.yaml:1: model: is not known here; did you mean "models"?'],
    ['models: 3\n', 'streambed.yaml:1: models: must be a group of settings, each as "name: value"'],
    ['- models\n', 'streambed.yaml:1: must be a group of settings, each as "name: value"'],
    [
      'models:\n  mappings: all\n',
      'streambed.yaml:2: models.mappings: must be a list; begin each of its entries with "- "',
    ],
    [
      'models:\n  unmapped: ofline\n',
      'streambed.yaml:2: models.unmapped: must be one of offline, refuse; did you mean "offline"?',
    ],
    ['models:\n  detect: yes\n', 'streambed.yaml:2: models.detect: must be true or false'],
    [
      'models:\n  timeoutSeconds: 0\n',
      'streambed.yaml:2: models.timeoutSeconds: must be a number from 1 to 3600',
    ],
    [
      'models:\n  retries: { attempts: 2.5 }\n',
      'streambed.yaml:2: models.retries.attempts: must be a whole number from 1 to 20',
    ],
    ['models:\n  detect:\n', 'streambed.yaml:2: models.detect: has no value; give it one or remove it'],
    [
      provider('baseUrl: "http://a/v1"'),
      'streambed.yaml:3: models.providers.mine: needs a type: one of openai, openai-compatible, anthropic, google, amazon-bedrock, offline',
    ],
    [
      provider('type: openai-compatible'),
      'streambed.yaml:3: models.providers.mine: needs a baseUrl: where its API lives, for example http://127.0.0.1:8000/v1',
    ],
    [
      provider('type: anthropic'),
      'streambed.yaml:3: models.providers.mine: needs an apiKey; write ${ANTHROPIC_API_KEY} and set that environment variable',
    ],
    [
      provider('type: amazon-bedrock'),
      'streambed.yaml:3: models.providers.mine: needs a region such as us-east-1',
    ],
    [
      provider('type: amazon-bedrock, region: eu-west-1, profile: a, apiKey: "${KEY}"'),
      'streambed.yaml:3: models.providers.mine: has more than one of apiKey, credentials and profile; keep the one that it shall sign with',
    ],
    [
      provider('type: openai, region: us-east-1, apiKey: "${KEY}"'),
      'streambed.yaml:3: models.providers.mine.region: is not known here',
    ],
    [
      provider('type: openai-compatible, baseUrl: "file:///etc/passwd"'),
      'streambed.yaml:3: models.providers.mine.baseUrl: must be an http or https address such as http://127.0.0.1:8000/v1',
    ],
    [
      provider(`type: openai-compatible, baseUrl: "http://user:${CANARY}@host/v1"`),
      'streambed.yaml:3: models.providers.mine.baseUrl: must not hold a user or password; use apiKey or headers',
    ],
    [
      provider('type: openai-compatible, baseUrl: "http://0xa9fea9fe/v1"'),
      'streambed.yaml:3: models.providers.mine.baseUrl: is the address of a metadata service, which is never called',
    ],
    [
      provider('type: openai, apiKey: "${KEY}", allowPrivateAddress: true'),
      'streambed.yaml:3: models.providers.mine.allowPrivateAddress: needs a baseUrl: the address that may be a private one',
    ],
    [
      provider('type: openai-compatible, baseUrl: "http://a/v1", allowPrivateAddress: often'),
      'streambed.yaml:3: models.providers.mine.allowPrivateAddress: must be true or false',
    ],
    [
      provider(`type: openai, apiKey: ${CANARY}`),
      'streambed.yaml:3: models.providers.mine.apiKey: is a secret, which has no place in this file; put it in an environment variable and write ${NAME} here',
    ],
    [
      provider(`type: openai, apiKey: "\${KEY}", headers: { authorization: ${CANARY} }`),
      'streambed.yaml:3: models.providers.mine.headers.authorization: is a secret, which has no place in this file; put it in an environment variable and write ${NAME} here',
    ],
    [
      provider('type: openai, apiKey: "${MISSING}"'),
      'streambed.yaml:3: models.providers.mine.apiKey: needs the environment variable MISSING, which is not set',
    ],
    [
      provider('type: openai, apiKey: "${EMPTY}"'),
      'streambed.yaml:3: models.providers.mine.apiKey: needs the environment variable EMPTY, which is not set',
    ],
    [
      provider('type: openai-compatible, baseUrl: "http://${a b}/v1"'),
      'streambed.yaml:3: models.providers.mine.baseUrl: has ${a b}, which names no environment variable; write it as ${NAME}',
    ],
    [
      'models:\n  providers:\n    My_One: { type: offline }\n',
      'streambed.yaml:3: models.providers.My_One: must be named with lower-case letters, digits and hyphens, at most 40',
    ],
    ['objects:\n  mode: s3\n', 'streambed.yaml:2: objects.mode: must be one of embedded, aws'],
    ['code:\n  memory: 8\n', 'streambed.yaml:2: code.memory: must be a whole number from 16 to 3072'],
    ['objects:\n  routes:\n    - mode: aws\n', 'streambed.yaml:3: objects.routes[0]: needs a bucket'],
    [
      'functions:\n  embedded: { defaults: { memory: 64 } }\n',
      'streambed.yaml:2: functions.embedded.defaults.memory: must be a whole number from 128 to 10240',
    ],
    ['server:\n  port: 99999\n', 'streambed.yaml:2: server.port: must be a whole number from 0 to 65535'],
    ['server:\n  nodeTimeoutSeconds: 5\n', 'streambed.yaml:2: server.nodeTimeoutSeconds: is not known here'],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  test.each([
    ['models: {\n', 'streambed.yaml:2'],
    ['a: 1\na: 2\n', 'streambed.yaml:2'],
    ['\tmodels: {}\n', 'streambed.yaml:1'],
  ])('in the YAML itself is told with its line: %j', (text, start) => {
    const [problem] = problemsOf(text);
    expect(problem?.startsWith(start)).toBe(true);
  });

  test('aliases are refused', () => {
    expect(problemsOf('models: &m {}\nobjects: *m\n')).toEqual([
      'streambed.yaml:2: objects: is an alias; write the value out instead',
    ]);
  });

  test('all of them are told, in the order of the file, and none repeats a secret', () => {
    const problems = problemsOf(
      `objects: { mode: s3 }\nmodels: { unmapped: maybe, providers: { x: { type: openai, apiKey: ${CANARY} } } }\nserver: { port: x }\n`,
    );
    expect(problems.map((problem) => problem.split(':')[1])).toEqual(['1', '2', '2', '3']);
    expect(problems.join()).not.toContain(CANARY);
  });

  test('names like __proto__ are names', () => {
    expect(problemsOf('__proto__: { polluted: true }\n')).toEqual([
      'streambed.yaml:1: __proto__: is not known here',
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('whatever the file holds, nothing else than a ConfigurationError is thrown', () => {
    const word = fc.constantFrom(
      'models',
      'providers',
      'mappings',
      ':',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '!!str',
      '${KEY}',
      '"',
      '|',
      '?',
      '1',
      'null',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 40 }), (words) => {
        problemsOf(words.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('on disk', () => {
  test('a file is read, and one that is not there is told', () => {
    const folder = mkdtempSync(join(tmpdir(), 'streambed-configuration-'));
    try {
      const path = join(folder, 'streambed.yaml');
      writeFileSync(path, 'functions: { embedded: { folder: mine } }\n');
      expect(loadConfigurationFile(path, {}).functions).toEqual({
        embedded: { folder: join(folder, 'mine') },
      });
      expect(() => loadConfigurationFile(join(folder, 'other.yaml'), {})).toThrow('cannot be read (ENOENT)');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const root = new URL('../../../../', import.meta.url);
  const variables = { ANTHROPIC_API_KEY: 'k', GATEWAY_KEY: 'k', OPENAI_API_KEY: 'k', VLLM_KEY: 'k' };

  /** Flags and variables only. */
  const NOT_IN_FILE: ReadonlySet<string> = new Set(['configurationFile']);

  test('the example holds every setting right', () => {
    const text = readFileSync(new URL('streambed.example.yaml', root), 'utf8');
    const { models } = parse(text, variables);
    const { providers, mappings, fallbacks, limits, prices, ...figures } = models;
    expect(figures).toEqual(
      Object.fromEntries(
        Object.keys(figures).map((name) => [name, Reflect.get(DEFAULT_MODELS_CONFIGURATION, name)]),
      ),
    );
    expect([providers, mappings, fallbacks, limits, prices].map(({ length }) => length)).toEqual([
      5, 5, 1, 1, 1,
    ]);
    for (const name of Object.keys(settings).filter((one) => !NOT_IN_FILE.has(one)))
      expect(text).toContain(` ${name}: `);
  });

  test('every piece of YAML in the documentation is right, and every setting is described', () => {
    const page = readFileSync(new URL('docs/configuration.md', root), 'utf8');
    const pieces = [...page.matchAll(/^```yaml\n(.*?)^```/gmsu)].map((match) => match[1] ?? '');
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) parse(piece, variables);
    for (const name of Object.keys(settings)) expect(page).toContain(`\`${name}\``);
  });
});
