// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the file refers to the environment
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import type { ModelsConfiguration, ProviderConfiguration } from './configuration.ts';
import {
  anthropicMessages,
  bedrockConverse,
  type FakeProtocol,
  geminiGenerateContent,
  openAiChat,
} from './fake-protocols.fixture.ts';
import { models } from './model-port.fixture.ts';
import { secretFile } from './secret-file.ts';

/**
 * Keys are planted in every place where one can be configured, a provider repeats whatever it is sent wherever it can,
 * and then nothing that leaves this room may hold one of them.
 */
const KEYS = {
  apiKey: 'planted-api-key-5d81c0ffee',
  file: 'planted-file-key-77ab20c4e1',
  header: 'planted-header-key-0b9d3f6a12',
  secret: 'planted/aws/secret+4c2e8a1f9b',
  session: 'planted-session-token-e1f2a3b4c5',
  environment: 'planted-environment-key-9f8e7d6c',
};

const request = { modelId: 'any', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };

/** How the provider answers; each with all that it was sent in headers and body. */
type Answer = (echo: string, response: ServerResponse, protocol: FakeProtocol) => void;

const failing =
  (status: number): Answer =>
  (echo, response, protocol) =>
    void response
      .writeHead(status, headersWith(echo))
      .end(JSON.stringify(protocol.error(status, { code: 'bad_request', message: `You sent ${echo}` })));

const headersWith = (echo: string) => ({
  'content-type': 'application/json',
  'x-echo': echo,
  'x-amzn-requestid': echo.slice(0, 100),
  'x-request-id': echo.slice(0, 100),
});

const ANSWERS: readonly (readonly [string, Answer])[] = [
  [
    'a success that echoes',
    (echo, response, protocol) =>
      void response.writeHead(200, headersWith(echo)).end(
        JSON.stringify(
          protocol.answer({
            text: `You sent ${echo}`,
            reasoning: echo,
            toolUse: { id: 'a', name: 'b', input: JSON.stringify({ [echo]: echo }) },
            usage: { input: 1, output: 1 },
          }),
        ),
      ),
  ],
  ...[400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529].map(
    (status) => [`${status}`, failing(status)] as const,
  ),
  [
    'text instead of JSON',
    (echo, response) => void response.writeHead(200, headersWith(echo)).end(`You sent ${echo}`),
  ],
  [
    'a list instead of an answer',
    (echo, response) => void response.writeHead(200, headersWith(echo)).end(JSON.stringify([echo])),
  ],
  [
    'a list of models that echoes',
    (echo, response) => {
      const [, key = 'none'] = /(planted-[\w-]+)/u.exec(echo) ?? [];
      const models = [
        {
          id: key,
          name: `models/${key}`,
          modelId: key,
          display_name: echo,
          displayName: echo,
          modelName: echo,
        },
      ];
      response
        .writeHead(200, headersWith(echo))
        .end(JSON.stringify({ data: models, models, modelSummaries: models }));
    },
  ],
  [
    'a redirect',
    (echo, response) =>
      void response.writeHead(302, { location: `http://127.0.0.1:1/${encodeURIComponent(echo)}` }).end(),
  ],
  [
    'half an answer',
    (echo, response) => {
      response.writeHead(200, headersWith(echo));
      response.write(`{"message":"${echo}`);
      setImmediate(() => response.destroy());
    },
  ],
  [
    'events that echo',
    (echo, response) => {
      response.writeHead(200, { ...headersWith(echo), 'content-type': 'text/event-stream' });
      for (const piece of echo.match(/.{1,7}/gsu) ?? [])
        response.write(
          `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: piece } }] })}\n\n`,
        );
      response.end(
        `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })}\n\ndata: [DONE]\n\n`,
      );
    },
  ],
  [
    'an error among events',
    (echo, response) =>
      void response
        .writeHead(200, { ...headersWith(echo), 'content-type': 'text/event-stream' })
        .end(
          `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'api_error', code: 'x', message: echo } })}\n\n`,
        ),
  ],
];

let origin = '';
let answer: readonly [Answer, FakeProtocol] = [failing(500), openAiChat];
const sent: string[] = [];
const server = createServer(async (incoming: IncomingMessage, response) => {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const echo = `${incoming.rawHeaders.join(' ')} ${KEYS.secret} ${body}`
    .replace(/[^\x20-\x7e]/gu, ' ')
    .slice(0, 6_000);
  sent.push(echo);
  answer[0](echo, response, answer[1]);
});
let folder = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'streambed-planted-keys-'));
  writeFileSync(join(folder, 'key'), `${KEYS.file}\n`, { mode: 0o600 });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const providers = (): readonly (readonly [ProviderConfiguration, FakeProtocol])[] => {
  const header = new Map([['x-gateway-key', () => KEYS.header]]);
  const key = { apiKey: () => KEYS.apiKey, headers: header };
  const file = { apiKey: secretFile(join(folder, 'key')), apiKeyFile: join(folder, 'key') };
  const baseUrl = `${origin}/v1`;
  return [
    [{ name: 'fake', type: 'openai', baseUrl, ...key }, openAiChat],
    [{ name: 'fake', type: 'openai-compatible', baseUrl, ...file }, openAiChat],
    [{ name: 'fake', type: 'anthropic', baseUrl, ...key }, anthropicMessages],
    [{ name: 'fake', type: 'anthropic', baseUrl, ...file }, anthropicMessages],
    [{ name: 'fake', type: 'google', baseUrl, ...key }, geminiGenerateContent],
    [
      {
        name: 'fake',
        type: 'amazon-bedrock',
        baseUrl: origin,
        region: 'us-east-1',
        headers: header,
        credentials: {
          accessKeyId: 'AKIDEXAMPLE00000',
          secretAccessKey: () => KEYS.secret,
          sessionToken: () => KEYS.session,
        },
      },
      bedrockConverse,
    ],
    [{ name: 'fake', type: 'amazon-bedrock', baseUrl: origin, region: 'us-east-1', ...key }, bedrockConverse],
  ];
};

