import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAiSdkAdapter } from './ai-sdk-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { conversations } from './wire/conversations.fixture.ts';
import { asItArrives, LOSSES } from './wire/losses.fixture.ts';
import { readAnthropicRequest } from './wire/read-anthropic-request.fixture.ts';
import { readGoogleRequest } from './wire/read-google-request.fixture.ts';
import { readOpenAiRequest } from './wire/read-openai-request.fixture.ts';
import { type Plain, type Said, saidBy } from './wire/said.fixture.ts';
import { startWireServer, type WireServer } from './wire/wire-server.fixture.ts';

/** Models that can all that their provider can. */
const addressees: readonly [AiSdkType, string, (body: Plain) => Said][] = [
  ['openai', 'gpt-4.1', readOpenAiRequest],
  ['openai-compatible', 'qwen3', readOpenAiRequest],
  ['anthropic', 'claude-sonnet-4-5', readAnthropicRequest],
  ['google', 'gemini-2.5-flash', readGoogleRequest],
  ['google', 'gemini-3-pro-preview', readGoogleRequest],
];

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

describe.each(addressees)('%s %s', (type, modelName, read) => {
  const adapter = createAiSdkAdapter(type, { fetch, secrets: [], clock: { now: Date.now } });
  const attempt = () => ({
    provider: { name: 'p', type, baseUrl: server.origin, apiKey: () => 'key' },
    modelName,
    idempotencyKey: 'key',
    signal: new AbortController().signal,
  });

  test('an arbitrary request arrives as it was, but for what the table says', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, async (request) => {
        server.answer({ status: 400, pieces: ['{}'] });
        await expect(adapter.converse(request, attempt())).rejects.toThrow('answered 400');
        const arrived = read(server.lastBody());
        const expected = asItArrives(saidBy(request), { type, modelName });
        expect(withoutDefaults(arrived, expected)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('is asked for a stream with the same words', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, async (request) => {
        server.answer({ status: 400, pieces: ['{}'] });
        await expect(adapter.converse(request, attempt())).rejects.toThrow();
        const whole = server.lastBody();
        const events = adapter.converseStream(request, attempt())[Symbol.asyncIterator]();
        await expect(events.next()).rejects.toThrow('answered 400');
        const { stream, stream_options, ...streamed } = server.lastBody();
        if (type === 'google')
          expect(server.lastRequest().url).toBe(`/models/${modelName}:streamGenerateContent?alt=sse`);
        expect(streamed).toEqual(whole);
        expect(stream).toBe(type === 'google' ? undefined : true);
        expect(stream_options).toEqual(type.startsWith('openai') ? { include_usage: true } : undefined);
      }),
      { numRuns: 50 },
    );
  });
});

/** Anthropic wants a limit of tokens in every request; without one the package puts the model's own. */
function withoutDefaults(arrived: Said, expected: Said): Said {
  if ('maxTokens' in expected.inference) return arrived;
  const { maxTokens: _, ...inference } = arrived.inference;
  return { ...arrived, inference };
}

test.each(LOSSES.map((loss) => [loss.what, loss] as const))(
  'the requests above do lose %s, at everyone whom the table names',
  (_, { lose, at }) => {
    const sample = fc.sample(conversations, { numRuns: 500, seed: 1 }).map(saidBy);
    for (const type of at) {
      const models = addressees.filter(([of]) => of === type).map(([, modelName]) => ({ type, modelName }));
      const changed = models.some((to) => sample.some((said) => !isDeepStrictEqual(lose(said, to), said)));
      expect(changed).toBe(true);
    }
  },
);
