import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../test-support/run-cli.ts';

let bench: Bench;
let provider: Server;

/** An OpenAI-compatible server with three models: one that answers, one that fails, one that hangs. */
const startProvider = async (): Promise<string> => {
  provider = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (request.url === '/v1/models') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ data: ['good', 'bad\u001b[31m', 'bad', 'nomic-embed'].map((id) => ({ id })) }),
      );
      return;
    }
    const { model } = JSON.parse(body) as { model: string };
    if (model === 'hanging') return;
    if (model === 'bad') {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'out of \u001b[31morder', code: 'broken' } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (delta: object, more: object = {}) =>
      response.write(
        `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`,
      );
    chunk({ role: 'assistant', content: 'Hel' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    chunk({ content: 'lo.' });
    chunk(
      {},
      {
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
        usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
      },
    );
    response.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  bench = openBench();
  const origin = await startProvider();
  writeFileSync(
    join(bench.folder, 'streambed.yaml'),
    `models:
  detect: false
  unmapped: refuse
  retries: { attempts: 1 }
  providers: { mine: { type: openai-compatible, baseUrl: ${origin}/v1 } }
  mappings:
    - { model: 'good', provider: mine }
    - { model: 'bad', provider: mine }
    - { model: 'hanging', provider: mine }
    - { model: 'nomic-*', provider: mine }
    - { model: 'wild-*', provider: mine, as: good }
`,
  );
  await bench.start();
}, 120_000);
afterAll(async () => {
  provider.close();
  provider.closeAllConnections();
  await bench.close();
});

describe('streambed models', () => {
  test('lists what is configured and answers', async () => {
    const { code, stdout, stderr } = await bench.run(['models']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ID +MAKER +IN +OUT +STREAMS$/m);
    expect(stdout).toMatch(/^good +mine +text +text +yes$/m);
    expect(stdout).toMatch(/^nomic-embed +Nomic +text +embedding +no$/m);
    expect(stdout).toMatch(/^streambed\.offline-extractive-v1 +Streambed +text +text +yes$/m);
    expect(stdout).not.toContain('hanging');
  });

  test('without names where lines are too long for them', async () => {
    const { stdout } = await bench.run(['models'], { env: { COLUMNS: '60' } });
    expect(stdout).toMatch(/^ID +MAKER +IN +OUT +STREAMS$/m);
    expect(stdout).toMatch(/^good +mine +text +text +yes$/m);
  });

  test('as JSON, as the API has it', async () => {
    const { code, stdout } = await bench.run(['models', 'list', '--json']);
    expect(code).toBe(0);
    const ids = (JSON.parse(stdout) as { modelId: string }[]).map(({ modelId }) => modelId);
    expect(ids).toEqual([
      'bad',
      'good',
      'nomic-embed',
      'streambed.offline-extractive-v1',
      'streambed.offline-lexical-embedding-v1',
    ]);
  });
});

describe('streambed models test', () => {
  test('takes the times of all that answer with text; one that fails is told, and the exit code', async () => {
    const { code, stdout, stderr } = await bench.run(['models', 'test']);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^ +MODEL +FIRST TOKEN +TOKENS\/S +WHOLE +TOKENS$/m);
    expect(stdout).toMatch(/^✓ +good +\S+ m?s +\d+ +\S+ m?s +7 \+ 5$/m);
    expect(stdout).toMatch(/^✗ +bad\n +\w+Exception: .*mine \(bad\), which .*400.*$/m);
    expect(stdout).toMatch(/^✓ +streambed\.offline-extractive-v1 /m);
    expect(stdout).toMatch(/^3 models, 2 answered, 1 did not$/m);
    expect(stdout).not.toContain('\u001b');
  });

  test('tests those that are named, one JSON object each', async () => {
    const { code, stdout } = await bench.run([
      'models',
      'test',
      'good',
      'streambed.offline-extractive-v1',
      '--json',
    ]);
    expect(code).toBe(0);
    const [good, offline] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(good).toEqual({
      modelId: 'good',
      firstTokenMs: expect.any(Number),
      tokensPerSecond: expect.any(Number),
      latencyMs: expect.any(Number),
      inputTokens: 7,
      outputTokens: 5,
      text: 'Hello.',
    });
    expect(good).not.toHaveProperty('listed');
    expect(offline).toMatchObject({ modelId: 'streambed.offline-extractive-v1', text: expect.any(String) });
  });

  test('says of a model that answers and is not listed that another may stand behind it', async () => {
    const { code, stdout } = await bench.run(['models', 'test', 'us.good', 'wild-one']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^✓ +us\.good .*\n✓ +wild-one .*\n +not among the listed models; streambed doctor tells what answers for it\n2 models, 2 answered$/m,
    );
  });

  test('does not wait for ever', async () => {
    const { code, stdout } = await bench.run(['models', 'test', 'hanging', '--timeout', '0.5']);
    expect(code).toBe(1);
    expect(stdout).toContain('gave no whole answer within 0.5 s');
  });

  test('of a model that nothing serves says so', async () => {
    const { code, stdout } = await bench.run(['models', 'test', 'unknown']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Exception: .*unknown/);
    expect(stdout).not.toContain('not among the listed models');
  });
});

test.each([
  [['models', 'lost'], 'There is no streambed models lost'],
  [['models', 'list', 'good'], 'takes no ids'],
  [['models', 'test', '--timeout', 'soon'], '--timeout must be'],
])('%j is a wrong command line', async (args, words) => {
  const { code, stderr } = await bench.run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

test('a server that is not there ends with 3', async () => {
  const { code, stderr } = await bench.run(
    ['models', 'test', 'good', '--endpoint-url', 'http://127.0.0.1:9'],
    {
      env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE00000', AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) },
    },
  );
  expect([code, stderr]).toEqual([3, expect.stringContaining('127.0.0.1:9')]);
});
