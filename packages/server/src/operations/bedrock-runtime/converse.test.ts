import type { ConverseRequest as ModelRequest, Ports, ServiceCall } from '@streambed/flow/ports';
import { dependencyFailed } from '@streambed/flow/ports';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { ContentBlock, ConverseRequest, Message } from '@streambed/model/bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { ServiceException } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import { answerOf, callRuntime } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { converse } from './converse.ts';

const MODEL = 'amazon.nova-lite-v1:0';
const PROMPT = 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ:3';
const scope = { accountId: '000000000000', region: 'us-east-1' };

const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const hello = user({ text: 'Hello' });

const variant: PromptVariant = {
  name: 'one',
  templateType: 'CHAT',
  modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
  templateConfiguration: {
    chat: {
      system: [{ text: 'Speak {{language}}.' }],
      messages: [{ role: 'user', content: [{ text: 'Greet {{name}}.' }] }],
      toolConfiguration: { tools: [{ toolSpec: { name: 'wave', inputSchema: { json: {} } } }] },
    },
  },
  inferenceConfiguration: { text: { maxTokens: 7 } },
  additionalModelRequestFields: { top_k: 3 },
};

/** Sends a request; resolves with what the model was asked and what the client is answered. */
const send = async (
  input: Partial<ConverseRequest>,
  {
    objects = {},
    prompt = variant,
    hold,
  }: {
    objects?: Record<string, string>;
    prompt?: PromptVariant;
    hold?: OperationContext['hold'];
  } = {},
) => {
  const asked: { request: ModelRequest; call: ServiceCall }[] = [];
  const ports: Partial<Ports> = {
    model: {
      async converse(request, call) {
        asked.push({ request, call });
        return answerOf();
      },
      converseStream: () => {
        throw new Error('nobody asked for a stream');
      },
    },
    prompts: { getDefaultVariant: async () => prompt },
    objects: {
      async getObject({ bucket, key }) {
        const uri = `s3://${bucket}/${key}`;
        if (!Object.hasOwn(objects, uri)) throw dependencyFailed(uri, `There is no object ${uri}.`);
        return { body: Buffer.from(objects[uri]!), requestId: 'r' };
      },
      putObject: () => Promise.reject(new Error('nothing is written')),
    },
  };
  const answer = await callRuntime(converse, { modelId: MODEL, ...input }, { ports, ...(hold && { hold }) });
  return { answer, request: asked[0]!.request, call: asked[0]!.call, calls: asked.length };
};
const refusalOf = async (...of: Parameters<typeof send>) => {
  const { code, message } = await failureOf(send(...of));
  expect(code).toBe('ValidationException');
  return message;
};

describe('Converse', () => {
  test('asks the model what the client asks, and answers what the model answers', async () => {
    const input = {
      messages: [hello],
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 5, temperature: 0.5, topP: 1, stopSequences: ['.'] },
      toolConfig: { tools: [{ toolSpec: { name: 'wave', inputSchema: { json: {} } } }] },
      additionalModelRequestFields: { top_k: 3 },
      additionalModelResponseFieldPaths: ['/stop_sequence', '/a~0b/~1'],
      performanceConfig: { latency: 'optimized' as const },
      guardrailConfig: { guardrailIdentifier: 'abcdefghij12', guardrailVersion: '1' },
      outputConfig: { effort: 'low' as const },
    };
    const others = { requestMetadata: { team: 'a' }, serviceTier: { type: 'flex' as const } };
    const { answer, request, call } = await send({ ...input, ...others });
    expect(request).toEqual({ modelId: MODEL, ...input });
    expect(call).toEqual({ key: 'a-request', ...scope, signal: expect.any(AbortSignal) });
    expect(answer).toEqual({
      output: { message: assistant({ text: 'Hello.' }) },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      metrics: { latencyMs: 4 },
    });
  });

  test.each([
    [MODEL, `arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`],
    ['llama3.2:3b', 'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b'],
    [`us.${MODEL}`, `arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.${MODEL}`],
    [PROMPT, PROMPT],
    [
      'arn:aws:bedrock:eu-west-1:111111111111:prompt/ABCDEFGHIJ',
      'arn:aws:bedrock:eu-west-1:111111111111:prompt/ABCDEFGHIJ',
    ],
  ])('of %s acts on %s', (modelId, arn) => {
    expect(converse.resource({ modelId }, scope)).toBe(arn);
  });
});

