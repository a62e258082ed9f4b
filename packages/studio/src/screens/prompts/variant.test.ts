import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import { lostAsText, withBlocksText, withKind, withVariables } from './variant.ts';

const text = (value: string): PromptVariant => ({
  name: 'default',
  templateType: 'TEXT',
  modelId: 'm',
  templateConfiguration: { text: { text: value } },
});

test('the list of variables follows the text', () => {
  expect(withVariables(text('{{b}} and {{a}} and {{b}}')).templateConfiguration.text?.inputVariables).toEqual(
    [{ name: 'b' }, { name: 'a' }],
  );
});

test('a text becomes a turn and comes back as it was', () => {
  const chat = withKind(text('Hello {{name}}'), 'CHAT');
  expect(chat).toMatchObject({
    templateType: 'CHAT',
    modelId: 'm',
    templateConfiguration: {
      chat: {
        messages: [{ role: 'user', content: [{ text: 'Hello {{name}}' }] }],
        inputVariables: [{ name: 'name' }],
      },
    },
  });
  expect(withKind(chat, 'TEXT')).toEqual(withVariables(text('Hello {{name}}')));
  expect(withKind(chat, 'CHAT')).toBe(chat);
});

test('what a chat loses as text is told', () => {
  const chat: PromptVariant = {
    name: 'x',
    templateType: 'CHAT',
    templateConfiguration: {
      chat: {
        system: [{ text: 'Be kind' }, { cachePoint: { type: 'default' } }],
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
        toolConfiguration: { tools: [] },
      },
    },
  };
  expect(lostAsText(chat)).toEqual(['tools', 'cachePoints']);
  expect(withKind(chat, 'TEXT').templateConfiguration.text?.text).toBe('Be kind\n\nHi');
  expect(lostAsText(text('x'))).toEqual([]);
  expect(withBlocksText(chat.templateConfiguration.chat!.system!, 'Be strict')).toEqual([
    { text: 'Be strict' },
    { cachePoint: { type: 'default' } },
  ]);
});
