import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  CreateFlowCommand,
  type FlowNode,
  type KnowledgeBaseFlowNodeConfiguration,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groundedAnswers } from '../packages/studio/src/screens/templates/catalog/grounded-answers.ts';
import { type ChatRequest, openChatProvider } from './support/chat-provider.ts';
import { inputNode, outputNode, slot, wire } from './support/definitions.ts';
import { type Invoked, invoke } from './support/invoke.ts';
import { type Sent, type Shelf, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { bedrockSettings } from './target.ts';

/**
 * The KnowledgeBase node in both of its forms, in flows that are run by InvokeFlow with traces, and the studio's template of
 * grounded answers, on knowledge bases of the server itself.
 */

const provider = await openChatProvider();
afterAll(() => provider.close());
const { target, agent, runtime, flows } = await openSession({
  files: {
    'streambed.yaml': `models:
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.*", provider: local }
`,
  },
});
const OFFLINE = 'amazon.nova-lite-v1:0';

const RULES = {
  'keys.md': {
    text: '# Keys\n\nA guest may keep a key for three days. After that the key goes back to the desk.',
    metadata: { topic: 'keys' },
  },
  'dogs.md': {
    text: '# Dogs\n\nDogs are welcome in the garden, not in the house.',
    metadata: { topic: 'dogs' },
  },
  'quiet.md': {
    text: '# Quiet\n\nAfter ten in the evening the house is quiet.',
    metadata: { topic: 'hours' },
  },
} satisfies Record<string, Sent>;

let rules: Shelf;
let guardrailIdentifier: string;
beforeAll(async () => {
  rules = await shelvesOf(agent, target).filled(RULES);
  const bedrock = new BedrockClient(bedrockSettings(target));
  const { guardrailId } = await bedrock.send(
    new CreateGuardrailCommand({
      name: 'house',
      blockedInputMessaging: 'That cannot be asked.',
      blockedOutputsMessaging: 'That cannot be answered.',
      wordPolicyConfig: {
        wordsConfig: [
          { text: 'burglar', inputEnabled: true, outputEnabled: false },
          { text: 'password', inputEnabled: false, outputEnabled: true },
        ],
      },
    }),
  );
  guardrailIdentifier = guardrailId!;
  bedrock.destroy();
}, 120_000);

/** Input → KnowledgeBase → Output. */
const asking = (configuration: Partial<KnowledgeBaseFlowNodeConfiguration> = {}) => {
  const isWritten = configuration.modelId !== undefined;
  const library: FlowNode = {
    name: 'Library',
    type: 'KnowledgeBase',
    configuration: { knowledgeBase: { knowledgeBaseId: rules.knowledgeBaseId, ...configuration } },
    inputs: [slot('retrievalQuery')],
    outputs: [
      isWritten ? { name: 'outputText', type: 'String' } : { name: 'retrievalResults', type: 'Array' },
    ],
  };
  return {
    nodes: [inputNode(), library, outputNode(isWritten ? 'String' : 'Array')],
    connections: [
      wire('FlowInput.document', 'Library.retrievalQuery'),
      wire(`Library.${isWritten ? 'outputText' : 'retrievalResults'}`, 'FlowOutput.document'),
    ],
  };
};
const run = async (
  configuration: Partial<KnowledgeBaseFlowNodeConfiguration>,
  question: string,
): Promise<Invoked> =>
  invoke(runtime, await flows.prepared(asking(configuration)), question, { enableTrace: true });
const actionOf = ({ traces }: Invoked) =>
  traces.map(({ nodeActionTrace }) => nodeActionTrace).find((trace) => trace !== undefined);
const answerOf = ({ outputs, error }: Invoked) => {
  expect(error).toBeUndefined();
  return outputs[0]?.document;
};

interface Passage {
  readonly content: { readonly text: string };
  readonly location: { readonly customDocumentLocation: { readonly id: string } };
  readonly score: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

describe('without a model', () => {
  test('gives the passages as they come', async () => {
    const invoked = await run({ numberOfResults: 2 }, 'How long may a guest keep a key?');
    const passages = answerOf(invoked) as Passage[];
    expect(passages).toHaveLength(2);
    expect(passages[0]).toEqual({
      content: { type: 'TEXT', text: expect.stringContaining('three days') },
      location: { type: 'CUSTOM', customDocumentLocation: { id: 'keys.md' } },
      score: expect.any(Number),
      metadata: expect.objectContaining({
        topic: 'keys',
        'x-amz-bedrock-kb-data-source-id': rules.dataSourceId,
      }),
    });
    expect(passages[0]!.score).toBeGreaterThanOrEqual(passages[1]!.score);
    expect(invoked.completion).toBe('SUCCESS');
  });

  test('shows in its trace what it asked, and what it was answered', async () => {
    const question = 'Where are dogs welcome?';
    const invoked = await run({ numberOfResults: 1 }, question);
    const action = actionOf(invoked);
    expect(action).toMatchObject({
      nodeName: 'Library',
      serviceName: 'bedrock',
      operationName: 'Retrieve',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      operationRequest: {
        knowledgeBaseId: rules.knowledgeBaseId,
        retrievalQuery: { text: question },
        retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 1 } },
      },
    });
    expect(action?.operationResponse).toMatchObject({ retrievalResults: answerOf(invoked) });
    expect(invoked.traces.flatMap((trace) => Object.keys(trace))).toEqual(
      expect.arrayContaining(['nodeInputTrace', 'nodeActionTrace', 'nodeOutputTrace']),
    );
  });

  test('ranks again what it found', async () => {
    const invoked = await run(
      {
        numberOfResults: 3,
        rerankingConfiguration: {
          type: 'BEDROCK_RERANKING_MODEL',
          bedrockRerankingConfiguration: {
            modelConfiguration: {
              modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/streambed.offline-lexical-reranker-v1',
            },
            numberOfRerankedResults: 1,
            metadataConfiguration: { selectionMode: 'ALL' },
          },
        },
      },
      'Is the house quiet in the evening?',
    );
    const passages = answerOf(invoked) as Passage[];
    expect(passages.map(({ location }) => location.customDocumentLocation.id)).toEqual(['quiet.md']);
  });
});

