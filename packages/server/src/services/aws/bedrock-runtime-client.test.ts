import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplyGuardrailCommand, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { boundedFetch, createOutbound } from '../outbound/index.ts';
import { bedrockEndpoint } from './bedrock-endpoint.ts';
import { type BedrockRuntimeSettings, bedrockRuntimeClient } from './bedrock-runtime-client.ts';
import { type FakeRequest, openFakeService } from './fake-service.fixture.ts';

const ELSEWHERE = 'http://127.0.0.1:9';

/** Everything of the environment that the SDK would let decide where a request goes or what it carries. */
const ENVIRONMENT = {
  AWS_ENDPOINT_URL: ELSEWHERE,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: ELSEWHERE,
  AWS_ENDPOINT_URL_STS: ELSEWHERE,
  AWS_BEARER_TOKEN_BEDROCK: 'token-of-the-environment',
  AWS_REGION: 'ap-south-2',
  AWS_DEFAULT_REGION: 'ap-south-2',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
  AWS_MAX_ATTEMPTS: '5',
  AWS_RETRY_MODE: 'adaptive',
  AWS_DEFAULTS_MODE: 'mobile',
  AWS_SDK_UA_APP_ID: 'app-of-the-environment',
  AWS_ACCESS_KEY_ID: 'KEYOFENVIRONMENT',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-environment',
  HTTP_PROXY: ELSEWHERE,
  HTTPS_PROXY: ELSEWHERE,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streambed-bedrock-'));
  const config = Object.entries({ region: 'ap-south-2', endpoint_url: ELSEWHERE, max_attempts: '5' });
  await writeFile(
    join(folder, 'config'),
    ['[default]', ...config.map(([name, value]) => `${name}=${value}`)].join('\n'),
  );
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Where a client with these settings asks, and with what. */
async function sentWith(settings: Omit<BedrockRuntimeSettings, 'fetch'>) {
  const sent: { url: URL; headers: Headers }[] = [];
  const client = await bedrockRuntimeClient({
    ...settings,
    fetch: async (url, init) => {
      sent.push({ url: new URL(String(url)), headers: new Headers(init?.headers) });
      return new Response('{"message":"no"}', {
        status: 503,
        headers: { 'x-amzn-errortype': 'ServiceUnavailableException' },
      });
    },
  });
  const error = await client.send(new ConverseCommand({ modelId: 'm' })).catch((error: unknown) => error);
  return { sent, error };
}

const keys = async () => ({ accessKeyId: 'AKIDCONFIGURED00', secretAccessKey: 'configured-secret' });

describe('whatever the environment says', () => {
  test('a request goes to AWS in the configured region, once, signed with the configured keys', async () => {
    const { sent, error } = await sentWith({ region: 'eu-west-1', credentials: keys });
    expect(sent.map(({ url }) => url.href)).toEqual([
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse',
    ]);
    expect(sent[0]?.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDCONFIGURED00\/\d{8}\/eu-west-1\/bedrock\/aws4_request,/u,
    );
    expect(JSON.stringify([...(sent[0]?.headers ?? [])])).not.toContain('environment');
    expect((error as Error).name).toBe('ServiceUnavailableException');
  });

  test('a configured endpoint and its path win', async () => {
    const { sent } = await sentWith({
      region: 'eu-west-1',
      endpoint: 'http://gateway:8080/aws',
      credentials: keys,
    });
    expect(sent.map(({ url }) => url.href)).toEqual(['http://gateway:8080/aws/model/m/converse']);
  });

  test('a configured API key is sent in place of a signature', async () => {
    const { sent } = await sentWith({ region: 'eu-west-1', apiKey: () => 'configured-key' });
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer configured-key');
  });

  test('only who asks for the default chain gets the keys of the environment', async () => {
    const { sent } = await sentWith({ region: 'eu-west-1' });
    expect(sent[0]?.url.host).toBe('bedrock-runtime.eu-west-1.amazonaws.com');
    expect(sent[0]?.headers.get('authorization')).toContain('Credential=KEYOFENVIRONMENT/');
  });
});

test('keys are asked for at each request, so that they may change', async () => {
  const seen: (string | null)[] = [];
  let turn = 0;
  for (const settings of [
    { apiKey: () => `key-${++turn}` },
    { credentials: async () => ({ accessKeyId: `AKID${++turn}`, secretAccessKey: 's' }) },
  ]) {
    const client = await bedrockRuntimeClient({
      ...settings,
      region: 'eu-west-1',
      fetch: async (_, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        return new Response('{}');
      },
    });
    for (const _ of [1, 2]) await client.send(new ConverseCommand({ modelId: 'm' }));
  }
  const shown = seen.map((text) => /key-\d+|AKID\d+/u.exec(text ?? '')?.[0]);
  expect(shown.every((key) => key !== undefined)).toBe(true);
  expect(new Set(shown).size).toBe(4);
});

test.each([
  ['us-east-1', 'https://bedrock-runtime.us-east-1.amazonaws.com'],
  ['us-gov-west-1', 'https://bedrock-runtime.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn'],
  ['us-iso-east-1', 'https://bedrock-runtime.us-iso-east-1.c2s.ic.gov'],
  ['us-isob-east-1', 'https://bedrock-runtime.us-isob-east-1.sc2s.sgov.gov'],
  ['eusc-de-east-1', 'https://bedrock-runtime.eusc-de-east-1.amazonaws.eu'],
])('in %s Bedrock is at %s', (region, endpoint) => expect(bedrockEndpoint(region)).toBe(endpoint));

test('what arrives over a real socket is what was signed', async () => {
  const service = await openFakeService((_, response) => response.end('{}'));
  const outbound = createOutbound();
  const client = await bedrockRuntimeClient({
    region: 'eu-west-1',
    endpoint: service.endpoint,
    credentials: keys,
    fetch: boundedFetch({ fetch: outbound.fetch, maxResponseBytes: 1_000 }),
  });
  await client.send(new ConverseCommand({ modelId: 'arn:aws:bedrock:x/a b(é)', messages: [] }));
  await client.send(
    new ApplyGuardrailCommand({
      guardrailIdentifier: 'arn:aws:bedrock:us-east-1:000000000000:guardrail/abc',
      guardrailVersion: 'DRAFT',
      source: 'INPUT',
      content: [{ text: { text: 'Hi' } }],
    }),
  );
  expect(service.requests).toHaveLength(2);
  for (const request of service.requests)
    expect(request.headers.authorization).toBe(await signedAgain(request));
  await outbound.close();
  await service.close();
});

/** The authorization that another implementation gives a request with these signed headers. */
async function signedAgain({ method, path, headers, body }: FakeRequest): Promise<string | undefined> {
  const names = /SignedHeaders=([^,]+)/u.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const date = String(headers['x-amz-date']);
  const signer = new SignatureV4({
    service: 'bedrock',
    region: 'eu-west-1',
    credentials: await keys(),
    sha256: Sha256,
  });
  const { headers: signed } = await signer.sign(
    {
      method,
      path,
      protocol: 'http:',
      hostname: '127.0.0.1',
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      body,
    },
    { signingDate: new Date(date.replace(/(....)(..)(..T..)(..)/u, '$1-$2-$3:$4:')) },
  );
  return signed.authorization;
}

test('a name that would lead to another path than the one that is signed is not asked', async () => {
  const client = await bedrockRuntimeClient({
    region: 'eu-west-1',
    credentials: keys,
    fetch: () => Promise.reject(new Error('It was asked.')),
  });
  await expect(client.send(new ConverseCommand({ modelId: '..' }))).rejects.toThrow('of that name');
});
