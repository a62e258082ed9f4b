import { describe, expect, test } from 'vitest';
import { FlowError } from '../ports/index.ts';
import { type PromptSource, renderPrompt } from './render-prompt.ts';

const values = new Map([['name', 'Ada']]);
const text = (change: Partial<PromptSource> = {}): PromptSource => ({
  modelId: 'amazon.nova-lite-v1:0',
  templateConfiguration: { text: { text: 'Greet {{name}}.' } },
  ...change,
});

describe('a prompt becomes of a Converse request', () => {
  test('one user message when it is text, its cache point after it', () => {
    expect(renderPrompt('The prompt', text(), values)).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Greet Ada.' }] }],
    });
    const cached = { text: { text: 'Hello {{name}}', cachePoint: { type: 'default' as const } } };
    expect(renderPrompt('The prompt', text({ templateConfiguration: cached }), values).messages).toEqual([
      { role: 'user', content: [{ text: 'Hello Ada' }, { cachePoint: { type: 'default' } }] },
    ]);
  });

  test('messages, system text and tools when it is a chat, and its settings beside them', () => {
    const chat = {
      system: [{ text: 'You are {{name}}.' }],
      messages: [
        { role: 'user' as const, content: [{ text: 'Who are you?' }] },
        { role: 'assistant' as const, content: [{ text: '{{name}}, {{unknown}}' }] },
      ],
      toolConfiguration: {
        tools: [{ toolSpec: { name: 'look_up', inputSchema: { json: { type: 'object' } } } }],
        toolChoice: { any: {} },
      },
    };
    const source = text({
      templateConfiguration: { chat },
      inferenceConfiguration: { text: { maxTokens: 9, stopSequences: ['.'] } },
      additionalModelRequestFields: { top_k: 3 },
    });
    expect(renderPrompt('The prompt', source, values)).toEqual({
      system: [{ text: 'You are Ada.' }],
      messages: [
        { role: 'user', content: [{ text: 'Who are you?' }] },
        { role: 'assistant', content: [{ text: 'Ada, {{unknown}}' }] },
      ],
      toolConfig: chat.toolConfiguration,
      inferenceConfig: { maxTokens: 9, stopSequences: ['.'] },
      additionalModelRequestFields: { top_k: 3 },
    });
  });
});

test.each<[string, PromptSource, string]>([
  ['has no template', text({ templateConfiguration: {} }), 'Prompt P has no template'],
  [
    'is too long once its variables are filled in',
    text({ templateConfiguration: { text: { text: '{{name}}'.repeat(3) } } }),
    'Prompt P is longer than',
  ],
  [
    'has an outputConfig that is none',
    text({ additionalModelRequestFields: { outputConfig: 'json' } }),
    'Prompt P has an outputConfig',
  ],
])('a prompt that %s is its author’s fault, and named', (_, source, words) => {
  const long = new Map([['name', 'x'.repeat(10_000_000)]]);
  const failure = (() => {
    try {
      return renderPrompt('Prompt P', source, long);
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(FlowError);
  const { fault } = failure as FlowError;
  expect(fault).toMatchObject({ kind: 'validation', blame: 'author' });
  expect(fault.message).toContain(words);
});