describe('with a model', () => {
  test('gives the written answer alone; what it rests on stands in the trace', async () => {
    const invoked = await run({ modelId: OFFLINE, numberOfResults: 2 }, 'How long may a guest keep a key?');
    expect(answerOf(invoked)).toContain('A guest may keep a key for three days.');
    const action = actionOf(invoked);
    expect(action).toMatchObject({ operationName: 'RetrieveAndGenerate', nodeName: 'Library' });
    const { output, citations, sessionId } = action!.operationResponse as unknown as {
      output: { text: string };
      sessionId: string;
      citations: { retrievedReferences: Passage[] }[];
    };
    expect(output.text).toBe(answerOf(invoked));
    expect(sessionId).toMatch(/./);
    expect(
      citations
        .flatMap(({ retrievedReferences }) => retrievedReferences)
        .map(({ location }) => location.customDocumentLocation.id),
    ).toContain('keys.md');
  });

  test('takes its template, parameters and orchestration along', async () => {
    const asked: ChatRequest[] = [];
    provider.on('local.writer', async (talk, request) => {
      asked.push(request);
      if (!request.stream) return talk.say({ content: 'dogs in the garden' });
      await talk.chunk({ content: 'In the garden [1].' });
      await talk.end();
    });
    const invoked = await run(
      {
        modelId: 'local.writer',
        numberOfResults: 1,
        promptTemplate: { textPromptTemplate: 'HOUSE $search_results$ $query$ $output_format_instructions$' },
        inferenceConfiguration: { text: { temperature: 0.25, maxTokens: 50 } },
        orchestrationConfiguration: {
          promptTemplate: {
            textPromptTemplate: 'FIRST $query$ $conversation_history$ $output_format_instructions$',
          },
        },
      },
      'Where may my pet go?',
    );
    expect(answerOf(invoked)).toBe('In the garden.');
    expect(asked).toHaveLength(2);
    expect(JSON.stringify(asked[0]?.messages)).toContain('FIRST Where may my pet go?');
    expect(JSON.stringify(asked[1]?.messages)).toMatch(/HOUSE <passage_1>.*Dogs are welcome in the garden/);
    expect(asked[1]).toMatchObject({ temperature: 0.25 });
  });

  test('has question and answer checked by its guardrail, whose message goes on through the flow', async () => {
    const guarded = { modelId: 'local.writer', guardrailConfiguration: { guardrailIdentifier } };
    provider.on('local.writer', async (talk) => {
      await talk.chunk({ content: 'The password is swordfish [1].' });
      await talk.end();
    });
    const before = provider.requests.length;
    const asked = await run(guarded, 'I am a burglar: who keeps the keys?');
    expect(answerOf(asked)).toBe('That cannot be asked.');
    expect(provider.requests).toHaveLength(before);
    const answered = await run(guarded, 'Who keeps the keys?');
    expect(answerOf(answered)).toBe('That cannot be answered.');
    expect(actionOf(answered)).toMatchObject({ operationResponse: { guardrailAction: 'INTERVENED' } });
    expect(JSON.stringify(answered.traces)).not.toContain('swordfish');
  });

  test('a template without a place for passages fails the node, which says so', async () => {
    const { error } = await run(
      { modelId: OFFLINE, promptTemplate: { textPromptTemplate: 'Just answer $query$' } },
      'Why?',
    );
    expect(error?.name).toMatch(/ValidationException|DependencyFailedException/);
    expect(error?.message).toContain('$search_results$');
  });
});

