import { afterEach, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { ollama as ollamaProtocol } from './fake-protocols.fixture.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.fixture.ts';
import { faultOf, modelPort, realClock } from './model-port.fixture.ts';
import { OFFLINE_MODEL } from './offline/offline-model.ts';
import { createOllama } from './ollama.ts';

const running: FakeProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

async function start(): Promise<FakeProvider> {
  const provider = await startFakeProvider(ollamaProtocol(['llama3.2:3b', 'qwen3:latest']), [
    { answer: { text: 'Hi from here.' } },
  ]);
  running.push(provider);
  return provider;
}

const ask = (modelId: string) => ({
  modelId,
  messages: [{ role: 'user' as const, content: [{ text: 'Say hello.' }] }],
});

describe('an Ollama that runs', () => {
  test.each([
    ['llama3.2:3b', 'llama3.2:3b'],
    ['qwen3', 'qwen3:latest'],
    ['us.meta.llama3-2-3b-instruct-v1:0', 'llama3.2:3b'],
  ])('serves %s', async (modelId, name) => {
    const ollama = await start();
    const port = modelPort({ detect: true }, { env: { OLLAMA_HOST: ollama.origin } });
    const response = await port.converse(ask(modelId), portCall());
    expect(response.output.message.content).toEqual([{ text: 'Hi from here.' }]);
    expect(response.servedBy).toBe(`ollama ${name}`);
    expect(ollama.requests[0]?.path).toBe('/v1/chat/completions');
    expect(ollama.requests[0]?.body.model).toBe(name);
  });

  test('is looked for where it is configured', async () => {
    const ollama = await start();
    const providers = [
      { name: 'ollama', type: 'openai-compatible' as const, baseUrl: `${ollama.origin}/v1` },
    ];
    const response = await modelPort({ detect: true, providers }).converse(ask('qwen3'), portCall());
    expect(response.servedBy).toBe('ollama qwen3:latest');
  });

  test('does not get what it does not have', async () => {
    const ollama = await start();
    const port = modelPort({ detect: true }, { env: { OLLAMA_HOST: ollama.origin } });
    expect((await port.converse(ask('amazon.nova-lite-v1:0'), portCall())).servedBy).toBe(OFFLINE_MODEL);
    expect(ollama.requests).toHaveLength(0);
  });

  test('that stops between two calls is missed, not replaced', async () => {
    const ollama = await start();
    const port = modelPort({ detect: true }, { env: { OLLAMA_HOST: ollama.origin } });
    await port.converse(ask('qwen3'), portCall());
    await ollama.close();
    expect((await faultOf(port.converse(ask('qwen3'), portCall()))).kind).toBe('badGateway');
  });
});

describe('looking for an Ollama', () => {
  const looking = (fetch: () => Promise<Response>) => {
    let time = 0;
    let looks = 0;
    const clock = { ...realClock, monotonic: () => time };
    const counted = () => {
      looks++;
      return fetch();
    };
    const ollama = createOllama('http://127.0.0.1:11434', { clock, fetch: counted });
    return { ollama, looks: () => looks, pass: (ms: number) => (time += ms) };
  };

  test('happens once for many calls, and again after half a minute', async () => {
    const { ollama, looks, pass } = looking(async () => Response.json({ models: [{ name: 'a' }] }));
    await Promise.all([ollama.modelFor('a'), ollama.modelFor('b'), ollama.modelFor('c')]);
    pass(29_000);
    await ollama.modelFor('a');
    expect(looks()).toBe(1);
    pass(2_000);
    expect(await ollama.modelFor('a')).toBe('a');
    expect(looks()).toBe(2);
  });

  test('is soon repeated where somebody listens and took too long to answer', async () => {
    let time = 0;
    const waits: (() => void)[] = [];
    const clock = {
      ...realClock,
      monotonic: () => time,
      after(_delay: number, action: () => void) {
        waits.push(action);
        return () => {};
      },
    };
    let looks = 0;
    const fetch = (_url: unknown, init?: RequestInit) => {
      looks++;
      if (looks > 1) return Promise.resolve(Response.json({ models: [{ name: 'a' }] }));
      return new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    const ollama = createOllama('http://127.0.0.1:11434', { clock, fetch });
    const first = ollama.modelFor('a');
    waits[0]!();
    expect(await first).toBeUndefined();
    expect(await ollama.modelFor('a')).toBeUndefined();
    expect(looks).toBe(1);
    time += 1_100;
    expect(await ollama.modelFor('a')).toBe('a');
    expect(looks).toBe(2);
  });

  test.each<[string, () => Promise<Response>]>([
    ['nothing listens', () => Promise.reject(new TypeError('fetch failed'))],
    ['something else answers', async () => new Response('<html>')],
    ['JSON of another kind answers', async () => Response.json({ models: [null, 1, {}, { name: 2 }] })],
    ['an error answers', async () => new Response('{}', { status: 500 })],
  ])('finds nothing when %s', async (_, fetch) => {
    expect(await looking(fetch).ollama.modelFor('a')).toBeUndefined();
  });
});