/** All that can be seen of a value: its JSON, what Node prints of it, its stack and causes. */
function everythingOf(value: unknown): string {
  const parts = [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value) ?? ''];
  if (value instanceof Error) parts.push(value.stack ?? '', everythingOf(value.cause));
  return parts.join('\n');
}

async function drive(configuration: Partial<ModelsConfiguration>): Promise<string> {
  const seen: string[] = [];
  const { model, embeddings, catalog, close } = models(
    {
      mappings: [{ pattern: '*', provider: 'fake' }],
      retries: { attempts: 2, baseDelayMs: 0, maxDelayMs: 0, totalMs: 5_000 },
      ...configuration,
    },
    { env: { OPENAI_API_KEY: KEYS.environment }, log: (line) => seen.push(line) },
  );
  const schema = {
    textFormat: { type: 'json_schema' as const, structure: { jsonSchema: { schema: '{"type":"object"}' } } },
  };
  const doing = [
    () => model.converse(request, portCall()),
    () => model.converse({ ...request, outputConfig: schema }, portCall()),
    async () => {
      const events: unknown[] = [];
      try {
        for await (const event of model.converseStream(request, portCall())) events.push(event);
      } finally {
        seen.push(everythingOf(events));
        const texts = events.flatMap((event) => {
          const { contentBlockDelta } = event as { contentBlockDelta?: { delta: { text?: string } } };
          return contentBlockDelta?.delta.text ?? [];
        });
        seen.push(texts.join(''));
      }
    },
    () => embeddings.embed({ modelId: 'any', texts: ['a'] }, portCall()),
    () => catalog.list(portCall()),
    () => catalog.find('any', portCall()),
  ];
  for (const one of doing) seen.push(everythingOf(await one().catch((error: unknown) => error)));
  await close();
  return seen.join('\n');
}

const expectNoKey = (text: string): void => {
  for (const [place, key] of Object.entries(KEYS))
    expect(text.includes(key), `the key of ${place} was told`).toBe(false);
};

describe.each(ANSWERS)('a provider that answers with %s', (_, how) => {
  test.each([0, 1, 2, 3, 4, 5, 6])('tells no key on (provider %i)', async (index) => {
    // All are configured, so that the key of each may turn up in what another one says.
    const all = providers().map(([one], i) => (i === index ? one : { ...one, name: `other-${i}` }));
    const [provider, protocol] = providers()[index]!;
    answer = [how, protocol];
    sent.length = 0;
    const fallbacks = [{ pattern: '*', to: ['other'] }];
    const seen = await drive({ providers: all, fallbacks });
    // The test would prove nothing if the keys were not sent.
    const expected = provider.apiKeyFile ? KEYS.file : provider.credentials ? KEYS.session : KEYS.apiKey;
    expect(sent.join('\n')).toContain(expected);
    expectNoKey(seen);
  });
});

test('a key that is replaced in its file is sent at once and told as little as the one before', async () => {
  const path = join(folder, 'rotated');
  writeFileSync(path, 'planted-first-key-000000000', { mode: 0o600 });
  const provider: ProviderConfiguration = {
    name: 'fake',
    type: 'openai-compatible',
    baseUrl: `${origin}/v1`,
    apiKey: secretFile(path),
    apiKeyFile: path,
  };
  const { model } = models({ providers: [provider], mappings: [{ pattern: '*', provider: 'fake' }] });
  answer = [ANSWERS[0]![1], openAiChat];
  for (const key of ['planted-first-key-000000000', 'planted-second-key-11111111']) {
    writeFileSync(path, `${key}\n`);
    sent.length = 0;
    const seen = everythingOf(await model.converse(request, portCall()));
    expect(sent[0]).toContain(`Bearer ${key}`);
    expect(seen).toContain('***');
    expect(seen).not.toContain('planted-');
  }
});

describe('a key file', () => {
  const provider = (path: string): ProviderConfiguration => ({
    name: 'fake',
    type: 'openai-compatible',
    baseUrl: `${origin}/v1`,
    apiKey: secretFile(path),
    apiKeyFile: path,
  });

  test.each([
    [0o644, 1],
    [0o640, 0],
    [0o600, 0],
  ])('of mode %o is warned of %i times', (mode, warnings) => {
    const path = join(folder, `mode-${mode}`);
    writeFileSync(path, KEYS.file);
    chmodSync(path, mode);
    const lines: string[] = [];
    models({ providers: [provider(path)] }, { log: (line) => lines.push(line) });
    expect(lines).toHaveLength(warnings);
    if (warnings > 0) expect(lines[0]).toContain(`chmod o-r ${path}`);
  });

  test.each([
    ['', 'is empty'],
    ['two\nlines', 'must hold one key on one line'],
    ['with space', 'must hold one key on one line'],
    ['x'.repeat(70_000), 'is too long to be a key'],
  ])('that holds %j is no key', (text, problem) => {
    const path = join(folder, 'bad');
    writeFileSync(path, text);
    expect(secretFile(path)).toThrow(problem);
  });

  test('loses its line end', () => {
    const path = join(folder, 'crlf');
    writeFileSync(path, 'the-key\r\n');
    expect(secretFile(path)()).toBe('the-key');
  });
});
