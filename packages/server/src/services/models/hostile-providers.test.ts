import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { bedrockConverse, openAiChat } from './fake-protocols.fixture.ts';
import { type FakeProvider, type Step, startFakeProvider } from './fake-provider.fixture.ts';
import { faultOf, modelPort, realClock } from './model-port.fixture.ts';
import type { ModelPortWorld } from './model-port.ts';

const running: FakeProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

const CANARY = 'canary-0c4e8a2d6f';
const request = { modelId: 'any', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };

async function setUp(
  { world, ...change }: Partial<ModelsConfiguration> & { readonly world?: Partial<ModelPortWorld> },
  ...steps: [Step, ...Step[]]
) {
  const provider = await startFakeProvider(openAiChat, steps);
  running.push(provider);
  const port = modelPort(
    {
      providers: [
        {
          name: 'fake',
          type: 'openai-compatible',
          baseUrl: `${provider.origin}/v1`,
          apiKey: () => CANARY,
          headers: new Map([['x-gateway-token', () => `${CANARY}-header`]]),
        },
      ],
      mappings: [{ pattern: '*', provider: 'fake' }],
      ...change,
    },
    world,
  );
  const asked = async (): Promise<void> => {
    while (provider.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { provider, port, asked };
}

describe('a provider that hangs', () => {
  test.each(['hang', 'hang mid-body'] as const)('%s: the try ends at its time-out', async (misbehave) => {
    const timers: { readonly delay: number; readonly action: () => void }[] = [];
    const clock = {
      ...realClock,
      after: (delay: number, action: () => void) => {
        timers.push({ delay, action });
        return () => {};
      },
    };
    const { provider, port, asked } = await setUp({ timeoutMs: 30_000, world: { clock } }, { misbehave });
    const failed = faultOf(port.converse(request, portCall()));
    await asked();
    expect(timers.map(({ delay }) => delay)).toEqual([30_000]);
    timers[0]?.action();
    const fault = await failed;
    expect(fault.kind).toBe('dependencyFailed');
    expect(fault.message).toContain('gave no answer within 30 s');
    expect(provider.requests).toHaveLength(1);
  });

  test.each(['hang', 'hang mid-body'] as const)('%s: an abort ends the call at once', async (misbehave) => {
    const { port, asked } = await setUp({}, { misbehave });
    const controller = new AbortController();
    const reason = new Error('the client hung up');
    const pending = port.converse(request, portCall({ signal: controller.signal }));
    asked().then(() => controller.abort(reason));
    await expect(pending).rejects.toBe(reason);
  });

  test('a call that is aborted already sends nothing', async () => {
    const { provider, port } = await setUp({}, { answer: { text: 'Hi' } });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(port.converse(request, portCall({ signal }))).rejects.toThrow('too late');
    expect(provider.requests).toHaveLength(0);
  });

  test('an abort ends the wait between two tries', async () => {
    const slow = { attempts: 3, baseDelayMs: 3_600_000, maxDelayMs: 3_600_000, totalMs: 7_200_000 };
    const { provider, port, asked } = await setUp({ retries: slow }, { status: 503 });
    const controller = new AbortController();
    const pending = port.converse(request, portCall({ signal: controller.signal }));
    asked().then(() => setTimeout(() => controller.abort(new Error('gone')), 20));
    await expect(pending).rejects.toThrow('gone');
    expect(provider.requests).toHaveLength(1);
  });
});

describe('a provider that sends too much', () => {
  const small = { maxResponseBytes: 100_000 };
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));

  test.each<[string, Step]>([
    ['a long body', { raw: 'x'.repeat(100_001) }],
    ['a body without end', { misbehave: 'endless body' }],
    ['a small body that unpacks to 50 MB', { raw: bomb, headers: { 'content-encoding': 'gzip' } }],
  ])('%s is refused', async (_, step) => {
    const { provider, port } = await setUp(small, step);
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.kind).toBe('badGateway');
    expect(fault.message).toContain('answered with more than 100000 bytes');
    expect(provider.requests).toHaveLength(1);
  });

  test('a body packed twice is refused', async () => {
    const raw = gzipSync(gzipSync(Buffer.from('{}')));
    const { port } = await setUp({}, { raw, headers: { 'content-encoding': 'gzip, gzip' } });
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.message).toContain('compressed more than once');
  });

  test('tool input nested too deep is refused', async () => {
    const input = `${'['.repeat(200)}${']'.repeat(200)}`;
    const { port } = await setUp({}, { answer: { toolUse: { id: 'a', name: 'b', input } } });
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.kind).toBe('badGateway');
    expect(fault.message).toContain('levels deep');
  });
});

