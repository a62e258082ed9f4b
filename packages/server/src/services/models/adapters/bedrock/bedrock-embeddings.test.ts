import { afterEach, describe, expect, test } from 'vitest';
import { type FakeRequest, openFakeService } from '../../../aws/fake-service.fixture.ts';
import type { ProviderEmbedRequest } from '../../provider-adapter.ts';
import { answering, bedrockAt, failureOf } from './bedrock.fixture.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function bedrock(answer: Parameters<typeof openFakeService>[0]) {
  const service = await openFakeService(answer);
  const at = bedrockAt(service.endpoint);
  opened.push(service, at);
  return { service, ...at };
}

const read = ({ body }: FakeRequest) => JSON.parse(body.toString('utf8'));
const TITAN = 'amazon.titan-embed-text-v2:0';
const COHERE = 'eu.cohere.embed-multilingual-v3';

describe('Titan', () => {
  test('gets one text in each request, and its vectors come back in order', async () => {
    const { adapter, attempt, service } = await bedrock((request, response) => {
      const { inputText } = read(request);
      // Later texts are answered sooner.
      setTimeout(
        () => response.end(JSON.stringify({ embedding: [inputText.length, 0.5], inputTextTokenCount: 2 })),
        inputText.length % 5,
      );
    });
    const texts = Array.from({ length: 30 }, (_, index) => 'x'.repeat(index + 1));
    const { vectors, inputTokens } = await adapter.embed(
      { texts, dimensions: 256 },
      attempt({ modelName: TITAN }),
    );
    expect(vectors).toEqual(texts.map((text) => Float32Array.of(text.length, 0.5)));
    expect(inputTokens).toBe(60);
    const [first] = service.requests;
    expect(first?.path).toBe('/model/amazon.titan-embed-text-v2%3A0/invoke');
    expect(first && read(first)).toEqual({ inputText: 'x', dimensions: 256 });
    expect(first?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
    expect(new Set(service.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(30);
  });

  test('of the first version has no dimensions to choose', async () => {
    const { adapter, attempt, service } = await bedrock(
      answering(200, '{"embedding":[1],"inputTextTokenCount":1}'),
    );
    const modelName = 'amazon.titan-embed-text-v1';
    await adapter.embed({ texts: ['a'] }, attempt({ modelName }));
    expect(service.requests.map(read)).toEqual([{ inputText: 'a' }]);
    expect(
      await failureOf(adapter.embed({ texts: ['a'], dimensions: 5 }, attempt({ modelName }))),
    ).toMatchObject({ kind: 'validation', reason: expect.stringContaining('dimensions') });
  });

  test('that fails once is not asked for the rest', async () => {
    const { adapter, attempt, service } = await bedrock(
      answering(400, '{"message":"Too many input tokens"}', { 'x-amzn-errortype': 'ValidationException' }),
    );
    const texts = Array.from({ length: 64 }, () => 'x');
    expect(await failureOf(adapter.embed({ texts }, attempt({ modelName: TITAN })))).toMatchObject({
      kind: 'validation',
      detail: 'contextTooLong',
    });
    expect(service.requests.length).toBeLessThanOrEqual(16);
  });
});

describe('Cohere', () => {
  test.each<[string, ProviderEmbedRequest, object]>([
    [COHERE, { texts: ['a', 'b'] }, { input_type: 'search_document' }],
    [COHERE, { texts: ['a', 'b'], inputType: 'query' }, { input_type: 'search_query' }],
    [
      'global.cohere.embed-v4:0',
      { texts: ['a', 'b'], dimensions: 512 },
      { input_type: 'search_document', output_dimension: 512 },
    ],
  ])('%s gets all texts in one request', async (modelName, request, expected) => {
    const { adapter, attempt, service } = await bedrock(
      answering(200, '{"embeddings":{"float":[[1,2],[3,4]]},"id":"x"}', {
        'x-amzn-bedrock-input-token-count': '9',
      }),
    );
    const { vectors, inputTokens } = await adapter.embed(request, attempt({ modelName }));
    expect(vectors).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
    expect(inputTokens).toBe(9);
    expect(service.requests.map(read)).toEqual([
      { texts: ['a', 'b'], embedding_types: ['float'], ...expected },
    ]);
    expect(service.requests[0]?.headers['idempotency-key']).toBe('run/0/node');
  });

  test('may answer with a plain list', async () => {
    const { adapter, attempt } = await bedrock(answering(200, '{"embeddings":[[1]],"texts":["a"]}'));
    const { vectors } = await adapter.embed({ texts: ['a'] }, attempt({ modelName: COHERE }));
    expect(vectors).toEqual([Float32Array.of(1)]);
  });

  test('of the third version has no dimensions to choose', async () => {
    const { adapter, attempt } = await bedrock(answering(200, '{}'));
    const asked = adapter.embed({ texts: ['a'], dimensions: 5 }, attempt({ modelName: COHERE }));
    expect((await failureOf(asked)).kind).toBe('validation');
  });
});

test('a model that is no embedding model is not asked', async () => {
  const { adapter, attempt, service } = await bedrock(answering(200, '{}'));
  const asked = adapter.embed({ texts: ['a'] }, attempt({ modelName: 'amazon.nova-lite-v1:0' }));
  expect(await failureOf(asked)).toMatchObject({
    kind: 'validation',
    reason: expect.stringContaining('cohere.embed'),
  });
  expect(service.requests).toHaveLength(0);
});

test.each([
  '{}',
  '[]',
  'null',
  '{"embeddings":5}',
  '{"embeddings":{"float":[["1"]]}}',
  '{"embeddings":[[]]}',
  '{"embeddings":[[1],[2]]}',
  '<html>',
])('%s in place of embeddings is refused', async (body) => {
  const { adapter, attempt } = await bedrock(answering(200, body));
  const asked = adapter.embed({ texts: ['a'] }, attempt({ modelName: COHERE }));
  expect(await failureOf(asked)).toMatchObject({
    kind: 'badGateway',
    reason: expect.stringContaining('answered with'),
  });
});

test('an abort ends all requests of a call', async () => {
  let closed = 0;
  const asked = Promise.withResolvers<void>();
  const { adapter, attempt, service } = await bedrock((_, response) => {
    response.on('close', () => closed++);
    if (service.requests.length === 8) asked.resolve();
  });
  const controller = new AbortController();
  const pending = adapter.embed(
    { texts: Array.from({ length: 20 }, () => 'x') },
    attempt({ modelName: TITAN, signal: controller.signal }),
  );
  await asked.promise;
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
  await expect.poll(() => closed).toBe(8);
});
