import {
  CreatePromptCommand,
  type CreatePromptCommandInput,
  CreatePromptVersionCommand,
  DeletePromptCommand,
  GetPromptCommand,
  ListPromptsCommand,
  type PromptVariant,
  UpdatePromptCommand,
} from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import { inputNode, outputNode, slot, wire } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, promptArnIn } from './support/vacant.ts';

/** Prompts: a draft, numbered versions, and flows that use them. */

const { target, agent, runtime, flows } = await openSession();
const { region, modelId } = target;

const text = (template: string, changes: Partial<PromptVariant> = {}): PromptVariant => ({
  name: 'one',
  templateType: 'TEXT',
  templateConfiguration: { text: { text: template, inputVariables: [{ name: 'text' }] } },
  modelId,
  ...changes,
});

const chat: PromptVariant = {
  name: 'talk',
  templateType: 'CHAT',
  modelId,
  templateConfiguration: {
    chat: {
      system: [{ text: 'Answer in one sentence.' }, { cachePoint: { type: 'default' } }],
      messages: [
        { role: 'user', content: [{ text: 'What is {{text}}?' }] },
        { role: 'assistant', content: [{ text: 'It is a river.' }] },
        { role: 'user', content: [{ text: 'And where?' }] },
      ],
      inputVariables: [{ name: 'text' }],
      toolConfiguration: {
        tools: [
          {
            toolSpec: {
              name: 'look_up',
              description: 'Looks a word up.',
              inputSchema: { json: { type: 'object', properties: { word: { type: 'string' } } } },
            },
          },
        ],
        toolChoice: { auto: {} },
      },
    },
  },
  inferenceConfiguration: {
    text: { temperature: 0.5, topP: 0.25, maxTokens: 64, stopSequences: ['END', '\n\n'] },
  },
  additionalModelRequestFields: { top_k: 3, nested: { list: [1, 'two', null, true] } },
  metadata: [{ key: 'owner', value: 'team a' }],
};

const create = (input: Partial<CreatePromptCommandInput> = {}) =>
  agent.send(new CreatePromptCommand({ name: 'conformance', ...input }));
const get = (promptIdentifier: string, promptVersion?: string) =>
  agent.send(new GetPromptCommand({ promptIdentifier, ...(promptVersion && { promptVersion }) }));
const remove = (promptIdentifier: string, promptVersion?: string) =>
  agent.send(new DeletePromptCommand({ promptIdentifier, ...(promptVersion && { promptVersion }) }));
const snapshot = (promptIdentifier: string) =>
  agent.send(new CreatePromptVersionCommand({ promptIdentifier, description: 'a snapshot' }));

