import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProviderFailed, type ProviderStreamEvent } from '../../provider-adapter.ts';
import { createAiSdkAdapter } from './ai-sdk-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { foldAnswer } from './fold-answer.ts';
import { eventStream, WIRE_FORMS } from './wire/write-answer.fixture.ts';

const CANARY = 'canary-7d41f0a9c2';

/** Streams: right ones with a piece cut out, doubled or replaced, events in another order, arbitrary text. */
function streams(type: AiSdkType): fc.Arbitrary<string> {
  const events = WIRE_FORMS[type].stream(
    {
      id: 'abc_1',
      content: [{ text: 'Hello' }, { toolUse: { toolUseId: 't', name: 'n', input: { a: [1] } } }],
      stopReason: 'tool_use',
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    },
    (text) => [text.slice(0, 2), text.slice(2)],
  );
  const right = eventStream(events);
  const values = fc.constantFrom('null', '[]', '{}', '"x"', '-1', '1e999', '\n\n', `"${CANARY}"`, 'data: ');
  const mutated = fc
    .tuple(fc.nat(right.length), fc.nat(20), fc.oneof(fc.constant(''), values))
    .map(([at, length, put]) => right.slice(0, at) + put + right.slice(at + length));
  const members = [...right.matchAll(/(?<=:)(?:"[^"]*"|\d+|null)/gu)].map(
    ({ index, 0: text }) => [index, text] as const,
  );
  const replaced = fc
    .tuple(fc.constantFrom(...members), values)
    .map(([[index, text], put]) => right.slice(0, index) + put + right.slice(index + text.length));
  const shuffled = fc.shuffledSubarray(events).map((some) => eventStream(some));
  const json = fc.json().map((text) => `data: ${text}\n\ndata: [DONE]\n\n`);
  return fc.oneof(mutated, replaced, shuffled, json, fc.string({ unit: 'binary' }));
}

describe.each(['openai', 'openai-compatible', 'anthropic', 'google'] as const)('%s', (type) => {
  test('whatever it streams: events in Converse’s form to the end, or a failure that says nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(streams(type), async (body) => {
        const adapter = createAiSdkAdapter(type, {
          fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
          secrets: [CANARY],
          clock: { now: Date.now },
        });
        const request = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };
        const attempt = {
          provider: { name: 'p', type, baseUrl: 'http://127.0.0.1:1/v1', apiKey: () => CANARY },
          modelName: 'm',
          idempotencyKey: 'key',
          signal: new AbortController().signal,
        };
        const events: ProviderStreamEvent[] = [];
        try {
          for await (const event of adapter.converseStream(request, attempt)) events.push(event);
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderFailed);
          expect(JSON.stringify((error as ProviderFailed).failure)).not.toContain(CANARY);
          return;
        }
        expect(events.at(-1)).toMatchObject({
          metadata: {
            usage: {
              inputTokens: expect.any(Number),
              outputTokens: expect.any(Number),
              totalTokens: expect.any(Number),
            },
          },
        });
        expect(events.at(-2)).toMatchObject({
          messageStop: { stopReason: expect.stringMatching(/^[a-z_]+$/u) },
        });
        for (const { text, toolUse } of foldAnswer(events).content) {
          expect(['string', 'undefined']).toContain(typeof text);
          if (toolUse) expect(toolUse.toolUseId).toMatch(/^[a-zA-Z0-9_.:-]{1,64}$/u);
        }
      }),
      { numRuns: 300 },
    );
  });
});
