import type { ContentBlock, ConverseTokensRequest, Message } from '@streambed/model/bedrock-runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callRuntime } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { countTokens } from './count-tokens.ts';

const count = async (converse: ConverseTokensRequest) =>
  (await callRuntime(countTokens, { modelId: 'amazon.nova-lite-v1:0', input: { converse } }, { ports: {} }))
    .inputTokens;
const countBody = async (body: Uint8Array | object) => {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const input = { invokeModel: { body: bytes } };
  return (await callRuntime(countTokens, { modelId: 'amazon.nova-lite-v1:0', input }, { ports: {} }))
    .inputTokens;
};
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });

describe('of a Converse request', () => {
  test.each<[string, ConverseTokensRequest, number]>([
    ['nothing', {}, 0],
    ['text', { messages: [user({ text: 'x'.repeat(40) })] }, 10],
    ['text of a script without spaces', { messages: [user({ text: '漢字仮名' })] }, 3],
    ['system text', { system: [{ text: 'x'.repeat(8) }], messages: [user({ text: 'four' })] }, 3],
    [
      'an image',
      { messages: [user({ image: { format: 'png', source: { bytes: Uint8Array.of(1) } } })] },
      1_600,
    ],
    [
      'documents',
      {
        messages: [
          user(
            { document: { name: 'a', format: 'txt', source: { bytes: Buffer.from('x'.repeat(400)) } } },
            { document: { name: 'b', format: 'pdf', source: { bytes: Buffer.alloc(400) } } },
            { document: { name: 'c', source: { text: 'x'.repeat(400) } } },
          ),
        ],
      },
      210,
    ],
    [
      'tools, uses and results',
      {
        toolConfig: { tools: [{ toolSpec: { name: 'look', inputSchema: { json: {} } } }] },
        messages: [
          {
            role: 'assistant',
            content: [{ toolUse: { toolUseId: 'a', name: 'look', input: { a: 12345 } } }],
          },
          user({ toolResult: { toolUseId: 'a', content: [{ text: 'x'.repeat(8) }, { json: [1, 2] }] } }),
        ],
      },
      11 + 1 + 3 + 2 + 2,
    ],
  ])('%s', async (_, request, tokens) => {
    expect(await count(request)).toBe(tokens);
  });

  test('more text is never fewer tokens', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        async (one, more) => {
          const shorter = await count({ messages: [user({ text: one })] });
          expect(await count({ messages: [user({ text: one + more })] })).toBeGreaterThanOrEqual(shorter);
        },
      ),
    ));
});

describe('of a body of InvokeModel', () => {
  test.each([
    [
      'Anthropic',
      {
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 9,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(40) }] }],
      },
    ],
    [
      'Nova',
      { schemaVersion: 'messages-v1', messages: [{ role: 'user', content: [{ text: 'x'.repeat(40) }] }] },
    ],
    ['Titan', { inputText: 'x'.repeat(40), textGenerationConfig: { maxTokenCount: 9 } }],
    ['Llama', { prompt: 'x'.repeat(40), max_gen_len: 9 }],
    ['Cohere', { texts: ['x'.repeat(20), 'x'.repeat(20)], input_type: 'search_document' }],
  ])('%s', async (_, body) => {
    expect(await countBody(body)).toBe(10);
  });

  test('an image in it counts as one', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    expect(await countBody({ messages: [{ role: 'user', content: [image] }] })).toBe(1_600);
  });

  test('a body that is no JSON object is refused', async () => {
    for (const body of ['[1]', 'text', '{"a":']) {
      expect(await failureOf(countBody(Buffer.from(body)))).toMatchObject({ code: 'ValidationException' });
    }
  });
});

test('a prompt has no tokens of its own to count', async () => {
  const modelId = 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ';
  const refused = callRuntime(countTokens, { modelId, input: { converse: {} } }, { ports: {} });
  expect(await failureOf(refused)).toMatchObject({ code: 'ValidationException' });
});
