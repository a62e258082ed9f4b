import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import {
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { invoke } from '../support/invoke.ts';
import { required } from './servers.ts';
import { gatewayModel, lockedModel, mockModel, openProviderSession, TYPES } from './streambed.ts';
import { failureOf } from './talk.ts';

/** What else leads to a model: flows, InvokeModel, embeddings, lists, the command line, and boto3. */

const { target, runtime, flows, models, bedrock, servers } = await openProviderSession();

describe('a flow', () => {
  const asking = (modelId: string, text: string) => ({
    nodes: [inputNode(), promptNode('Ask', modelId, text), outputNode()],
    connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
  });

  test.each([...TYPES.map(mockModel), gatewayModel('openai-compatible', 'anthropic')])(
    'asks %s',
    async (modelId) => {
      const id = await flows.prepared(asking(modelId, 'Greet {{text}}.'));
      const { outputs, completion, traces } = await invoke(runtime, id, 'Ada', { enableTrace: true });
      expect(completion).toBe('SUCCESS');
      expect(outputs).toEqual([
        { nodeName: 'FlowOutput', document: 'Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.' },
      ]);
      expect(JSON.stringify(traces)).not.toContain(servers.mockKey);
    },
  );

  test('says which node could not be answered, and why', async () => {
    const id = await flows.prepared(asking(mockModel('anthropic'), 'Too {{text}}.'));
    const { error } = await invoke(runtime, id, 'fast');
    expect(error?.name).toBe('ThrottlingException');
    expect(error?.message).toContain('Ask');
  });
});

describe('InvokeModel', () => {
  const decoder = new TextDecoder();
  const send = async (modelId: string, body: object) => {
    const answer = await models.send(
      new InvokeModelCommand({ modelId, contentType: 'application/json', body: JSON.stringify(body) }),
    );
    return JSON.parse(decoder.decode(answer.body));
  };
  const claude = 'anthropic.claude-3-haiku-20240307-v1:0';
  const toClaude = (text: string) => ({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 99,
    messages: [{ role: 'user', content: text }],
  });

  test('speaks as Claude with what aimock says as Claude', async () => {
    expect(await send(claude, toClaude('Greet Ada.'))).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 11, output_tokens: 7 },
    });
    expect(await failureOf(send(claude, toClaude('Too fast.')))).toBeInstanceOf(ThrottlingException);
  });

  test('streams as Claude', async () => {
    const { body } = await models.send(
      new InvokeModelWithResponseStreamCommand({
        modelId: claude,
        body: JSON.stringify(toClaude('Greet Ada.')),
      }),
    );
    let text = '';
    const types: string[] = [];
    for await (const { chunk } of body ?? []) {
      const event = JSON.parse(decoder.decode(chunk?.bytes));
      types.push(event.type);
      text += event.delta?.text ?? '';
    }
    expect(text).toBe('Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.');
    expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop']);
  });

  test('speaks as Nova with what a model of OpenAI says through LiteLLM', async () => {
    const messages = [{ role: 'user', content: [{ text: 'Greet Ada.' }] }];
    expect(await send('amazon.nova-lite-v1:0', { schemaVersion: 'messages-v1', messages })).toMatchObject({
      output: {
        message: { role: 'assistant', content: [{ text: 'Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.' }] },
      },
      stopReason: 'end_turn',
      usage: { inputTokens: 11, outputTokens: 7 },
    });
  });
});