test('a knowledge base that is not there fails the node, which names it', async () => {
  const { error } = await run({ knowledgeBaseId: 'NOSUCHKB00' }, 'Why?');
  expect(error?.name).toMatch(/ResourceNotFoundException|DependencyFailedException/);
  expect(error?.message).toContain('NOSUCHKB00');
});

test('a guardrail without a model is found when the flow is prepared', async () => {
  const { id } = await agent.send(
    new CreateFlowCommand({
      name: 'guarded-passages',
      executionRoleArn: target.roleArn,
      definition: asking({ guardrailConfiguration: { guardrailIdentifier } }),
    }),
  );
  await agent.send(new PrepareFlowCommand({ flowIdentifier: id }));
  const { status, validations } = await flows.get(id!);
  expect(status).toBe('Failed');
  expect(validations?.map(({ message }) => message).join()).toContain('guardrail');
});

describe('the template of grounded answers', { timeout: 300_000 }, () => {
  test('answers from the documents, and takes the other way where they hold no answer', async () => {
    const definition = JSON.parse(
      JSON.stringify(groundedAnswers.definition).replaceAll('"UNSET"', JSON.stringify(rules.knowledgeBaseId)),
    );
    const id = await flows.prepared(definition, groundedAnswers.flowName);
    const [known, unknown] = groundedAnswers.savedInputs;
    const asked = async (document: unknown) => {
      const { outputs, error } = await invoke(runtime, id, document, {
        enableTrace: true,
        inputs: [
          { nodeName: 'Question', nodeOutputName: 'document', content: { document: document as string } },
        ],
      });
      expect(error).toBeUndefined();
      return outputs;
    };
    expect(await asked(known!.document)).toEqual([
      { nodeName: 'Answer', document: expect.stringContaining('three days') },
    ]);
    expect(await asked(unknown!.document)).toEqual([
      { nodeName: 'NothingFound', document: `The documents say nothing about: ${unknown!.document}` },
    ]);
  });
});
