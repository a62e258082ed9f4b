import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import { emptyVariant, isBlank, withVariables } from './variant.ts';

const text = (value: string): PromptVariant => ({
  name: 'default',
  templateType: 'TEXT',
  modelId: 'm',
  templateConfiguration: { text: { text: value } },
});
const chat = (value: string): PromptVariant => ({
  name: 'default',
  templateType: 'CHAT',
  templateConfiguration: {
    chat: { system: [{ text: 'As {{who}}' }], messages: [{ role: 'user', content: [{ text: value }] }] },
  },
});

test('the list of variables follows the text', () => {
  expect(withVariables(text('{{b}} and {{a}} and {{b}}')).templateConfiguration.text?.inputVariables).toEqual(
    [{ name: 'b' }, { name: 'a' }],
  );
  expect(withVariables(chat('Hello {{name}}')).templateConfiguration.chat?.inputVariables).toEqual([
    { name: 'who' },
    { name: 'name' },
  ]);
});

test('there is nothing to ask while nothing is written', () => {
  expect([emptyVariant(), text(' \n'), chat(''), text('x'), chat('x')].map(isBlank)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