describe('CreatePrompt', () => {
  test('answers 201 with the draft, and GetPrompt shows it by id and by ARN', async () => {
    const prompt = await create({
      name: 'Everything',
      description: 'Ein Prompt, 🌊',
      variants: [chat],
      defaultVariant: 'talk',
      tags: { team: 'a' },
    });
    expect(prompt.$metadata.httpStatusCode).toBe(201);
    expect(prompt.id).toMatch(/^[0-9A-Z]{10}$/);
    const accountId = prompt.arn!.split(':')[4]!;
    expect(prompt).toMatchObject({
      arn: promptArnIn(region, accountId, prompt.id!),
      version: 'DRAFT',
      name: 'Everything',
      description: 'Ein Prompt, 🌊',
      defaultVariant: 'talk',
      variants: [chat],
    });
    expect(prompt.createdAt).toBeInstanceOf(Date);
    expect(prompt.updatedAt).toEqual(prompt.createdAt);
    for (const identifier of [prompt.id!, prompt.arn!]) {
      const shown = await get(identifier);
      expect(shown.$metadata.httpStatusCode).toBe(200);
      expect({ ...shown, $metadata: undefined }).toEqual({ ...prompt, $metadata: undefined });
    }
    expect((await get(prompt.id!, 'DRAFT')).version).toBe('DRAFT');
    await remove(prompt.id!);
  });

  test('needs a name only', async () => {
    const prompt = await create();
    expect((await get(prompt.id!)).variants ?? []).toEqual([]);
    await remove(prompt.id!);
  });

  test.each([
    ['no name', { name: undefined }, 'name'],
    ['two variants', { variants: [text('a'), text('b', { name: 'two' })] }, 'variants'],
    ['a default that is no variant', { variants: [text('a')], defaultVariant: 'two' }, 'defaultVariant'],
    ['an empty template', { variants: [text('')] }, 'variants[0].templateConfiguration.text.text'],
    [
      'a temperature above 1',
      { variants: [text('a', { inferenceConfiguration: { text: { temperature: 1.5 } } })] },
      'variants[0].inferenceConfiguration.text.temperature',
    ],
    [
      'five stop sequences',
      {
        variants: [
          text('a', { inferenceConfiguration: { text: { stopSequences: ['a', 'b', 'c', 'd', 'e'] } } }),
        ],
      },
      'variants[0].inferenceConfiguration.text.stopSequences',
    ],
    [
      '21 variables',
      {
        variants: [
          text('a', {
            templateConfiguration: {
              text: { text: 'a', inputVariables: Array.from({ length: 21 }, (_, i) => ({ name: `v${i}` })) },
            },
          }),
        ],
      },
      'variants[0].templateConfiguration.text.inputVariables',
    ],
    [
      'a CHAT variant with a text template',
      { variants: [text('a', { templateType: 'CHAT' })] },
      'variants[0].templateConfiguration',
    ],
    [
      'an unknown role',
      {
        variants: [
          {
            ...chat,
            templateConfiguration: {
              chat: { messages: [{ role: 'narrator' as never, content: [{ text: 'a' }] }] },
            },
          },
        ],
      },
      'variants[0].templateConfiguration.chat.messages[0].role',
    ],
  ])('%s is a ValidationException that names the member', async (_what, input, member) => {
    const failure = await failureOf(
      create(input as Partial<CreatePromptCommandInput>),
      'ValidationException',
      400,
    );
    expect(failure.fieldList?.map(({ name }) => name)).toContain(member);
  });
});

test('UpdatePrompt replaces the draft: what is not sent is gone', async () => {
  const { id, createdAt } = await create({ description: 'first', variants: [text('a {{text}}')] });
  const updated = await agent.send(new UpdatePromptCommand({ promptIdentifier: id, name: 'second' }));
  expect(updated.$metadata.httpStatusCode).toBe(200);
  expect(updated).toMatchObject({ id, name: 'second', version: 'DRAFT', createdAt });
  const shown = await get(id!);
  expect(shown.description).toBeUndefined();
  expect(shown.variants ?? []).toEqual([]);
  await failureOf(
    agent.send(new UpdatePromptCommand({ promptIdentifier: ABSENT_ID, name: 'absent' })),
    'ResourceNotFoundException',
    404,
  );
  await remove(id!);
});

describe('versions', () => {
  test('are numbered, immutable, and known by ARN and by number', async () => {
    const { id, arn } = await create({ variants: [text('old {{text}}')] });
    const one = await snapshot(id!);
    expect(one.$metadata.httpStatusCode).toBe(201);
    expect(one).toMatchObject({
      id,
      version: '1',
      arn: `${arn}:1`,
      description: 'a snapshot',
      variants: [text('old {{text}}')],
    });
    await agent.send(
      new UpdatePromptCommand({
        promptIdentifier: id,
        name: 'conformance',
        variants: [text('new {{text}}')],
      }),
    );
    expect((await snapshot(arn!)).version).toBe('2');
    for (const shown of [await get(id!, '1'), await get(`${arn}:1`)]) {
      expect(shown).toMatchObject({ version: '1', variants: [text('old {{text}}')] });
    }
    expect(await get(id!)).toMatchObject({ version: 'DRAFT', variants: [text('new {{text}}')] });
    const brief = await agent.send(
      new GetPromptCommand({ promptIdentifier: id, promptVersion: '2', includedData: 'METADATA_ONLY' }),
    );
    expect(brief.variants).toBeUndefined();
    await remove(id!);
  });

  test('one is deleted alone, all go with the prompt, and numbers are never given out twice', async () => {
    const { id, arn } = await create();
    await snapshot(id!);
    await snapshot(id!);
    const answer = await remove(id!, '2');
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer).toMatchObject({ id, version: '2' });
    await failureOf(get(id!, '2'), 'ResourceNotFoundException', 404);
    expect((await snapshot(id!)).version).toBe('3');
    const whole = await remove(id!);
    expect(whole.id).toBe(id);
    expect(whole.version).toBeUndefined();
    const calls = [
      () => get(id!),
      () => get(id!, '1'),
      () => get(`${arn}:3`),
      () => remove(id!),
      () => snapshot(id!),
    ];
    for (const call of calls) await failureOf(call(), 'ResourceNotFoundException', 404);
  });

  test('an absent one is a ResourceNotFoundException', async () => {
    const { id } = await create();
    await failureOf(get(id!, '9'), 'ResourceNotFoundException', 404);
    await failureOf(remove(id!, '9'), 'ResourceNotFoundException', 404);
    await failureOf(get(ABSENT_ID), 'ResourceNotFoundException', 404);
    await failureOf(snapshot(ABSENT_ID), 'ResourceNotFoundException', 404);
    await failureOf(get(id!, 'newest'), 'ValidationException', 400);
    await remove(id!);
  });
});

