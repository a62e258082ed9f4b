import type { ConverseRequest, EmbedRequest } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import {
  answerWithToolUse,
  CALL_ID,
  eventsOfToolUse,
  invoke,
  invokeStream,
  NOW,
} from '../test-support/invoke-model.ts';

/** Each family both ways: its body as a Converse request, the model's answer as the family's, whole and streamed. */

const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0';
const NOVA = 'amazon.nova-lite-v1:0';
const TITAN = 'amazon.titan-text-express-v1';
const LLAMA = 'meta.llama3-8b-instruct-v1:0';
const MISTRAL = 'mistral.mistral-7b-instruct-v0:2';
const COMMAND = 'cohere.command-r-v1:0';

const version = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9 };
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2]);
const base64 = png.toString('base64');
const schema = { type: 'object', properties: { word: { type: 'string' } } };
const user = (...content: object[]) => ({ role: 'user', content });
const assistant = (...content: object[]) => ({ role: 'assistant', content });
const metrics = {
  inputTokenCount: 1,
  outputTokenCount: 2,
  invocationLatency: expect.any(Number),
  firstByteLatency: expect.any(Number),
};

type Row = readonly [what: string, modelId: string, body: JsonObject, request: object];

const requests: readonly Row[] = [
  [
    'Claude: a text, system text and every setting',
    CLAUDE,
    {
      ...version,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 0.5,
      top_p: 1,
      top_k: 3,
      stop_sequences: ['.'],
      thinking: { type: 'enabled', budget_tokens: 1024 },
    },
    {
      system: [{ text: 'Be brief.' }],
      messages: [user({ text: 'Hello' })],
      inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 1, stopSequences: ['.'] },
      additionalModelRequestFields: { top_k: 3, thinking: { type: 'enabled', budget_tokens: 1024 } },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
    },
  ],
  [
    'Claude: images, documents, thinking, tools and what they answer, cache points',
    CLAUDE,
    {
      ...version,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: base64 } },
            { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: base64 } },
            {
              type: 'document',
              title: 'Rivers',
              citations: { enabled: true },
              source: { type: 'text', media_type: 'text/plain', data: 'Long.' },
            },
            { type: 'document', title: 'Rivers', source: { type: 'content', content: 'Longer.' } },
            { type: 'text', text: 'What?', cache_control: { type: 'ephemeral' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
            { type: 'redacted_thinking', data: 'Xz==' },
            { type: 'tool_use', id: 't1', name: 'look_up', input: { word: 'river' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: 'a stream', is_error: false },
            { type: 'text', text: 'So?' },
          ],
        },
        { role: 'user', content: 'Well?' },
      ],
      tools: [{ name: 'look_up', description: 'Looks up.', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'look_up' },
    },
    {
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default', ttl: '1h' } }],
      messages: [
        user(
          { image: { format: 'png', source: { bytes: new Uint8Array(png) } } },
          { document: { name: 'document', format: 'pdf', source: { bytes: new Uint8Array(png) } } },
          {
            document: {
              name: 'Rivers',
              format: 'txt',
              citations: { enabled: true },
              source: { text: 'Long.' },
            },
          },
          { document: { name: 'Rivers 2', format: 'txt', source: { content: [{ text: 'Longer.' }] } } },
          { text: 'What?' },
          { cachePoint: { type: 'default' } },
        ),
        assistant(
          { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
          { reasoningContent: { redactedContent: new TextEncoder().encode('Xz==') } },
          { toolUse: { toolUseId: 't1', name: 'look_up', input: { word: 'river' } } },
        ),
        user(
          { toolResult: { toolUseId: 't1', content: [{ text: 'a stream' }], status: 'success' } },
          { text: 'So?' },
          { text: 'Well?' },
        ),
      ],
      toolConfig: {
        tools: [{ toolSpec: { name: 'look_up', description: 'Looks up.', inputSchema: { json: schema } } }],
        toolChoice: { tool: { name: 'look_up' } },
      },
      inferenceConfig: { maxTokens: 9 },
    },
  ],
  [
    'Claude: the choice of no tool sends none',
    CLAUDE,
    {
      ...version,
      messages: [{ role: 'user', content: 'Hello' }],
      tools: [{ name: 'look_up', input_schema: schema }],
      tool_choice: { type: 'none' },
    },
    { messages: [user({ text: 'Hello' })], inferenceConfig: { maxTokens: 9 } },
  ],
  [
    'Nova: messages, images and tools as Converse has them',
    NOVA,
    {
      schemaVersion: 'messages-v1',
      system: [{ text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [{ image: { format: 'png', source: { bytes: base64 } } }, { text: 'What?' }],
        },
      ],
      inferenceConfig: { maxTokens: 5, temperature: 0, topP: 1, topK: 20, stopSequences: ['.'] },
      toolConfig: {
        tools: [{ toolSpec: { name: 'look_up', inputSchema: { json: schema } } }],
        toolChoice: { auto: {} },
      },
    },
    {
      system: [{ text: 'Be brief.' }],
      messages: [
        user({ image: { format: 'png', source: { bytes: new Uint8Array(png) } } }, { text: 'What?' }),
      ],
      inferenceConfig: { maxTokens: 5, temperature: 0, topP: 1, stopSequences: ['.'] },
      toolConfig: {
        tools: [{ toolSpec: { name: 'look_up', inputSchema: { json: schema } } }],
        toolChoice: { auto: {} },
      },
      additionalModelRequestFields: { inferenceConfig: { topK: 20 } },
    },
  ],
  [
    'Titan Text: a text and its configuration',
    TITAN,
    {
      inputText: 'Hello',
      textGenerationConfig: { maxTokenCount: 5, temperature: 0, topP: 0.9, stopSequences: ['User:'] },
    },
    {
      messages: [user({ text: 'Hello' })],
      inferenceConfig: { maxTokens: 5, temperature: 0, topP: 0.9, stopSequences: ['User:'] },
    },
  ],
  [
    'Llama: a plain prompt',
    LLAMA,
    { prompt: 'Hello', max_gen_len: 5, temperature: 0.1, top_p: 0.9 },
    { messages: [user({ text: 'Hello' })], inferenceConfig: { maxTokens: 5, temperature: 0.1, topP: 0.9 } },
  ],
  [
    'Llama 3: special tokens, the last header only asks for the answer',
    LLAMA,
    {
      prompt:
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>' +
        '<|start_header_id|>assistant<|end_header_id|>\n\nHi<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\nAnd?<|eot_id|>' +
        '<|start_header_id|>assistant<|end_header_id|>\n\n',
    },
    {
      system: [{ text: 'Be brief.' }],
      messages: [user({ text: 'Hello' }), assistant({ text: 'Hi' }), user({ text: 'And?' })],
      inferenceConfig: {},
    },
  ],
  [
    'Llama 4: its tokens, and an answer that is begun',
    'us.meta.llama4-scout-17b-instruct-v1:0',
    {
      prompt:
        '<|begin_of_text|><|header_start|>user<|header_end|>\n\nHello<|eot|>' +
        '<|header_start|>assistant<|header_end|>\n\nWell,',
    },
    { messages: [user({ text: 'Hello' }), assistant({ text: 'Well,' })], inferenceConfig: {} },
  ],
  [
    'Llama: images beside the prompt, and instructions with system text',
    'llama3.2:3b',
    { prompt: '<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nWhat? [/INST]', images: [base64] },
    {
      system: [{ text: 'Be brief.' }],
      messages: [
        user({ image: { format: 'png', source: { bytes: new Uint8Array(png) } } }, { text: 'What?' }),
      ],
      inferenceConfig: {},
    },
  ],
  [
    'Llama: a prompt whose turns begin with the assistant is sent as it stands',
    LLAMA,
    { prompt: '<|start_header_id|>assistant<|end_header_id|>Hi' },
    {
      messages: [user({ text: '<|start_header_id|>assistant<|end_header_id|>Hi' })],
      inferenceConfig: {},
    },
  ],
  [
    'Mistral: instructions and answers',
    MISTRAL,
    {
      prompt: '<s>[INST] Hello [/INST] Hi</s>[INST] And? [/INST]',
      max_tokens: 5,
      temperature: 0.2,
      top_p: 1,
      top_k: 7,
      stop: ['###'],
    },
    {
      messages: [user({ text: 'Hello' }), assistant({ text: 'Hi' }), user({ text: 'And?' })],
      inferenceConfig: { maxTokens: 5, temperature: 0.2, topP: 1, stopSequences: ['###'] },
      additionalModelRequestFields: { top_k: 7 },
    },
  ],
  [
    'Mistral: chat messages with tools and an image',
    'mistral.mistral-large-2407-v1:0',
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } },
          ],
        },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 't1', type: 'function', function: { name: 'look_up', arguments: '{"word":"river"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 't1', content: 'a stream' },
      ],
      tools: [
        { type: 'function', function: { name: 'look_up', description: 'Looks up.', parameters: schema } },
      ],
      tool_choice: 'any',
    },
    {
      system: [{ text: 'Be brief.' }],
      messages: [
        user({ text: 'What?' }, { image: { format: 'png', source: { bytes: new Uint8Array(png) } } }),
        assistant({ toolUse: { toolUseId: 't1', name: 'look_up', input: { word: 'river' } } }),
        user({ toolResult: { toolUseId: 't1', content: [{ text: 'a stream' }] } }),
      ],
      toolConfig: {
        tools: [{ toolSpec: { name: 'look_up', description: 'Looks up.', inputSchema: { json: schema } } }],
        toolChoice: { any: {} },
      },
      inferenceConfig: {},
    },
  ],
  [
    'Command R: message, history, preamble, documents and settings',
    COMMAND,
    {
      message: 'And?',
      preamble: 'Be brief.',
      chat_history: [
        { role: 'USER', message: 'Hello' },
        { role: 'CHATBOT', message: 'Hi' },
      ],
      documents: [{ title: 'Rivers', snippet: 'Long.' }],
      max_tokens: 5,
      temperature: 0.3,
      p: 0.7,
      k: 4,
      stop_sequences: ['.'],
    },
    {
      system: [{ text: 'Be brief.' }],
      messages: [
        user({ text: 'Hello' }),
        assistant({ text: 'Hi' }),
        user({ text: 'Document 1\ntitle: Rivers\nsnippet: Long.' }, { text: 'And?' }),
      ],
      inferenceConfig: { maxTokens: 5, temperature: 0.3, topP: 0.7, stopSequences: ['.'] },
      additionalModelRequestFields: { k: 4 },
    },
  ],
  [
    'Command R: tools, and results whose calls are written with them',
    COMMAND,
    {
      message: 'What is a river?',
      tools: [
        {
          name: 'look_up',
          description: 'Looks up.',
          parameter_definitions: {
            word: { type: 'str', description: 'The word.', required: true },
            many: { type: 'List[int]' },
          },
        },
      ],
      tool_results: [
        { call: { name: 'look_up', parameters: { word: 'river' } }, outputs: [{ text: 'a stream' }] },
      ],
    },
    {
      messages: [
        user({ text: 'What is a river?' }),
        assistant({ toolUse: { toolUseId: 'call_0', name: 'look_up', input: { word: 'river' } } }),
        user({ toolResult: { toolUseId: 'call_0', content: [{ json: { text: 'a stream' } }] } }),
      ],
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: 'look_up',
              description: 'Looks up.',
              inputSchema: {
                json: {
                  type: 'object',
                  properties: {
                    word: { type: 'string', description: 'The word.' },
                    many: { type: 'array', items: { type: 'integer' } },
                  },
                  required: ['word'],
                },
              },
            },
          },
        ],
      },
      inferenceConfig: {},
    },
  ],
  [
    'Command R: results of calls that the history has',
    COMMAND,
    {
      message: '',
      chat_history: [
        { role: 'USER', message: 'What is a river?' },
        {
          role: 'CHATBOT',
          message: 'I look.',
          tool_calls: [
            { name: 'look_up', parameters: { word: 'a' } },
            { name: 'look_up', parameters: { word: 'b' } },
          ],
        },
      ],
      tools: [{ name: 'look_up', parameter_definitions: {} }],
      tool_results: [
        { call: { name: 'look_up', parameters: { word: 'a' } }, outputs: [{ is: 1 }] },
        { call: { name: 'look_up', parameters: { word: 'b' } }, outputs: [{ is: 2 }] },
      ],
    },
    {
      messages: [
        user({ text: 'What is a river?' }),
        assistant(
          { text: 'I look.' },
          { toolUse: { toolUseId: 'call_0', name: 'look_up', input: { word: 'a' } } },
          { toolUse: { toolUseId: 'call_1', name: 'look_up', input: { word: 'b' } } },
        ),
        user(
          { toolResult: { toolUseId: 'call_0', content: [{ json: { is: 1 } }] } },
          { toolResult: { toolUseId: 'call_1', content: [{ json: { is: 2 } }] } },
        ),
      ],
      toolConfig: {
        tools: [{ toolSpec: { name: 'look_up', inputSchema: { json: { type: 'object', properties: {} } } } }],
      },
      inferenceConfig: {},
    },
  ],
];

