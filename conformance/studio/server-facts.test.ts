import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStreambedClient, type StreambedClient } from '@streambed/client';
import { checkConstraints, streambed } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalServer, startLocalServer } from '../support/local-server.ts';

/* What a server tells of itself: models and their providers, and how it stands. Keys are planted wherever there may be one. */

const planted = {
  variable: 'planted-in-a-variable-4f1c',
  reference: 'planted-behind-a-reference-77aa',
  file: 'planted-in-a-file-90be',
  header: 'planted-in-a-header-c3d2',
};

let folder: string;
let server: LocalServer;
let client: StreambedClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-facts-'));
  writeFileSync(join(folder, 'key.txt'), planted.file);
  chmodSync(join(folder, 'key.txt'), 0o600);
  server = await startLocalServer({
    environment: {
      GEMINI_API_KEY: planted.variable,
      MINE_KEY: planted.reference,
      MINE_HEADER: planted.header,
    },
    files: {
      'streambed.yaml': `
models:
  providers:
    mine:
      type: openai-compatible
      baseUrl: http://127.0.0.1:9/v1
      apiKey: \${MINE_KEY}
      headers: { x-team: '\${MINE_HEADER}' }
    filed: { type: openai, baseUrl: 'http://127.0.0.1:9/v2', apiKeyFile: ${join(folder, 'key.txt')} }
  mappings:
    - { model: 'anthropic.claude-*', provider: mine, as: big }
    - { model: amazon.nova-lite-v1:0, provider: offline }
  fallbacks:
    - { model: 'anthropic.claude-*', to: [amazon.nova-lite-v1:0] }
  prices:
    - { model: big, input: 2, output: 4.5 }
`,
    },
  });
  client = createStreambedClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: async () => server.credentials,
  });
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const holdsNoKey = (answer: unknown): void => {
  const text = JSON.stringify(answer);
  for (const key of [...Object.values(planted), server.credentials.secretAccessKey])
    expect(text).not.toContain(key);
};

test('the settings of models: mappings, what was found, prices, and where keys come from', async () => {
  const settings = await client.getModelSettings();
  expect(checkConstraints(streambed, 'GetModelSettingsResponse', settings)).toEqual([]);
  holdsNoKey(settings);
  expect(settings.configurationFile).toMatch(/\/streambed\.yaml$/);
  expect(settings.models).toContainEqual({
    modelId: 'anthropic.claude-*',
    provider: 'mine',
    providerModelId: 'big',
    isPattern: true,
    inputUsdPerMillion: 2,
    outputUsdPerMillion: 4.5,
    fallbacks: ['amazon.nova-lite-v1:0'],
  });
  expect(settings.models).toContainEqual(
    expect.objectContaining({ modelId: 'amazon.nova-lite-v1:0', provider: 'offline', inputUsdPerMillion: 0 }),
  );
  expect(settings.models).toContainEqual(
    expect.objectContaining({
      modelId: 'streambed.offline-extractive-v1',
      provider: 'offline',
      isPattern: false,
    }),
  );
  expect(settings.defaultModelId).toBe('amazon.nova-lite-v1:0');
  const sources = Object.fromEntries(settings.providers.map(({ name, keySource }) => [name, keySource]));
  expect(sources).toEqual({
    mine: 'variable that the configuration file names',
    filed: `file ${join(folder, 'key.txt')}`,
    google: 'variable GEMINI_API_KEY',
    ollama: undefined,
    offline: undefined,
  });
  expect(settings.providers.find(({ name }) => name === 'mine')?.baseUrl).toBe('http://127.0.0.1:9/v1');
  expect(settings.providers.find(({ isOffline }) => isOffline)?.name).toBe('offline');
});

describe('the doctor', () => {
  test('looks at what the command looks at, tells no key, and asks the running server for nothing that stops it', async () => {
    const [one, other] = await Promise.all([client.doctor(), client.doctor()]);
    // Who asks meanwhile is told the same.
    expect(other).toEqual(one);
    expect(checkConstraints(streambed, 'DoctorResponse', one)).toEqual([]);
    holdsNoKey(one);
    expect(one.version).toMatch(/^\d+\.\d+\.\d+$/);
    const found = Object.fromEntries(one.checks.map(({ name, status }) => [name, status]));
    expect(found).toMatchObject({
      'Node.js': 'ok',
      SQLite: 'ok',
      configuration: 'ok',
      'data folder': 'ok',
      database: 'skipped',
      credentials: 'ok',
      server: 'ok',
      'provider mine': 'warning',
    });
    expect(Object.keys(found)).toContain('inline code');
    for (const { status, remedy } of one.checks) if (status === 'warning') expect(remedy).toBeTruthy();
  });

  test('looks at one part alone, for who wants to know that', async () => {
    const namesOf = async (part: 'Server' | 'Services') =>
      (await client.doctor({ part })).checks.map(({ name }) => name);
    expect(await namesOf('Server')).toEqual(expect.arrayContaining(['Node.js', 'server']));
    const services = await namesOf('Services');
    expect(services).toContain('functions');
    for (const name of ['Node.js', 'provider mine', 'inline code']) expect(services).not.toContain(name);
    await expect(client.doctor({ part: 'Everything' as never })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('the studio document of a flow, over the wire', () => {
  const createFlow = async (): Promise<string> => {
    const { BedrockAgentClient, CreateFlowCommand } = await import('@aws-sdk/client-bedrock-agent');
    const agent = new BedrockAgentClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: server.credentials,
    });
    try {
      const { id } = await agent.send(
        new CreateFlowCommand({
          name: `facts-${Date.now()}`,
          executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
        }),
      );
      return id!;
    } finally {
      agent.destroy();
    }
  };

  test('is kept, and tells two who write at once which of them was late', async () => {
    const flowIdentifier = await createFlow();
    const content = { positions: { In: [1.5, -2] }, __proto__: null, notes: ['é', '\u0000', '😀'] };
    await client.putStudioDocument({ flowIdentifier, content: { ...content }, revision: 0 });
    expect(await client.getStudioDocument({ flowIdentifier })).toMatchObject({
      content: { positions: { In: [1.5, -2] }, notes: ['é', '\u0000', '😀'] },
      revision: 1,
    });
    await expect(
      client.putStudioDocument({ flowIdentifier, content: {}, revision: 0 }),
    ).rejects.toMatchObject({
      name: 'ConflictException',
      status: 409,
      message: expect.stringMatching(/is at revision 1, and the change was made to revision 0/),
    });
  });

  test('of more than 4 MiB is refused in words that say so', async () => {
    const flowIdentifier = await createFlow();
    const content = 'x'.repeat(4 * 1024 * 1024);
    await expect(client.putStudioDocument({ flowIdentifier, content, revision: 0 })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('at most 4,194,304 are kept'),
    });
  });
});
