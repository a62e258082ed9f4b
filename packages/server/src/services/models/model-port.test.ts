import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { faultOf, modelPort } from './model-port.fixture.ts';
import { OFFLINE_MODEL } from './offline/offline-model.ts';

const request = {
  modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
  messages: [{ role: 'user' as const, content: [{ text: 'Say hello.' }] }],
};

describe('a port with nothing configured', () => {
  test('answers with the offline model and says so, once', async () => {
    const lines: string[] = [];
    const port = modelPort({}, { log: (line) => lines.push(line) });
    const response = await port.converse(request, portCall());
    await port.converse(request, portCall());
    expect(response).toEqual({
      output: { message: { role: 'assistant', content: [{ text: 'Say hello.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 3, totalTokens: 6 },
      metrics: { latencyMs: expect.any(Number) },
      requestId: '00000000-0000-4000-8000-000000000001',
      servedBy: OFFLINE_MODEL,
      cost: { usd: 0 },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('no language model');
  });

  test('refuses when it is told to', async () => {
    const fault = await faultOf(modelPort({ unmapped: 'refuse' }).converse(request, portCall()));
    expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: request.modelId });
    expect(fault.message).toContain('models.mappings');
  });

  test('a mapping to the offline model holds even then', async () => {
    const port = modelPort({ unmapped: 'refuse', mappings: [{ pattern: '*', provider: 'offline' }] });
    expect((await port.converse(request, portCall())).servedBy).toBe(OFFLINE_MODEL);
  });
});

test.each([
  [{ ...request, inferenceConfig: { maxTokens: 0 } }, 'maxTokens'],
  [{ ...request, messages: [] }, 'no messages'],
])('what no model accepts is the author’s mistake (%#)', async (bad, words) => {
  const fault = await faultOf(modelPort().converse(bad, portCall()));
  expect(fault).toMatchObject({ kind: 'validation', blame: 'author' });
  expect(fault.message).toContain(words);
});

test('no provider package is loaded before the first call that needs it', () => {
  const program = `
    import { register, registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { if (url.includes('/node_modules/')) loaded.push(url); return next(url, context); } });
    const { createModels, DEFAULT_MODELS_CONFIGURATION } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const clock = { now: () => 0, monotonic: () => 0, after: () => () => {} };
    const ids = { uuid: () => 'id', resourceId: () => 'id' };
    const port = createModels({ ...DEFAULT_MODELS_CONFIGURATION, detect: false }, { env: {}, clock, random: () => 0, ids }).model;
    await port.converse({ modelId: 'any', messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }, { nodeName: 'N', signal: new AbortController().signal });
    console.log(JSON.stringify(loaded.filter((url) => !url.includes('@streambed'))));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([]);
});