describe('secrets', () => {
  test('key and headers reach the provider and nobody else', async () => {
    const { provider, port } = await setUp(
      {},
      {
        status: 400,
        error: {
          code: 'invalid',
          message: `header ${CANARY}-header, key ${CANARY}, see https://user:pw@host/?${CANARY}`,
        },
      },
    );
    const fault = await faultOf(port.converse(request, portCall()));
    expect(provider.requests[0]?.headers['x-gateway-token']).toBe(`${CANARY}-header`);
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(JSON.stringify(fault)).not.toContain(CANARY);
    expect(fault.message).not.toContain('pw@host');
  });

  test('are not followed to another host by a redirect', async () => {
    const other = await startFakeProvider(openAiChat, [{ answer: { text: 'gotcha' } }]);
    running.push(other);
    const { port } = await setUp(
      {},
      { status: 308, headers: { location: `${other.origin}/v1/chat/completions` } },
    );
    expect((await faultOf(port.converse(request, portCall()))).kind).toBe('badGateway');
    expect(other.requests).toHaveLength(0);
  });

  test('a redirect on the same host that keeps the request is followed', async () => {
    const { provider, port } = await setUp(
      {},
      { status: 308, headers: { location: '/v2/chat/completions' } },
      { answer: { text: 'Hi' } },
    );
    await port.converse(request, portCall());
    expect(provider.requests.map(({ path }) => path)).toEqual([
      '/v1/chat/completions',
      '/v2/chat/completions',
    ]);
    expect(provider.requests[1]?.body).toEqual(provider.requests[0]?.body);
  });
});

describe('addresses', () => {
  test.each([
    'http://169.254.169.254/latest',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal./',
    'http://169.254.170.2/',
  ])('%s is never called', async (baseUrl) => {
    let calls = 0;
    const port = modelPort(
      {
        providers: [{ name: 'evil', type: 'openai-compatible', baseUrl }],
        mappings: [{ pattern: '*', provider: 'evil' }],
      },
      {
        fetch: async () => {
          calls++;
          return new Response('{}');
        },
      },
    );
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.message).toContain('metadata service');
    expect(calls).toBe(0);
  });

  test('nobody there: a bad gateway, never the offline model', async () => {
    const { provider, port } = await setUp({}, { answer: {} });
    await provider.close();
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.kind).toBe('badGateway');
    expect(fault.message).toContain('could not be reached (ECONNREFUSED) in each of 3 tries');
  });
});

describe('Bedrock itself', () => {
  test('without credentials is a refusal, not a call', async () => {
    const provider = await startFakeProvider(bedrockConverse, [{ answer: { text: 'Hi' } }]);
    running.push(provider);
    const port = modelPort({
      providers: [
        {
          name: 'cloud',
          type: 'amazon-bedrock',
          baseUrl: provider.origin,
          region: 'eu-west-1',
          profile: 'no-such-profile',
        },
      ],
      mappings: [{ pattern: '*', provider: 'cloud' }],
    });
    const fault = await faultOf(port.converse(request, portCall()));
    expect(fault.kind).toBe('accessDenied');
    expect(fault.message).toContain('wants AWS credentials');
    expect(provider.requests).toHaveLength(0);
  });

  test('is called with Signature Version 4 and the configured keys, whatever AWS_* say', async () => {
    const provider = await startFakeProvider(bedrockConverse, [{ answer: { text: 'Hi' } }]);
    running.push(provider);
    const port = modelPort(
      {
        providers: [
          {
            name: 'cloud',
            type: 'amazon-bedrock',
            baseUrl: provider.origin,
            region: 'eu-west-1',
            credentials: { accessKeyId: 'AKIDCONFIGURED00', secretAccessKey: () => CANARY },
          },
        ],
        mappings: [{ pattern: '*', provider: 'cloud' }],
      },
      { env: { AWS_ACCESS_KEY_ID: 'AKIDOFSTREAMBED0', AWS_ENDPOINT_URL: 'http://127.0.0.1:4600' } },
    );
    const response = await port.converse(
      {
        ...request,
        modelId: 'us.amazon.nova-lite-v1:0',
        additionalModelRequestFields: { topK: 5 },
        performanceConfig: { latency: 'optimized' },
      },
      portCall(),
    );
    const [sent] = provider.requests;
    expect(sent?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDCONFIGURED00\/\d{8}\/eu-west-1\/bedrock\//u,
    );
    expect(sent?.path).toBe('/model/us.amazon.nova-lite-v1%3A0/converse');
    expect(sent?.body).toMatchObject({
      additionalModelRequestFields: { topK: 5 },
      performanceConfig: { latency: 'optimized' },
    });
    expect(response.requestId).toBe('11111111-2222-4333-8444-555555555555');
    expect(response.servedBy).toBe('cloud us.amazon.nova-lite-v1:0');
  });
});
