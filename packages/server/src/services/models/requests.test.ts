import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { withAdditionalFields } from './additional-fields.ts';
import { toCallOptions } from './to-call-options.ts';

const request = (change: Partial<ConverseRequest>): ConverseRequest => ({
  modelId: 'm',
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  ...change,
});

describe('additionalModelRequestFields', () => {
  test.each<[string, JsonValue | undefined, object]>([
    ['adds what the body lacks', { top_k: 5 }, { model: 'm', config: { a: 1 }, top_k: 5 }],
    ['never overrides', { model: 'other', config: { a: 2 } }, { model: 'm', config: { a: 1 } }],
    ['adds inside objects', { config: { b: 2 } }, { model: 'm', config: { a: 1, b: 2 } }],
    ['ignores what is no object', [1, 2], { model: 'm', config: { a: 1 } }],
    ['ignores nothing at all', undefined, { model: 'm', config: { a: 1 } }],
  ])('%s', (_, fields, expected) => {
    expect(withAdditionalFields({ model: 'm', config: { a: 1 } }, fields)).toEqual(expected);
  });

  test('a member named __proto__ stays data', () => {
    const merged = withAdditionalFields({ model: 'm' }, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(merged)).toBe('{"model":"m","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('call options', () => {
  test('cache points mark what stands before them, where the provider knows them', () => {
    const cached = request({
      system: [{ text: 'Long.' }, { cachePoint: { type: 'default' } }, { text: 'Short.' }],
      messages: [{ role: 'user', content: [{ text: 'Document' }, { cachePoint: { type: 'default' } }] }],
    });
    const { prompt } = toCallOptions(cached, 'anthropic');
    expect(prompt.map(({ role, providerOptions }) => [role, providerOptions !== undefined])).toEqual([
      ['system', true],
      ['system', false],
      ['user', false],
    ]);
    expect(prompt[2]?.content[0]).toMatchObject({
      providerOptions: { bedrock: { cachePoint: { type: 'default' } } },
    });
  });

  test('other providers get one system text', () => {
    const { prompt } = toCallOptions(request({ system: [{ text: 'One.' }, { text: 'Two.' }] }), 'openai');
    expect(prompt[0]).toEqual({ role: 'system', content: 'One.\n\nTwo.' });
  });

  test.each([
    [{ auto: {} }, { type: 'auto' }],
    [{ any: {} }, { type: 'required' }],
    [{ tool: { name: 't' } }, { type: 'tool', toolName: 't' }],
  ])('tool choice %j', (toolChoice, expected) => {
    const tools = [{ toolSpec: { name: 't', inputSchema: { json: {} } } }];
    expect(toCallOptions(request({ toolConfig: { tools, toolChoice } }), 'google').toolChoice).toEqual(
      expected,
    );
  });

  test('nothing is sent that was not asked for', () => {
    expect(toCallOptions(request({ inferenceConfig: { stopSequences: [] } }), 'openai')).toEqual({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    });
  });
});
