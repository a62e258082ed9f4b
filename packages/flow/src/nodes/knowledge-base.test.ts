import type { KnowledgeBaseFlowNodeConfiguration } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { dependencyFailed, FlowError, type PortCall, type Ports, type Work } from '../ports/index.ts';
import { executeNode } from './execute-node.ts';

const passages = [{ content: { text: 'Kepler had three laws.' }, score: 0.8 }];
const knowledgeBaseId = 'KB12345678';

async function run(
  configuration: Partial<KnowledgeBaseFlowNodeConfiguration>,
  latency?: 'standard' | 'optimized',
  fail?: FlowError,
) {
  const asked: unknown[] = [];
  const answering = (response: object) => async (request: unknown) => {
    asked.push(request);
    if (fail) throw fail;
    return { response, requestId: 'request-1' };
  };
  const ports = {
    clock: { now: () => 1_000 },
    ids: { uuid: () => 'failed-1' },
    knowledgeBases: {
      retrieve: answering({ retrievalResults: passages }),
      retrieveAndGenerate: answering({ output: { text: 'Three.' }, sessionId: 's', citations: [] }),
    },
  } as unknown as Ports;
  const work: Work = {
    nodeName: 'Look',
    nodeType: 'KnowledgeBase',
    configuration: { knowledgeBase: { knowledgeBaseId, ...configuration } },
    inputs: [{ name: 'retrievalQuery', type: 'String', expression: '$.data', value: 'How many laws?' }],
    outputs: [],
  };
  const call = { nodeName: 'Look', ...(latency && { latency }) } as PortCall;
  const result = await executeNode(work, ports, call);
  return { result, asked };
}

describe('without a model', () => {
  test('gives the passages as they come, and asks for nothing that the node does not say', async () => {
    const { result, asked } = await run({});
    expect(asked).toEqual([{ knowledgeBaseId, retrievalQuery: { text: 'How many laws?' } }]);
    expect(result.outputs).toEqual({ retrievalResults: passages });
    expect(result.actions).toEqual([
      {
        at: 1_000,
        serviceName: 'bedrock',
        operationName: 'Retrieve',
        requestId: 'request-1',
        operationRequest: asked[0],
        operationResponse: { retrievalResults: passages },
      },
    ]);
  });

  test('takes along how many, and how they are ranked again', async () => {
    const rerankingConfiguration = {
      type: 'BEDROCK_RERANKING_MODEL' as const,
      bedrockRerankingConfiguration: {
        modelConfiguration: { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/rerank' },
        numberOfRerankedResults: 3,
      },
    };
    const { asked } = await run({ numberOfResults: 10, rerankingConfiguration });
    expect(asked[0]).toMatchObject({
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 10, rerankingConfiguration } },
    });
  });
});

describe('with a model', () => {
  test('gives the written answer alone', async () => {
    const { result, asked } = await run({ modelId: 'amazon.nova-lite-v1:0' });
    expect(asked).toEqual([
      {
        input: { text: 'How many laws?' },
        retrieveAndGenerateConfiguration: {
          type: 'KNOWLEDGE_BASE',
          knowledgeBaseConfiguration: { knowledgeBaseId, modelArn: 'amazon.nova-lite-v1:0' },
        },
      },
    ]);
    expect(result.outputs).toEqual({ outputText: 'Three.' });
    expect(result.actions?.[0]).toMatchObject({
      operationName: 'RetrieveAndGenerate',
      requestId: 'request-1',
    });
  });

  test.each([
    ['1', '1'],
    [undefined, 'DRAFT'],
  ])('has query and answer checked by its guardrail, version %s', async (given, guardrailVersion) => {
    const guardrailConfiguration = {
      guardrailIdentifier: 'gr1234567890',
      ...(given && { guardrailVersion: given }),
    };
    const { asked } = await run({ modelId: 'm', guardrailConfiguration });
    expect(asked[0]).toMatchObject({
      retrieveAndGenerateConfiguration: {
        knowledgeBaseConfiguration: {
          generationConfiguration: {
            guardrailConfiguration: { guardrailId: 'gr1234567890', guardrailVersion },
          },
        },
      },
    });
  });

  test('takes along templates, parameters, orchestration and latency', async () => {
    const text = { temperature: 0.2, maxTokens: 50 };
    const { asked } = await run(
      {
        modelId: 'm',
        promptTemplate: { textPromptTemplate: 'Answer from $search_results$' },
        inferenceConfiguration: { text },
        orchestrationConfiguration: {
          promptTemplate: { textPromptTemplate: 'Rewrite $query$' },
          inferenceConfig: { text },
          additionalModelRequestFields: { top_k: 5 },
          performanceConfig: { latency: 'optimized' },
        },
      },
      'optimized',
    );
    expect(asked[0]).toMatchObject({
      retrieveAndGenerateConfiguration: {
        knowledgeBaseConfiguration: {
          generationConfiguration: {
            promptTemplate: { textPromptTemplate: 'Answer from $search_results$' },
            inferenceConfig: { textInferenceConfig: text },
            performanceConfig: { latency: 'optimized' },
          },
          orchestrationConfiguration: {
            promptTemplate: { textPromptTemplate: 'Rewrite $query$' },
            inferenceConfig: { textInferenceConfig: text },
            additionalModelRequestFields: { top_k: 5 },
            performanceConfig: { latency: 'optimized' },
          },
        },
      },
    });
  });
});

test.each([
  [{}, 'Retrieve'],
  [{ modelId: 'm' }, 'RetrieveAndGenerate'],
])('a knowledge base that fails is traced with what was asked: %j', async (configuration, operationName) => {
  const failure = dependencyFailed(knowledgeBaseId, 'It is away.');
  const error = await run(configuration, undefined, failure).catch((thrown: unknown) => thrown);
  if (!(error instanceof FlowError)) throw error;
  expect(error.fault).toEqual(failure.fault);
  expect(error.actions).toMatchObject([
    { operationName, operationResponse: { error: { type: 'dependencyFailed', message: 'It is away.' } } },
  ]);
});
