import { FlowError } from '@streambed/flow/ports';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import {
  anthropicMessages,
  bedrockConverse,
  type FakeProtocol,
  geminiGenerateContent,
  openAiChat,
} from './fake-protocols.fixture.ts';
import { modelPort } from './model-port.fixture.ts';

const CANARY = 'canary-9e2d4c7b1a';
const request = { modelId: 'any', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };

const types = [
  ['openai', openAiChat],
  ['openai-compatible', openAiChat],
  ['anthropic', anthropicMessages],
  ['google', geminiGenerateContent],
  ['amazon-bedrock', bedrockConverse],
] as const;

/** Bodies: right answers with a piece cut out, doubled or replaced, arbitrary JSON, arbitrary text. */
function bodies(protocol: FakeProtocol): fc.Arbitrary<string> {
  const right = JSON.stringify(
    protocol.answer({
      text: 'Hi',
      toolUse: { id: 't', name: 'n', input: '{"a":1}' },
      usage: { input: 1, output: 1 },
    }),
  );
  const values = fc.constantFrom('null', '[]', '{}', '"x"', '-1', '1e999', 'true', `"${CANARY}"`);
  const mutated = fc
    .tuple(fc.nat(right.length), fc.nat(20), fc.oneof(fc.constant(''), values))
    .map(([at, length, put]) => right.slice(0, at) + put + right.slice(at + length));
  const members = [...right.matchAll(/(?<=:)(?:"[^"]*"|\d+|null)/gu)].map(({ index, 0: text }) => ({
    index,
    text,
  }));
  const replaced = fc
    .tuple(fc.constantFrom(...members), values)
    .map(([{ index, text }, put]) => right.slice(0, index) + put + right.slice(index + text.length));
  return fc.oneof(mutated, replaced, fc.json(), fc.string({ unit: 'binary' }));
}

const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'retry-after-ms',
    'content-length',
    'content-type',
    'x-amzn-requestid',
    'location',
  ),
  fc.oneof(
    fc.constantFrom('0', '-1', 'soon', '1e99', 'NaN', `http://${CANARY}/`),
    fc.stringMatching(/^[ -~]{0,20}$/),
  ),
);

describe.each(types)('%s', (type, protocol) => {
  test('whatever it answers: an answer in Converse’s form, or a fault that says nothing of it', async () => {
    const statuses = fc.oneof(fc.constant(200), fc.integer({ min: 201, max: 599 }));
    await fc.assert(
      fc.asyncProperty(statuses, headers, bodies(protocol), async (status, fields, body) => {
        const port = modelPort(
          {
            providers: [
              {
                name: 'fake',
                type,
                baseUrl: 'http://127.0.0.1:1/v1',
                region: 'us-east-1',
                apiKey: () => CANARY,
              },
            ],
            mappings: [{ pattern: '*', provider: 'fake' }],
            retries: { attempts: 2, baseDelayMs: 0, maxDelayMs: 0, totalMs: 1_000 },
          },
          {
            fetch: async () =>
              new Response(status === 204 || status === 205 || status === 304 ? null : body, {
                status,
                headers: fields,
              }),
          },
        );
        const result = await port.converse(request, portCall()).catch((error: unknown) => error);
        if (result instanceof FlowError) {
          expect(['dependency', 'author']).toContain(result.fault.blame);
          expect(result.fault.message.length).toBeLessThan(600);
          expect(JSON.stringify(result.fault)).not.toContain(CANARY);
          return;
        }
        expect(result).not.toBeInstanceOf(Error);
        expect(result).toMatchObject({
          output: { message: { role: 'assistant', content: expect.any(Array) } },
          stopReason: expect.stringMatching(/^[a-z_]+$/u),
          usage: {
            inputTokens: expect.any(Number),
            outputTokens: expect.any(Number),
            totalTokens: expect.any(Number),
          },
        });
      }),
      { numRuns: 200 },
    );
  });
});