test('ListPrompts shows drafts, and with an identifier that prompt: draft and versions', async () => {
  const prompt = await create({ name: 'listed', description: 'to be listed' });
  await snapshot(prompt.id!);
  const { id, arn, name, description, version, createdAt, updatedAt } = prompt;
  const all = await agent.send(new ListPromptsCommand({ maxResults: 1000 }));
  expect(all.$metadata.httpStatusCode).toBe(200);
  expect(all.promptSummaries!.filter((summary) => summary.id === id)).toEqual([
    { id, arn, name, description, version, createdAt, updatedAt },
  ]);
  const own = await agent.send(new ListPromptsCommand({ promptIdentifier: id }));
  expect(own.promptSummaries!.map((summary) => summary.version).toSorted()).toEqual(['1', 'DRAFT']);
  await failureOf(
    agent.send(new ListPromptsCommand({ promptIdentifier: ABSENT_ID })),
    'ResourceNotFoundException',
    404,
  );
  await remove(id!);
});

describe('a flow that uses a prompt', () => {
  const flowWith = (promptArn: string) => ({
    nodes: [
      inputNode(),
      {
        name: 'Ask',
        type: 'Prompt' as const,
        configuration: { prompt: { sourceConfiguration: { resource: { promptArn } } } },
        inputs: [slot('text')],
        outputs: [{ name: 'modelCompletion', type: 'String' as const }],
      },
      outputNode(),
    ],
    connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
  });

  test('asks with the version that its ARN names', async () => {
    const { id, arn } = await create({
      variants: [text('Old words. Repeat: {{text}}')],
      defaultVariant: 'one',
    });
    await snapshot(id!);
    await agent.send(
      new UpdatePromptCommand({
        promptIdentifier: id,
        name: 'conformance',
        variants: [text('New words. Repeat: {{text}}')],
        defaultVariant: 'one',
      }),
    );
    for (const [promptArn, words] of [
      [`${arn}:1`, 'Old words. Repeat: a river'],
      [arn!, 'New words. Repeat: a river'],
    ] as const) {
      const flow = await flows.prepared(flowWith(promptArn));
      const { traces, completion } = await invoke(runtime, flow, 'a river', { enableTrace: true });
      expect(completion).toBe('SUCCESS');
      const action = traces.find(({ nodeActionTrace }) => nodeActionTrace)?.nodeActionTrace;
      expect(action?.operationRequest).toMatchObject({ messages: [{ content: [{ text: words }] }] });
    }
    await remove(id!);
  });

  test('fails in the stream when the prompt is gone', async () => {
    const { id, arn } = await create({ variants: [text('{{text}}')], defaultVariant: 'one' });
    const flow = await flows.prepared(flowWith(arn!));
    await remove(id!);
    const { error, outputs, completion } = await invoke(runtime, flow, 'a river');
    expect(error?.name).toMatch(/^(ResourceNotFound|DependencyFailed)Exception$/);
    expect(error?.message).toContain(arn);
    expect(outputs).toEqual([]);
    expect(completion).toBeUndefined();
  });
});
