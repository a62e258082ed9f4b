import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateFlowCommand, type FlowDefinition, GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import type { FlowResponseStream } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inputNode, iteratorNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { signedHeaders } from '../support/signer.ts';
import { type Clients, clientsOf, invokeFlow, preparedFlow, ROLE } from './clients.ts';
import { FAKE_MODEL, type FakeOllama, startFakeOllama } from './fake-ollama.ts';
import { credentials, region, type ServerProcess, startServer } from './server-process.ts';

const STREAMS = 8;

/** One answer per item of the list, each as soon as the model has given it. */
const oneByOne: FlowDefinition = {
  nodes: [inputNode('Array'), iteratorNode(), promptNode('Ask', FAKE_MODEL, '{{text}}'), outputNode()],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'Ask.text'),
    wire('Ask.modelCompletion', 'FlowOutput.document'),
  ],
};

describe('a server that streams', { timeout: 120_000 }, () => {
  let model: FakeOllama;
  let mayAnswer: Promise<void>;
  let letGo: () => void;
  beforeAll(async () => {
    model = await startFakeOllama(async (prompt) => {
      if (prompt.startsWith('late')) await mayAnswer;
      return `about ${prompt}`;
    });
  });
  afterAll(() => model.close());

  let folder: string;
  let server: ServerProcess;
  let clients: Clients;
  const start = async () => {
    server = await startServer({
      dataFolder: join(folder, 'data'),
      environment: { OLLAMA_HOST: model.host },
    });
    clients = clientsOf(server);
  };
  beforeEach(async () => {
    ({ promise: mayAnswer, resolve: letGo } = Promise.withResolvers<void>());
    folder = mkdtempSync(join(tmpdir(), 'streambed-streams-'));
    await start();
  });
  afterEach(async () => {
    letGo();
    clients.destroy();
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Streams that have given their first event and wait for the second. */
  const begin = async (flowId: string) => {
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, async (_, index) => {
        const events = await invokeFlow(clients, flowId, [`early ${index}`, `late ${index}`]);
        return events[Symbol.asyncIterator]();
      }),
    );
    for (const [index, stream] of streams.entries())
      expect(documentOf((await stream.next()).value)).toBe(`about early ${index}`);
    return streams;
  };

  test('and is killed with -9: no client waits on, and none is told that its flow succeeded', async () => {
    const flowId = await preparedFlow(clients, oneByOne);
    const streams = await begin(flowId);
    const overHttp1 = (await beginOverHttp1(server, flowId)).arrayBuffer();
    overHttp1.catch(() => {});
    const ends = streams.map((stream) =>
      stream.next().then(
        // The SDK takes a lost HTTP/2 connection for the end of the stream: what is missing is the completion event.
        ({ value, done }) => (done ? 'lost' : `went on: ${JSON.stringify(value)}`),
        () => 'lost',
      ),
    );
    await server.kill();
    for (const end of await Promise.all(ends)) expect(end).toBe('lost');
    await expect(overHttp1).rejects.toThrow();
  });

  test('and is asked to stop: streams come to their end, writes are whole or refused', async () => {
    const flowId = await preparedFlow(clients, oneByOne);
    const streams = await begin(flowId);
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 4 }, async (_, index) => {
      const own = clientsOf(server);
      try {
        for (let number = 0; ; number += 1) {
          const name = `flow-${index}-${number}`;
          const { id } = await own.agent.send(new CreateFlowCommand({ name, executionRoleArn: ROLE }));
          acknowledged.push(id!);
        }
      } catch (error) {
        return error as Error & { readonly $fault?: unknown };
      } finally {
        own.destroy();
      }
    });
    while (acknowledged.length < 8) await sleep(5);

    server.signal('SIGTERM');
    // No writer was told of a failure: each found the door closed.
    for (const end of await Promise.all(writers)) expect(end.$fault, String(end)).toBeUndefined();
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    expect(server.isAlive).toBe(true);
    letGo();
    for (const [index, stream] of streams.entries()) {
      expect(documentOf((await stream.next()).value)).toBe(`about late ${index}`);
      expect((await stream.next()).value.flowCompletionEvent).toEqual({ completionReason: 'SUCCESS' });
      expect((await stream.next()).done).toBe(true);
    }
    expect(await server.ended, server.output()).toBe(0);
    expect(server.output()).not.toContain('"level":"error"');

    clients.destroy();
    await start();
    for (const flowIdentifier of [flowId, ...acknowledged])
      await clients.agent.send(new GetFlowCommand({ flowIdentifier }));
  });
});

/** Begins an invocation over HTTP/1.1; resolves when the head of the answer is there. */
const beginOverHttp1 = async ({ url }: ServerProcess, flowId: string): Promise<Response> => {
  const path = `/flows/${flowId}/aliases/TSTALIASID`;
  const body = JSON.stringify({
    inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: ['late 1'] } }],
  });
  const headers = await signedHeaders({ method: 'POST', path, body }, new URL(url), { credentials, region });
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return answer;
};

const documentOf = ({ flowOutputEvent }: FlowResponseStream): unknown => flowOutputEvent?.content?.document;
