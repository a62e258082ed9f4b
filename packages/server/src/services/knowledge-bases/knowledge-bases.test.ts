import type { Fault, FlowError, KnowledgeBasePort } from '@streambed/flow/ports';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { closedEndpoint, openFakeService } from '../aws/fake-service.fixture.ts';
import { portCall } from '../port-call.fixture.ts';
import { createKnowledgeBases, type KnowledgeBasesOptions } from './index.ts';

const ids = { uuid: () => 'one-of-ours', resourceId: () => 'AAAAAAAAAA' };
const CANARY = 'secret-canary';
const knowledgeBaseId = 'KB12345678';
const retrieval = { knowledgeBaseId, retrievalQuery: { text: 'Wer war Kepler?' } };
const generation = {
  input: { text: 'Wer war Kepler?' },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE' as const,
    knowledgeBaseConfiguration: {
      knowledgeBaseId,
      modelArn: 'anthropic.claude-3-haiku-20240307-v1:0',
      generationConfiguration: { guardrailConfiguration: { guardrailId: 'gr1', guardrailVersion: '2' } },
    },
  },
};

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** A server without knowledge bases of its own. */
const nothingHere = {
  store: { knowledgeBases: { get: async () => undefined }, onDocumentChanged: () => undefined },
  ports: { objects: {} },
  listing: {},
  writes: () => true,
  clock: { now: Date.now, monotonic: Date.now, after: () => () => {} },
  random: () => 0.5,
  onFailure: () => {},
} as unknown as KnowledgeBasesOptions['embedded'];

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const faultOf = async (answer: Promise<unknown>): Promise<Fault> => {
  const { fault } = await answer.then(
    () => expect.unreachable(),
    (error: FlowError) => (error.fault ? error : Promise.reject(error)),
  );
  expect(JSON.stringify(fault)).not.toContain(CANARY);
  return fault;
};

describe('a knowledge base in Amazon Bedrock', { timeout: 60_000 }, () => {
  const against = (endpoint: string): KnowledgeBasePort => {
    const port = createKnowledgeBases({
      ids,
      configuration: { mode: 'aws', aws: { endpoint, region: 'eu-central-1' } },
      embedded: nothingHere,
    });
    opened.push(port);
    return port;
  };
  const service = async (body: object, status = 200, headers: Record<string, string> = {}) => {
    const fake = await openFakeService((_, response) => {
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'REQ', ...headers })
        .end(JSON.stringify(body));
    });
    opened.push(fake);
    return { fake, port: against(fake.endpoint) };
  };

  test('is asked for passages, which come back as they are', async () => {
    const retrievalResults = [
      {
        content: { type: 'TEXT', text: 'Kepler wurde 1571 geboren.' },
        location: { type: 'S3', s3Location: { uri: 's3://docs/kepler.md' } },
        score: 0.75,
        metadata: { year: 1571 },
      },
    ];
    const { fake, port } = await service({ retrievalResults });
    const answered = await port.retrieve(retrieval, portCall());
    expect(answered).toEqual({ response: { retrievalResults }, requestId: 'REQ' });
    const [request] = fake.requests;
    expect(request?.path).toBe(`/knowledgebases/${knowledgeBaseId}/retrieve`);
    expect(request?.headers.authorization).toContain('/eu-central-1/bedrock/aws4_request');
    expect(JSON.parse(String(request?.body))).toEqual({ retrievalQuery: { text: 'Wer war Kepler?' } });
  });

  test('is asked for a written answer, with the guardrail', async () => {
    const body = {
      output: { text: 'Ein Astronom.' },
      sessionId: 's',
      guardrailAction: 'NONE',
      citations: [],
    };
    const { fake, port } = await service(body);
    expect((await port.retrieveAndGenerate(generation, portCall())).response).toEqual(body);
    expect(JSON.parse(String(fake.requests[0]?.body))).toEqual(generation);
  });

  test.each<[number, string, Fault['kind']]>([
    [404, 'ResourceNotFoundException', 'resourceNotFound'],
    [429, 'ThrottlingException', 'throttling'],
    [403, 'AccessDeniedException', 'accessDenied'],
    [424, 'DependencyFailedException', 'dependencyFailed'],
    [502, 'BadGatewayException', 'badGateway'],
  ])('that answers %i %s is a fault that names it and says nothing of keys', async (status, name, kind) => {
    const { port } = await service({ message: CANARY }, status, { 'x-amzn-errortype': name });
    const fault = await faultOf(port.retrieve(retrieval, portCall()));
    expect(fault).toMatchObject({ kind, resourceName: knowledgeBaseId });
  });

  test('that refuses the request is the caller’s to put right, and says nothing of keys', async () => {
    const { port } = await service({ message: CANARY }, 400, { 'x-amzn-errortype': 'ValidationException' });
    const fault = await faultOf(port.retrieve(retrieval, portCall()));
    expect(fault).toMatchObject({ kind: 'validation', blame: 'caller' });
    expect(fault.message).toContain(knowledgeBaseId);
  });

  test('that cannot be reached is a bad gateway', async () => {
    const port = against(await closedEndpoint());
    expect(await faultOf(port.retrieveAndGenerate(generation, portCall()))).toMatchObject({
      kind: 'badGateway',
      resourceName: knowledgeBaseId,
    });
  });
});

test('one that no route leads elsewhere is looked for here', async () => {
  const port = createKnowledgeBases({
    ids,
    configuration: { routes: [{ knowledgeBase: 'OTHER*', mode: 'aws' }] },
    embedded: nothingHere,
  });
  opened.push(port);
  for (const asked of [
    port.retrieve(retrieval, portCall()),
    port.retrieveAndGenerate(generation, portCall()),
  ]) {
    const fault = await faultOf(asked);
    expect(fault).toMatchObject({ kind: 'resourceNotFound', resourceName: knowledgeBaseId });
    expect(fault.message).toContain('ListKnowledgeBases shows those that are there');
  }
});