describe('a body is read', () => {
  test.each(requests)('%s', async (_, modelId, body, request) => {
    const expected = { modelId, ...request } as ConverseRequest;
    expect((await invoke(modelId, body)).request).toEqual(expected);
    expect((await invokeStream(modelId, body)).request).toEqual(expected);
  });
});

const claude = { ...version, messages: [{ role: 'user', content: 'Hello' }] };
const nova = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };
const chat = { messages: [{ role: 'user', content: 'Hello' }] };

const answers: readonly Row[] = [
  [
    'Claude',
    CLAUDE,
    claude,
    {
      id: `msg_bdrk_${CALL_ID}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-3-haiku-20240307',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 2 },
    },
  ],
  [
    'Nova',
    NOVA,
    nova,
    {
      output: { message: { role: 'assistant', content: [{ text: 'Hello.' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    },
  ],
  [
    'Titan Text',
    TITAN,
    { inputText: 'Hello' },
    {
      inputTextTokenCount: 1,
      results: [{ tokenCount: 2, outputText: 'Hello.', completionReason: 'FINISH' }],
    },
  ],
  [
    'Llama',
    LLAMA,
    { prompt: 'Hello' },
    { generation: 'Hello.', prompt_token_count: 1, generation_token_count: 2, stop_reason: 'stop' },
  ],
  ['Mistral', MISTRAL, { prompt: 'Hello' }, { outputs: [{ text: 'Hello.', stop_reason: 'stop' }] }],
  [
    'Mistral chat',
    MISTRAL,
    chat,
    {
      id: CALL_ID,
      object: 'chat.completion',
      created: Math.floor(NOW / 1000),
      model: MISTRAL,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello.' },
          stop_reason: 'stop',
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    },
  ],
  [
    'Command R',
    COMMAND,
    { message: 'Hello' },
    {
      response_id: CALL_ID,
      generation_id: CALL_ID,
      text: 'Hello.',
      chat_history: [
        { role: 'USER', message: 'Hello' },
        { role: 'CHATBOT', message: 'Hello.' },
      ],
      finish_reason: 'COMPLETE',
      meta: { api_version: { version: '1' }, billed_units: { input_tokens: 1, output_tokens: 2 } },
    },
  ],
];

test.each(answers)('an answer is written as that of %s', async (_, modelId, body, said) => {
  const { answer, ...heard } = await invoke(modelId, body);
  expect(answer.contentType).toBe('application/json');
  expect(heard.said).toEqual(said);
});

const command = answers.at(-1)![3];
const chunkOf = (said: object, end: object = { stop_reason: null, finish_reason: null }) => ({
  id: CALL_ID,
  object: 'chat.completion.chunk',
  created: Math.floor(NOW / 1000),
  model: MISTRAL,
  choices: [{ index: 0, message: said, delta: said, ...end }],
});
const streams: readonly (readonly [string, string, JsonObject, readonly object[]])[] = [
  [
    'Claude',
    CLAUDE,
    claude,
    [
      {
        type: 'message_start',
        message: {
          id: `msg_bdrk_${CALL_ID}`,
          type: 'message',
          role: 'assistant',
          model: 'claude-3-haiku-20240307',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 2, output_tokens: 0 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo.' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 1, output_tokens: 2 },
      },
      { type: 'message_stop' },
    ],
  ],
  [
    'Nova',
    NOVA,
    nova,
    [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hel' } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'lo.' } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: {} } },
    ],
  ],
  [
    'Titan Text',
    TITAN,
    { inputText: 'Hello' },
    ['Hel', 'lo.', ''].map((outputText, index) => ({
      index: 0,
      outputText,
      inputTextTokenCount: index < 2 ? null : 1,
      totalOutputTextTokenCount: index < 2 ? null : 2,
      completionReason: index < 2 ? null : 'FINISH',
    })),
  ],
  [
    'Llama',
    LLAMA,
    { prompt: 'Hello' },
    ['Hel', 'lo.', ''].map((generation, index) => ({
      generation,
      prompt_token_count: index < 2 ? null : 1,
      generation_token_count: Math.min(index + 1, 2),
      stop_reason: index < 2 ? null : 'stop',
    })),
  ],
  [
    'Mistral',
    MISTRAL,
    { prompt: 'Hello' },
    ['Hel', 'lo.', ''].map((text, index) => ({
      outputs: [{ text, stop_reason: index < 2 ? null : 'stop' }],
    })),
  ],
  [
    'Mistral chat',
    MISTRAL,
    chat,
    [
      chunkOf({ role: 'assistant', content: 'Hel' }),
      chunkOf({ role: 'assistant', content: 'lo.' }),
      {
        ...chunkOf({ role: 'assistant', content: '' }, { stop_reason: 'stop', finish_reason: 'stop' }),
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      },
    ],
  ],
  [
    'Command R',
    COMMAND,
    { message: 'Hello' },
    [
      { event_type: 'stream-start', is_finished: false, generation_id: CALL_ID },
      { event_type: 'text-generation', is_finished: false, text: 'Hel' },
      { event_type: 'text-generation', is_finished: false, text: 'lo.' },
      { event_type: 'stream-end', is_finished: true, finish_reason: 'COMPLETE', response: command },
    ],
  ],
];

test.each(streams)('an answer is streamed as that of %s', async (_, modelId, body, fragments) => {
  const { said } = await invokeStream(modelId, body);
  expect(said).toEqual([
    ...fragments.slice(0, -1),
    { ...fragments.at(-1), 'amazon-bedrock-invocationMetrics': metrics },
  ]);
  const figures = said.at(-1)?.['amazon-bedrock-invocationMetrics'] as Record<string, number>;
  expect(figures.firstByteLatency).toBeLessThan(figures.invocationLatency!);
});

const tools = {
  claude: { ...claude, tools: [{ name: 'look_up', input_schema: schema }] },
  chat: { ...chat, tools: [{ type: 'function', function: { name: 'look_up', parameters: schema } }] },
  command: {
    message: 'What is a river?',
    tools: [{ name: 'look_up', parameter_definitions: { word: { type: 'str' } } }],
  },
};

describe('an answer that thinks and uses a tool', () => {
  test('is a message of Claude, block by block', async () => {
    const { said } = await invoke(CLAUDE, tools.claude, { answer: answerWithToolUse });
    expect(said).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 't1', name: 'look_up', input: { word: 'river' } },
      ],
      stop_reason: 'tool_use',
    });
  });

  test('is streamed as Claude does, its blocks counted without those that say nothing', async () => {
    const { said } = await invokeStream(CLAUDE, tools.claude, { events: eventsOfToolUse });
    expect(said.slice(1, -1)).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'sig' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'I look.' } },
      { type: 'content_block_stop', index: 1 },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 't1', name: 'look_up', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '{"word":' },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '"river"}' },
      },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { input_tokens: 9, output_tokens: 4 },
      },
    ]);
  });

  test('is a chat completion of Mistral, whole and in chunks', async () => {
    const { said } = await invoke(MISTRAL, tools.chat, { answer: answerWithToolUse });
    const input = '{"word":"river"}';
    expect(said.choices).toMatchObject([
      {
        message: {
          content: 'I look.',
          tool_calls: [{ id: 't1', type: 'function', function: { name: 'look_up', arguments: input } }],
        },
        stop_reason: 'tool_calls',
      },
    ]);
    const streamed = await invokeStream(MISTRAL, tools.chat, { events: eventsOfToolUse });
    type Chunk = {
      choices: { delta: { tool_calls?: { index: number; function: { arguments: string } }[] } }[];
    };
    const calls = (streamed.said as unknown as Chunk[]).flatMap(({ choices }) =>
      choices.flatMap(({ delta }) => delta.tool_calls ?? []),
    );
    expect(calls[0]).toEqual({
      index: 0,
      id: 't1',
      type: 'function',
      function: { name: 'look_up', arguments: '' },
    });
    expect(calls.map((call) => call.function.arguments).join('')).toBe(input);
    expect(new Set(calls.map(({ index }) => index))).toEqual(new Set([0]));
  });

  test('is an answer of Command R, whole and streamed', async () => {
    const tool_calls = [{ name: 'look_up', parameters: { word: 'river' } }];
    const { said } = await invoke(COMMAND, tools.command, { answer: answerWithToolUse });
    expect(said).toMatchObject({ text: 'I look.', tool_calls, finish_reason: 'COMPLETE' });
    expect(said.chat_history).toEqual([
      { role: 'USER', message: 'What is a river?' },
      { role: 'CHATBOT', message: 'I look.', tool_calls },
    ]);
    const streamed = await invokeStream(COMMAND, tools.command, { events: eventsOfToolUse });
    expect(streamed.said.at(-2)).toEqual({
      event_type: 'tool-calls-generation',
      is_finished: false,
      tool_calls,
    });
    expect(streamed.said.at(-1)?.response).toEqual(said);
  });
});

describe('a stop reason', () => {
  const reasons = [
    'end_turn',
    'tool_use',
    'max_tokens',
    'stop_sequence',
    'guardrail_intervened',
    'content_filtered',
    'malformed_model_output',
    'malformed_tool_use',
    'model_context_window_exceeded',
  ] as const;
  const table: readonly (readonly [string, string, JsonObject, (said: JsonObject) => unknown, string])[] = [
    [
      'Claude',
      CLAUDE,
      claude,
      ({ stop_reason }) => stop_reason,
      'end_turn tool_use max_tokens stop_sequence end_turn refusal end_turn end_turn model_context_window_exceeded',
    ],
    ['Nova', NOVA, nova, ({ stopReason }) => stopReason, reasons.join(' ')],
    [
      'Titan Text',
      TITAN,
      { inputText: 'Hello' },
      ({ results }) => (results as JsonObject[])[0]?.completionReason,
      'FINISH FINISH LENGTH STOP_CRITERIA_MET CONTENT_FILTERED CONTENT_FILTERED FINISH FINISH LENGTH',
    ],
    [
      'Llama',
      LLAMA,
      { prompt: 'Hello' },
      ({ stop_reason }) => stop_reason,
      'stop stop length stop stop stop stop stop length',
    ],
    [
      'Mistral',
      MISTRAL,
      { prompt: 'Hello' },
      ({ outputs }) => (outputs as JsonObject[])[0]?.stop_reason,
      'stop stop length stop stop stop stop stop length',
    ],
    [
      'Mistral chat',
      MISTRAL,
      chat,
      ({ choices }) => (choices as JsonObject[])[0]?.stop_reason,
      'stop tool_calls length stop stop stop stop stop length',
    ],
    [
      'Command R',
      COMMAND,
      { message: 'Hello' },
      ({ finish_reason }) => finish_reason,
      'COMPLETE COMPLETE MAX_TOKENS COMPLETE COMPLETE ERROR_TOXIC ERROR ERROR ERROR_LIMIT',
    ],
  ];
  test.each(table)('has the words of %s', async (_, modelId, body, of, expected) => {
    const said: unknown[] = [];
    for (const stopReason of reasons)
      said.push(of((await invoke(modelId, body, { answer: { stopReason } })).said));
    expect(said).toEqual(expected.split(' '));
  });

  test('of Claude tells which sequence it was: what the provider says, else the only one', async () => {
    const stop = async (stop_sequences: string[], fields?: JsonObject) => {
      const answer = {
        stopReason: 'stop_sequence' as const,
        ...(fields && { additionalModelResponseFields: fields }),
      };
      return (await invoke(CLAUDE, { ...claude, stop_sequences }, { answer })).said.stop_sequence;
    };
    expect(await stop(['a', 'b'], { stop_sequence: 'b' })).toBe('b');
    expect(await stop(['a'])).toBe('a');
    expect(await stop(['a', 'b'])).toBe(null);
  });
});

describe('an answer of Claude', () => {
  test('has tokens of its cache, citations and thinking that is hidden', async () => {
    const { said } = await invoke(CLAUDE, claude, {
      answer: {
        output: {
          message: {
            role: 'assistant',
            content: [
              { reasoningContent: { redactedContent: new TextEncoder().encode('Xz==') } },
              {
                citationsContent: {
                  content: [{ text: 'It is long.' }],
                  citations: [
                    {
                      title: 'Rivers',
                      sourceContent: [{ text: 'Long.' }],
                      location: { documentChar: { documentIndex: 1, start: 2, end: 7 } },
                    },
                  ],
                },
              },
            ],
          },
        },
        usage: {
          inputTokens: 1,
          outputTokens: 2,
          totalTokens: 10,
          cacheReadInputTokens: 3,
          cacheWriteInputTokens: 4,
        },
      },
    });
    expect(said.content).toEqual([
      { type: 'redacted_thinking', data: 'Xz==' },
      {
        type: 'text',
        text: 'It is long.',
        citations: [
          {
            type: 'char_location',
            cited_text: 'Long.',
            document_index: 1,
            document_title: 'Rivers',
            start_char_index: 2,
            end_char_index: 7,
          },
        ],
      },
    ]);
    expect(said.usage).toEqual({
      input_tokens: 1,
      output_tokens: 2,
      cache_read_input_tokens: 3,
      cache_creation_input_tokens: 4,
    });
  });
});

describe('embeddings', () => {
  const vector = [0.5, -0.25, 0, 1];
  const table: readonly (readonly [string, string, JsonObject, Omit<EmbedRequest, 'modelId'>, JsonObject])[] =
    [
      [
        'Titan 1',
        'amazon.titan-embed-text-v1',
        { inputText: 'Hello' },
        { texts: ['Hello'] },
        { embedding: vector, inputTextTokenCount: 5 },
      ],
      [
        'Titan 2',
        'amazon.titan-embed-text-v2:0',
        { inputText: 'Hello' },
        { texts: ['Hello'], normalize: true },
        { embedding: vector, embeddingsByType: { float: vector }, inputTextTokenCount: 5 },
      ],
      [
        'Titan 2 with options',
        'amazon.titan-embed-text-v2:0',
        { inputText: 'Hello', dimensions: 256, normalize: false, embeddingTypes: ['binary'] },
        { texts: ['Hello'], dimensions: 256, normalize: false },
        { embeddingsByType: { binary: [1, 0, 0, 1] }, inputTextTokenCount: 5 },
      ],
      [
        'Cohere',
        'cohere.embed-english-v3',
        { texts: ['Hello'], input_type: 'search_query', truncate: 'END' },
        { texts: ['Hello'], inputType: 'query' },
        { id: CALL_ID, response_type: 'embeddings_floats', embeddings: [vector], texts: ['Hello'] },
      ],
      [
        'Cohere by type',
        'cohere.embed-v4:0',
        { texts: ['Hello'], input_type: 'clustering', embedding_types: ['float'], output_dimension: 512 },
        { texts: ['Hello'], inputType: 'document', dimensions: 512 },
        {
          id: CALL_ID,
          response_type: 'embeddings_by_type',
          embeddings: { float: [vector] },
          texts: ['Hello'],
        },
      ],
    ];
  test.each(table)('of %s', async (_, modelId, body, embed, said) => {
    const heard = await invoke(modelId, body, { vectors: [vector] });
    expect(heard.embed).toEqual({ modelId, ...embed });
    expect(heard.said).toEqual(said);
  });
});
