import type { ConverseRequest } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { ProviderFailed } from '../../provider-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { toCallOptions } from './call-options.ts';

const request = (change: Partial<ConverseRequest>): ConverseRequest => ({
  modelId: 'm',
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  ...change,
});

const optionsOf = (change: Partial<ConverseRequest>, type: AiSdkType, modelName = 'm') =>
  toCallOptions(request(change), { type, modelName });

describe('cache points', () => {
  const cached: Partial<ConverseRequest> = {
    system: [{ text: 'Long.' }, { cachePoint: { type: 'default' } }, { text: 'Short.' }],
    messages: [
      { role: 'user', content: [{ text: 'Document' }, { cachePoint: { type: 'default', ttl: '1h' } }] },
    ],
    toolConfig: {
      tools: [{ toolSpec: { name: 't', inputSchema: { json: {} } } }, { cachePoint: { type: 'default' } }],
    },
  };

  test('mark what stands before them, with their time to live, for Anthropic', () => {
    const { prompt, tools } = optionsOf(cached, 'anthropic');
    const here = { anthropic: { cacheControl: { type: 'ephemeral' } } };
    expect(prompt).toEqual([
      { role: 'system', content: 'Long.', providerOptions: here },
      { role: 'system', content: 'Short.' },
      {
        role: 'user',
        content: [
          {
            type: 'text',
            text: 'Document',
            providerOptions: { anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } } },
          },
        ],
      },
    ]);
    expect(tools?.[0]).toMatchObject({ providerOptions: here });
  });

  test.each(['openai', 'openai-compatible', 'google'] as const)('are left out for %s', (type) => {
    expect(JSON.stringify(optionsOf(cached, type))).not.toMatch(/cache/iu);
  });

  test('mean nothing at the very beginning', () => {
    const content = [{ cachePoint: { type: 'default' } }, { text: 'Hi' }] as const;
    expect(optionsOf({ messages: [{ role: 'user', content: [...content] }] }, 'anthropic').prompt).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ]);
  });
});

test('providers that know one system text get one', () => {
  const system = [{ text: 'One.' }, { text: 'Two.' }];
  expect(optionsOf({ system }, 'openai').prompt[0]).toEqual({ role: 'system', content: 'One.\n\nTwo.' });
  expect(optionsOf({ system }, 'google').prompt.slice(0, 2)).toEqual([
    { role: 'system', content: 'One.' },
    { role: 'system', content: 'Two.' },
  ]);
});

test.each([
  [{ auto: {} }, { type: 'auto' }],
  [{ any: {} }, { type: 'required' }],
  [{ tool: { name: 't' } }, { type: 'tool', toolName: 't' }],
])('tool choice %j', (toolChoice, expected) => {
  const tools = [{ toolSpec: { name: 't', inputSchema: { json: {} } } }];
  expect(optionsOf({ toolConfig: { tools, toolChoice } }, 'google').toolChoice).toEqual(expected);
});

test('nothing is sent that was not asked for', () => {
  expect(optionsOf({ inferenceConfig: { stopSequences: [] } }, 'openai')).toEqual({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  });
});

describe('what a provider cannot be asked', () => {
  const bytes = new Uint8Array([1]);
  const word = { document: { name: 'Plan', format: 'docx' as const, source: { bytes } } };
  const inS3 = { image: { format: 'png' as const, source: { s3Location: { uri: 's3://b/k' } } } };
  const video = { video: { format: 'mp4' as const, source: { bytes } } };
  const opus = { audio: { format: 'opus' as const, source: { bytes } } };
  test.each<[string, AiSdkType, ConverseRequest['messages'][number]['content'][number], string]>([
    ['office documents', 'openai', word, 'document "Plan" has the format docx, which only Bedrock'],
    ['office documents', 'anthropic', word, 'give it as pdf, txt, md, csv or html'],
    ['office documents', 'google', word, 'docx'],
    ['what lies in S3', 'google', inS3, 'the image lies in S3; give its bytes'],
    ['video', 'anthropic', video, 'takes no video; map the model'],
    ['video', 'openai', video, 'takes no video'],
    ['strange audio', 'openai', opus, 'no audio of the format opus, only mp3, wav'],
    ['audio', 'anthropic', { audio: { format: 'mp3', source: { bytes } } }, 'takes no audio'],
    ['a tool use of the user', 'openai', { toolUse: { toolUseId: 'a', name: 'b', input: {} } }, 'no toolUse'],
  ])('%s, by %s, says the way out', (_, type, block, words) => {
    expect(() => optionsOf({ messages: [{ role: 'user', content: [block] }] }, type)).toThrow(
      expect.objectContaining({
        name: 'ProviderFailed',
        failure: { kind: 'validation', retryable: false, reason: expect.stringContaining(words) },
      }),
    );
  });

  test.each<[Partial<ConverseRequest>, AiSdkType, string]>([
    [{ outputConfig: { effort: 'huge' } }, 'anthropic', 'its effort is one of low, medium'],
    [
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '[' } } } } },
      'openai',
      'is not a JSON object',
    ],
    [{ toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }] } }, 'google', 'nova_grounding'],
  ])('%j', (change, type, words) => {
    expect(() => optionsOf(change, type)).toThrow(ProviderFailed);
    expect(() => optionsOf(change, type)).toThrow(words);
  });
});