describe('embeddings', () => {
  const embed = async (modelId: string, body: object) => {
    const answer = await models.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
    return JSON.parse(new TextDecoder().decode(answer.body));
  };
  const inputText = 'The tide comes in.';
  const vector = [0.25, -0.5, 0.125, 0.75];
  const english = { texts: [inputText], input_type: 'search_document' };

  test('of Titan are those that LiteLLM was told to answer', async () => {
    const answer = await embed('amazon.titan-embed-text-v1', { inputText });
    expect(answer.embedding).toEqual([0.5, -0.25, 0.125]);
    expect(answer.inputTextTokenCount).toBeGreaterThan(0);
  });

  test('of Titan 2 come through LiteLLM from aimock, of length 1 unless told otherwise', async () => {
    const id = 'amazon.titan-embed-text-v2:0';
    const raw = await embed(id, { inputText, normalize: false });
    expect(raw.embedding).toEqual(vector);
    expect(raw.inputTextTokenCount).toBeGreaterThan(0);
    const { embedding } = await embed(id, { inputText });
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    expect((await embed(id, { inputText: 'Another text.', dimensions: 256 })).embedding).toHaveLength(256);
  });

  test('of Cohere, answered by OpenAI and by Gemini', async () => {
    expect(await embed('cohere.embed-english-v3', english)).toMatchObject({ embeddings: [vector] });
    expect(await embed('cohere.embed-multilingual-v3', english)).toMatchObject({ embeddings: [vector] });
    const two = { ...english, texts: [inputText, 'Another text.'] };
    expect((await embed('cohere.embed-english-v3', two)).embeddings).toHaveLength(2);
  });
});

test('what LiteLLM and aimock list is listed', async () => {
  const { modelSummaries = [] } = await bedrock.send(new ListFoundationModelsCommand({}));
  const ids = modelSummaries.map(({ modelId }) => modelId);
  for (const model of ['openai', 'anthropic', 'gemini'])
    expect(ids).toContain(gatewayModel('openai-compatible', model));
  expect(ids).toContain(gatewayModel('anthropic', 'anthropic'));
  expect(ids).toContain(mockModel('openai'));
  // The list says what there is, and this is not there; nor is what a wrong key leads to.
  expect(ids).not.toContain(gatewayModel('openai-compatible', 'unknown'));
  expect(ids).not.toContain(lockedModel('openai'));
});

/** Runs a program as a user would, with the server's address and credentials in its environment. */
const run = async (command: string, ...commandArguments: readonly string[]) => {
  const child = spawn(command, commandArguments, {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: required('STREAMBED_PROVIDERS_SCRATCH'),
      AWS_ENDPOINT_URL: target.url,
      AWS_ACCESS_KEY_ID: target.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: target.credentials.secretAccessKey,
      AWS_REGION: target.region,
      AWS_DEFAULT_REGION: target.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_PROXY: '127.0.0.1',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [status] = await once(child, 'close');
  return { status: status as number | null, output, errors };
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describe('streambed models', () => {
  const streambed = (...words: readonly string[]) =>
    run(process.execPath, here('../../packages/cli/bin/streambed.mjs'), 'models', ...words);

  test('lists them', async () => {
    const { status, output, errors } = await streambed('--json');
    expect([status, errors]).toEqual([0, '']);
    const listed = JSON.parse(output) as { modelId: string }[];
    expect(listed.map(({ modelId }) => modelId)).toContain(gatewayModel('openai-compatible', 'said'));
  });

  test('tries them: whoever answers is timed, and who does not says why', async () => {
    const good = [mockModel('openai'), mockModel('google'), gatewayModel('openai-compatible', 'anthropic')];
    const asked = await streambed('test', '--json', '--prompt', 'Greet Ada.', ...good);
    expect(asked).toMatchObject({ status: 0, errors: '' });
    const tried = asked.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(tried).toHaveLength(3);
    for (const one of tried) expect(one).toMatchObject({ inputTokens: 11, outputTokens: 7 });

    const failed = await streambed(
      'test',
      '--prompt',
      'Greet Ada.',
      mockModel('anthropic'),
      lockedModel('anthropic'),
    );
    expect(failed.status).toBe(1);
    expect(failed.output).toMatch(/AccessDeniedException: .*refused the credentials/);
    expect(failed.output).toContain('2 models, 1 answered, 1 did not');
    expect(failed.output).not.toContain(servers.mockKey);
  });
});

test('boto3 holds all of boto3_test.py', async () => {
  const { status, errors } = await run(
    required('STREAMBED_PROVIDERS_PYTHON'),
    '-m',
    'unittest',
    '-v',
    here('boto3_test.py'),
  );
  expect(status, errors).toBe(0);
});