describe('a system message', () => {
  test('becomes system text behind what there is', async () => {
    const system: Message = {
      role: 'system',
      content: [{ text: 'Be kind.' }, { cachePoint: { type: 'default' } }],
    };
    const { request } = await send({
      messages: [hello, system, assistant({ text: 'Hi' })],
      system: [{ text: 'A.' }],
    });
    expect(request.messages).toEqual([hello, assistant({ text: 'Hi' })]);
    expect(request.system).toEqual([
      { text: 'A.' },
      { text: 'Be kind.' },
      { cachePoint: { type: 'default' } },
    ]);
  });

  test('has text only', async () => {
    const system: Message = {
      role: 'system',
      content: [{ toolUse: { toolUseId: 'a', name: 'b', input: {} } }],
    };
    expect(await refusalOf({ messages: [hello, system] })).toContain('messages.1.content.0');
  });
});

describe('a prompt as model', () => {
  const promptVariables = { language: { text: 'Welsh' }, name: { text: '{{name}} & Ada' } };

  test('brings the model, the messages and the settings, its variables filled in', async () => {
    const { request } = await send({ modelId: PROMPT, promptVariables });
    expect(request).toEqual({
      modelId: variant.modelId,
      system: [{ text: 'Speak Welsh.' }],
      messages: [user({ text: 'Greet {{name}} & Ada.' })],
      toolConfig: { tools: [{ toolSpec: { name: 'wave', inputSchema: { json: {} } } }] },
      inferenceConfig: { maxTokens: 7 },
      additionalModelRequestFields: { top_k: 3 },
    });
  });

  test('is followed by the messages of the request; two of one role at the seam are one', async () => {
    const messages = [hello, assistant({ text: 'Hi' })];
    expect((await send({ modelId: PROMPT, promptVariables, messages })).request.messages).toEqual([
      user({ text: 'Greet {{name}} & Ada.' }, { text: 'Hello' }),
      assistant({ text: 'Hi' }),
    ]);
    const answered = [assistant({ text: 'Hi' }), hello];
    expect((await send({ modelId: PROMPT, promptVariables, messages: answered })).request.messages).toEqual([
      user({ text: 'Greet {{name}} & Ada.' }),
      ...answered,
    ]);
  });

  test('takes what is about the call: guardrail, latency, field paths', async () => {
    const about = {
      guardrailConfig: { guardrailIdentifier: 'abcdefghij12', guardrailVersion: 'DRAFT' },
      performanceConfig: { latency: 'standard' as const },
      additionalModelResponseFieldPaths: ['/id'],
    };
    expect((await send({ modelId: PROMPT, promptVariables, ...about })).request).toMatchObject(about);
  });

  test.each<[string, Partial<ConverseRequest>]>([
    ['inferenceConfig', { inferenceConfig: { maxTokens: 1 } }],
    ['system', { system: [{ text: 'No.' }] }],
    ['toolConfig', { toolConfig: { tools: [{ toolSpec: { name: 'a', inputSchema: { json: {} } } }] } }],
    ['additionalModelRequestFields', { additionalModelRequestFields: { top_k: 1 } }],
  ])('is not sent with %s', async (name, member) => {
    expect(await refusalOf({ modelId: PROMPT, promptVariables, ...member })).toMatch(
      new RegExp(`^${name} cannot be sent with a prompt`),
    );
  });

  test.each<[string, ConverseRequest['promptVariables'], string]>([
    ['none are given', undefined, 'has no value for "language", "name"'],
    ['one is missing', { name: { text: 'Ada' } }, 'has no value for "language"'],
    [
      'one is too many',
      { ...promptVariables, nmae: { text: 'Ada' } },
      'has "nmae", which the prompt does not use. Prompt',
    ],
  ])('is refused when of its variables %s', async (_, given, words) => {
    const message = await refusalOf({ modelId: PROMPT, ...(given && { promptVariables: given }) });
    expect(message).toContain(words);
    expect(message).toContain('uses "language", "name".');
  });

  test('is refused when no model answers it', async () => {
    const { modelId: _, ...unserved } = variant;
    expect(await refusalOf({ modelId: PROMPT, promptVariables }, { prompt: unserved })).toContain(
      'names no model',
    );
    const agent = { ...unserved, genAiResource: { agent: { agentIdentifier: 'an-agent' } } };
    expect(await refusalOf({ modelId: PROMPT, promptVariables }, { prompt: agent })).toContain('an agent');
  });

  test('is the only one that takes variables', async () => {
    expect(await refusalOf({ messages: [hello], promptVariables })).toContain('promptVariables can only');
    expect((await send({ messages: [hello], promptVariables: {} })).request.messages).toEqual([hello]);
  });
});

