import type { ContentBlock, Message, ToolConfiguration } from '@streambed/model/bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { ServiceException } from '../../protocol/index.ts';
import { checkConversation } from './conversation-rules.ts';

const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const text = (text: string): ContentBlock => ({ text });
const use = (toolUseId: string, type?: 'server_tool_use'): ContentBlock => ({
  toolUse: { toolUseId, name: 'look', input: {}, ...(type && { type }) },
});
const result = (toolUseId: string): ContentBlock => ({
  toolResult: { toolUseId, content: [{ text: 'ok' }] },
});
const document = (name: string): ContentBlock => ({
  document: { name, format: 'txt', source: { text: 'words' } },
});
const image: ContentBlock = { image: { format: 'png', source: { bytes: Uint8Array.of(1) } } };
const tools = (...names: string[]): ToolConfiguration => ({
  tools: names.map((name) => ({ toolSpec: { name, inputSchema: { json: {} } } })),
});
const hello = user(text('Hello'));

describe('a conversation that keeps the rules', () => {
  test.each<[string, Message[], ToolConfiguration?]>([
    ['one question', [hello]],
    ['turns', [hello, assistant(text('Hi')), hello]],
    ['the beginning of an answer to go on with', [hello, assistant(text('{'))]],
    ['images alone', [user(image)]],
    ['documents with text', [user(document('a'), document('b'), text('Compare.'))]],
    ['a guarded text with a document', [user(document('a'), { guardContent: { text: { text: 'Q' } } })]],
    [
      'the same document again in a later turn',
      [user(document('a'), text('?')), assistant(text('!')), user(document('a'), text('?'))],
    ],
    [
      'tools used and answered',
      [hello, assistant(use('a'), use('b')), user(result('b'), result('a'))],
      tools('look'),
    ],
    [
      'a tool that the service used itself',
      [hello, assistant(use('a', 'server_tool_use'), text('So.')), hello],
      tools('look'),
    ],
    ['a use that is the last turn', [hello, assistant(use('a'))], tools('look')],
    [
      'reasoning before an answer',
      [hello, assistant({ reasoningContent: { reasoningText: { text: 'Hm' } } }, text('Hi'))],
    ],
    ['a tool that is chosen', [hello], { ...tools('look'), toolChoice: { tool: { name: 'look' } } }],
  ])('%s', (_, messages, toolConfig) => {
    expect(() => checkConversation(messages, toolConfig)).not.toThrow();
  });
});

describe('a conversation is refused', () => {
  test.each<[string, string, Message[], ToolConfiguration?]>([
    ['without messages', 'at least one message', []],
    ['that the assistant begins', 'must start with a user message', [assistant(text('Hi')), hello]],
    ['of two users in a row', 'must alternate', [hello, hello]],
    ['of two assistants in a row', 'must alternate', [hello, assistant(text('a')), assistant(text('b'))]],
    ['with an empty message', 'object at messages.0 is empty', [user()]],
    ['with an empty message further on', 'object at messages.1 is empty', [hello, assistant()]],
    ['with an empty text', 'messages.0.content.1 is blank', [user(text('a'), text(''))]],
    ['with a text of blanks', 'messages.0.content.0 is blank', [user(text(' \n'))]],
    [
      'with an image of the assistant',
      'messages.1.content.0 has the member image',
      [hello, assistant(image)],
    ],
    [
      'with a result of the assistant',
      'has the member toolResult',
      [hello, assistant(result('a'))],
      tools('look'),
    ],
    ['with a use of the user', 'has the member toolUse', [user(use('a'))], tools('look')],
    ['with a document and no text', 'has a document and no text', [user(document('a'), image)]],
    [
      'with two documents of one name',
      'content.1 has the name of one before',
      [user(document('a'), document('a'), text('?'))],
    ],
    [
      'with a use that nobody answers',
      'messages.2.content for the following Ids: a',
      [hello, assistant(use('a')), hello],
      tools('look'),
    ],
    [
      'with one of two uses answered',
      'following Ids: b',
      [hello, assistant(use('a'), use('b')), user(result('a'))],
      tools('look'),
    ],
    [
      'with a result that nobody asked for',
      'has the Id b, and no toolUse',
      [hello, assistant(use('a')), user(result('a'), result('b'))],
      tools('look'),
    ],
    ['with a result in the first turn', 'has the Id a', [user(result('a'))], tools('look')],
    [
      'with a result twice',
      'the Id a twice',
      [hello, assistant(use('a')), user(result('a'), result('a'))],
      tools('look'),
    ],
    [
      'with tools and no toolConfig',
      'toolConfig field must be defined',
      [hello, assistant(use('a')), user(result('a'))],
    ],
    ['with two tools of one name', 'toolConfig.tools.1 is called look', [hello], tools('look', 'look')],
    [
      'with the choice of a tool that is not there',
      'names the tool leap',
      [hello],
      { ...tools('look'), toolChoice: { tool: { name: 'leap' } } },
    ],
  ])('%s', (_, words, messages, toolConfig) => {
    const refusal = (() => {
      try {
        checkConversation(messages, toolConfig);
      } catch (error) {
        return error;
      }
      throw new Error('it was not refused');
    })();
    expect(refusal).toBeInstanceOf(ServiceException);
    expect(refusal).toMatchObject({ code: 'ValidationException' });
    expect((refusal as Error).message).toContain(words);
  });
});
