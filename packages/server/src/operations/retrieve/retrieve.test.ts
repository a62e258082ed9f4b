import { type AnswerEvent, dependencyFailed, type KnowledgeBasePort } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { ServiceException } from '../../protocol/index.ts';
import { callRuntime } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { rerank } from './rerank.ts';
import { retrieve } from './retrieve.ts';
import { retrieveAndGenerate } from './retrieve-and-generate.ts';
import { retrieveAndGenerateStream } from './retrieve-and-generate-stream.ts';

const knowledgeBaseId = 'KB12345678';
const never = () => Promise.reject(new Error('nobody asked for this'));
const portWith = (part: Partial<KnowledgeBasePort>): KnowledgeBasePort => ({
  retrieve: never,
  retrieveAndGenerate: never,
  retrieveAndGenerateStream: never,
  rerank: never,
  ...part,
});
const answerRequest = {
  input: { text: 'Why?' },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE' as const,
    knowledgeBaseConfiguration: { knowledgeBaseId, modelArn: 'a-model' },
  },
};
const gone = () => dependencyFailed(knowledgeBaseId, 'The index is gone.');

describe('what a port answers is the answer', () => {
  test('Retrieve', async () => {
    const response = { retrievalResults: [{ content: { text: 'Because.' }, score: 0.5 }] };
    const knowledgeBases = portWith({
      retrieve: async (request, call) => {
        expect(request).toEqual({ knowledgeBaseId, retrievalQuery: { text: 'Why?' } });
        expect(call.accountId).toMatch(/^\d{12}$/);
        return { response, requestId: 'r' };
      },
    });
    const input = { knowledgeBaseId, retrievalQuery: { text: 'Why?' } };
    expect(await callRuntime(retrieve, input, { ports: { knowledgeBases } })).toEqual(response);
  });

  test('RetrieveAndGenerate', async () => {
    const response = { output: { text: 'Because.' }, sessionId: 's1', citations: [] };
    const knowledgeBases = portWith({ retrieveAndGenerate: async () => ({ response, requestId: 'r' }) });
    expect(await callRuntime(retrieveAndGenerate, answerRequest, { ports: { knowledgeBases } })).toEqual(
      response,
    );
  });

  test('Rerank', async () => {
    const response = { results: [{ index: 0, relevanceScore: 1 }] };
    const knowledgeBases = portWith({ rerank: async () => ({ response, requestId: 'r' }) });
    const input = {
      queries: [{ type: 'TEXT' as const, textQuery: { text: 'Why?' } }],
      sources: [
        {
          type: 'INLINE' as const,
          inlineDocumentSource: { type: 'TEXT' as const, textDocument: { text: 'Because.' } },
        },
      ],
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL' as const,
        bedrockRerankingConfiguration: {
          modelConfiguration: {
            modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0',
          },
        },
      },
    };
    expect(await callRuntime(rerank, input, { ports: { knowledgeBases } })).toEqual(response);
    expect(rerank.resource(input, { accountId: '1', region: 'r' })).toBe(
      'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0',
    );
  });
});

describe('RetrieveAndGenerateStream', () => {
  const send = (events: () => AsyncGenerator<AnswerEvent>) =>
    callRuntime(retrieveAndGenerateStream, answerRequest, {
      ports: {
        knowledgeBases: portWith({
          retrieveAndGenerateStream: async () => ({
            response: { sessionId: 's1', events: events() },
            requestId: 'r',
          }),
        }),
      },
    });
  const citation = {
    generatedResponsePart: { textResponsePart: { text: 'Because.' } },
    retrievedReferences: [],
  };

  test('gives each event as it comes, citations in both of their forms', async () => {
    const { sessionId, stream } = await send(async function* () {
      yield { output: { text: 'Because.' } };
      yield { citation };
      yield { guardrail: { action: 'INTERVENED' } };
    });
    expect(sessionId).toBe('s1');
    expect((await Array.fromAsync(stream)).flat()).toEqual([
      { name: 'output', payload: { text: 'Because.' } },
      { name: 'citation', payload: { ...citation, citation } },
      { name: 'guardrail', payload: { action: 'INTERVENED' } },
    ]);
  });

  test('leaves the model when the client leaves', async () => {
    let left = false;
    const { stream } = await send(async function* () {
      try {
        yield { output: { text: 'Be' } };
        yield { output: { text: 'cause' } };
      } finally {
        left = true;
      }
    });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    expect(left).toBe(true);
  });

  test('answers what fails before the first event with a status, and what fails later in the stream', async () => {
    const early = await failureOf(
      // biome-ignore lint/correctness/useYield: it fails before its first event.
      send(async function* () {
        throw gone();
      }),
    );
    expect(early.code).toBe('DependencyFailedException');
    const { stream } = await send(async function* () {
      yield { output: { text: 'Be' } };
      throw gone();
    });
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(ServiceException);
  });
});

test.each([
  ['Retrieve', retrieve, { knowledgeBaseId, retrievalQuery: { text: 'Why?' } }],
  ['RetrieveAndGenerate', retrieveAndGenerate, answerRequest],
] as const)('a failure of %s has the name that the wire gives it', async (_, asked, input) => {
  const fail = () => Promise.reject(gone());
  const knowledgeBases = portWith({ retrieve: fail, retrieveAndGenerate: fail });
  const { code, message } = await failureOf(
    callRuntime(asked as never, input as never, { ports: { knowledgeBases } }),
  );
  expect([code, message]).toEqual(['DependencyFailedException', 'The index is gone.']);
});