describe('what lies in a bucket', () => {
  const at = (uri: string) => ({ s3Location: { uri } });
  const objects = { 's3://media/a.png': 'PNG', 's3://media/b c/d.txt': 'text' };

  test('is read and sent as bytes, also inside a tool result', async () => {
    const use = assistant({ toolUse: { toolUseId: 't1', name: 'see', input: {} } });
    const messages = [
      user({ image: { format: 'png', source: at('s3://media/a.png') } }, { text: 'What is it?' }),
      use,
      user({
        toolResult: {
          toolUseId: 't1',
          content: [
            { text: 'here' },
            { document: { name: 'd', format: 'txt', source: at('s3://media/b c/d.txt') } },
          ],
        },
      }),
    ];
    const toolConfig = { tools: [{ toolSpec: { name: 'see', inputSchema: { json: {} } } }] };
    const { request } = await send({ messages, toolConfig }, { objects });
    expect(request.messages).toEqual([
      user({ image: { format: 'png', source: { bytes: Buffer.from('PNG') } } }, { text: 'What is it?' }),
      use,
      user({
        toolResult: {
          toolUseId: 't1',
          content: [
            { text: 'here' },
            { document: { name: 'd', format: 'txt', source: { bytes: Buffer.from('text') } } },
          ],
        },
      }),
    ]);
  });

  test.each([
    [
      'is not there',
      's3://media/none.png',
      'messages.0.content.1.image names could not be read. There is no object',
    ],
    ['has no key', 's3://media', 'names a bucket and no object'],
    ['has an empty key', 's3://media/', 'names a bucket and no object'],
    ['is empty', 's3://media/empty', 'is empty'],
    ['is too large', 's3://media/large', 'more than 25000000 bytes'],
  ])('is refused when it %s', async (_, uri, words) => {
    const image: ContentBlock = { image: { format: 'png', source: at(uri) } };
    const all = { ...objects, 's3://media/empty': '', 's3://media/large': 'x'.repeat(25_000_001) };
    expect(await refusalOf({ messages: [user({ text: 'What?' }, image)] }, { objects: all })).toContain(
      words,
    );
  });

  test('is counted as held while it is read, and as what it is after that', async () => {
    let held = 0;
    const most: number[] = [];
    const hold = (bytes: number) => {
      held += bytes;
      most.push(held);
      if (held > 25_000_010) throw new ServiceException('ServiceUnavailableException', 'full');
      return () => {
        held -= bytes;
      };
    };
    const image: ContentBlock = { image: { format: 'png', source: at('s3://media/a.png') } };
    const input = { messages: [user({ text: 'What?' }, image, image)] };
    await send(input, { objects, hold });
    expect(held).toBe(6);
    expect(most).toEqual([25_000_000, 3, 25_000_000, 6]);
    held = 100;
    expect((await failureOf(send(input, { objects, hold }))).code).toBe('ServiceUnavailableException');
    expect(held).toBeGreaterThanOrEqual(100);
  });

  test('is refused when it is too much together, or too many', async () => {
    const image: ContentBlock = { image: { format: 'png', source: at('s3://media/half') } };
    const all = { 's3://media/half': 'x'.repeat(13_000_000), 's3://media/a.png': 'PNG' };
    expect(await refusalOf({ messages: [user(image, image)] }, { objects: all })).toContain(
      '25000000 bytes together',
    );
    const many = Array.from(
      { length: 101 },
      (): ContentBlock => ({
        image: { format: 'png', source: at('s3://media/a.png') },
      }),
    );
    expect(await refusalOf({ messages: [user(...many)] }, { objects: all })).toContain(
      'more than 100 objects',
    );
  });
});

test.each([['stop_sequence'], ['/a~2b'], ['/~']])('%s is no path to a field of the answer', async (path) => {
  expect(await refusalOf({ messages: [hello], additionalModelResponseFieldPaths: ['/ok', path] })).toContain(
    'additionalModelResponseFieldPaths.1',
  );
});
