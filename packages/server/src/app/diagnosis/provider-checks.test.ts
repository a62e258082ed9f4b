import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  DEFAULT_MODELS_CONFIGURATION,
  type ModelsConfiguration,
  type ProviderConfiguration,
  probeModels,
  secretFile,
} from '../../services/models/index.ts';
import { systemClock } from '../system-clock.ts';
import { awsChecks } from './aws-checks.ts';
import type { Check } from './check.ts';
import { guardrailChecks } from './guardrail-checks.ts';
import { providerChecks } from './provider-checks.ts';

const KEY = 'a-planted-key-0123456789';

let folder: string;
let requests: number;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-provider-checks-'));
  requests = 0;
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  rmSync(folder, { recursive: true });
});

/** A provider that lists `large` and `small`, wants KEY, and has no list but under /v1. */
const startProvider = async (): Promise<string> => {
  const server = createServer((request, response) => {
    requests++;
    if (request.url !== '/v1/models') response.statusCode = 404;
    else if (request.headers.authorization !== `Bearer ${KEY}`) response.statusCode = 401;
    response.end(
      JSON.stringify({ data: [{ id: 'large' }, { id: 'small' }], said: request.headers.authorization }),
    );
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Nobody listens there: 9 and its like would be refused before they are tried. */
let closed: string;
beforeAll(async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  closed = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  await once(server, 'close');
});

const compatible = (
  name: string,
  baseUrl: string,
  more: Partial<ProviderConfiguration> = {},
): ProviderConfiguration => ({ name, type: 'openai-compatible', baseUrl, apiKey: () => KEY, ...more });

const models = (change: Partial<ModelsConfiguration>): ModelsConfiguration => ({
  ...DEFAULT_MODELS_CONFIGURATION,
  detect: false,
  unmapped: 'refuse',
  ...change,
});

const gather = async (checks: AsyncIterable<Check>): Promise<readonly Check[]> => {
  const all: Check[] = [];
  for await (const check of checks) all.push(check);
  return all;
};

const look = async (configuration: ModelsConfiguration): Promise<readonly Check[]> => {
  const probe = probeModels(configuration, { env: {}, clock: systemClock });
  try {
    return await gather(providerChecks(configuration, probe));
  } finally {
    await probe.close();
  }
};

const judged = async (configuration: ModelsConfiguration, modelId?: string): Promise<Check | undefined> => {
  const probe = probeModels(configuration, { env: {}, clock: systemClock });
  try {
    const judge = modelId === undefined ? {} : { judge: { modelId } };
    return (await gather(guardrailChecks(judge, configuration, probe)))[0];
  } finally {
    await probe.close();
  }
};

describe('a provider', () => {
  test('that answers is told with its models', async () => {
    const origin = await startProvider();
    expect(await look(models({ providers: [compatible('mine', `${origin}/v1`)] }))).toEqual([
      { name: 'provider mine', status: 'ok', detail: `answers at ${origin} with large, small` },
    ]);
  });

  test.each<[string, (origin: string) => ProviderConfiguration, Partial<Check>]>([
    [
      'that refuses the key fails',
      (origin) => compatible('mine', `${origin}/v1`, { apiKey: () => 'another' }),
      {
        status: 'fail',
        detail: 'refused the credentials (401)',
        remedy: 'Check models.providers.mine.apiKey and headers.',
      },
    ],
    [
      'without the version in its address is warned of',
      (origin) => compatible('mine', origin),
      {
        status: 'warn',
        detail: expect.stringContaining('answered 404 where its list of models should be at http'),
        remedy: expect.stringContaining('models.providers.mine.baseUrl, its version path included'),
      },
    ],
    [
      'that does not answer is warned of',
      () => compatible('mine', `${closed}/v1`),
      {
        status: 'warn',
        detail: expect.stringMatching(/^could not be reached \(ECONNREFUSED\) at http:/u),
        remedy: expect.stringContaining('correct models.providers.mine.baseUrl'),
      },
    ],
    [
      'whose key is in a file that is not there fails',
      (origin) =>
        compatible('mine', `${origin}/v1`, {
          apiKeyFile: '/nowhere/key',
          apiKey: secretFile('/nowhere/key'),
        }),
      {
        status: 'fail',
        detail: 'cannot be asked: the file of its apiKeyFile cannot be read (ENOENT)',
        remedy: expect.stringContaining('models.providers.mine.apiKeyFile'),
      },
    ],
  ])('%s', async (_, provider, check) => {
    const checks = await look(models({ providers: [provider(await startProvider())] }));
    expect(checks).toEqual([{ name: 'provider mine', ...check }]);
    expect(JSON.stringify(checks)).not.toContain(KEY);
  });

  test('is asked once, and the one that nobody configured not at all', async () => {
    const origin = await startProvider();
    const configuration = models({
      detect: true,
      providers: [compatible('mine', `${origin}/v1`)],
      mappings: [{ pattern: '*', provider: 'mine' }],
      fallbacks: [{ pattern: 'large', to: ['small', 'large'] }],
    });
    const checks = await look(configuration);
    expect(checks.map(({ name }) => name)).toEqual([
      'provider mine',
      'fallback of large',
      'fallback of large',
    ]);
    expect(requests).toBe(1);
  });

  test.skipIf(process.platform === 'win32')('whose key file everybody may read is warned of', async () => {
    const apiKeyFile = join(folder, 'key');
    writeFileSync(apiKeyFile, KEY);
    const provider = compatible('mine', `${await startProvider()}/v1`, {
      apiKeyFile,
      apiKey: secretFile(apiKeyFile),
    });
    chmodSync(apiKeyFile, 0o604);
    expect(await look(models({ providers: [provider] }))).toMatchObject([
      { name: 'provider mine', status: 'ok' },
      { name: 'key of mine', status: 'warn', remedy: `Run: chmod o-r ${apiKeyFile}` },
    ]);
    chmodSync(apiKeyFile, 0o600);
    expect(await look(models({ providers: [provider] }))).toHaveLength(1);
  });
});

test('a mapping to a model that its provider does not list is warned of', async () => {
  const checks = await look(
    models({
      providers: [compatible('mine', `${await startProvider()}/v1`)],
      mappings: [
        { pattern: 'a.*', provider: 'mine', as: 'large' },
        { pattern: 'b.*', provider: 'mine', as: 'lagre' },
      ],
    }),
  );
  expect(checks.slice(1)).toEqual([
    {
      name: 'mapping b.*',
      status: 'warn',
      detail: 'mine lists no model lagre',
      remedy: expect.stringContaining('models.mappings'),
    },
  ]);
});

test.each([
  ['large', 'refuse', 'ok', 'large, served by mine (large)'],
  ['largest', 'refuse', 'warn', 'largest, served by mine (largest), but mine lists no model largest'],
  ['away', 'refuse', 'warn', 'away, served by gone (away), which could not be reached (ECONNREFUSED)'],
  ['unknown', 'refuse', 'fail', 'no provider serves model unknown'],
  [
    'unknown',
    'offline',
    'warn',
    'unknown goes to streambed.offline-extractive-v1, which is no language model',
  ],
  ['streambed.offline-extractive-v1', 'refuse', 'ok', 'streambed.offline-extractive-v1'],
] as const)('a fallback to %s (%s): %s', async (modelId, unmapped, status, detail) => {
  const checks = await look(
    models({
      unmapped,
      providers: [compatible('mine', `${await startProvider()}/v1`), compatible('gone', `${closed}/v1`)],
      mappings: [
        { pattern: 'large*', provider: 'mine' },
        { pattern: 'away', provider: 'gone' },
      ],
      fallbacks: [{ pattern: 'x.*', to: [modelId] }],
    }),
  );
  expect(checks.at(-1)).toMatchObject({ name: 'fallback of x.*', status, detail });
});

describe('the judge of guardrails', () => {
  test.each([
    [undefined, 'refuse', 'ok', /built-in lexical scorer/],
    ['large', 'refuse', 'ok', /^large, served by mine/],
    ['largest', 'refuse', 'warn', /lists no model largest$/],
    ['away', 'refuse', 'warn', /could not be reached/],
    ['unknown', 'refuse', 'fail', /^no provider serves model unknown$/],
    ['unknown', 'offline', 'fail', /no language model and cannot judge$/],
  ] as const)('%s (%s): %s', async (modelId, unmapped, status, detail) => {
    const configuration = models({
      unmapped,
      providers: [compatible('mine', `${await startProvider()}/v1`), compatible('gone', `${closed}/v1`)],
      mappings: [
        { pattern: 'large*', provider: 'mine' },
        { pattern: 'away', provider: 'gone' },
      ],
    });
    expect(await judged(configuration, modelId)).toMatchObject({
      name: 'guardrail judge',
      status,
      detail: expect.stringMatching(detail),
    });
  });
});

test('what is left to AWS needs credentials, of the environment or of the profile that is named', async () => {
  const checks = await gather(
    awsChecks(
      {
        objects: {},
        functions: { mode: 'aws', aws: { profile: 'production' } },
        knowledgeBases: { mode: 'embedded' },
        guardrails: { mode: 'embedded', routes: [{ guardrail: 'a*', mode: 'aws' }], aws: {} },
      },
      async ({ profile }) => profile === 'production',
    ),
  );
  expect(checks).toEqual([
    {
      name: 'functions in AWS',
      status: 'ok',
      detail: 'are asked with the credentials of profile production',
    },
    {
      name: 'guardrails in AWS',
      status: 'fail',
      detail: 'have no AWS credentials to be asked with',
      remedy: expect.stringContaining('guardrails.aws.profile'),
    },
  ]);
});
