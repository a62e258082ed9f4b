import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, expect, test } from 'vitest';
import { preparedFlow } from '../durability/clients.ts';
import { FAKE_MODEL, type FakeOllama, startFakeOllama } from '../durability/fake-ollama.ts';
import { credentials, region } from '../durability/server-process.ts';
import { echo, inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { signedHeaders } from '../support/signer.ts';
import { attackedServer } from './attacked-server.ts';

const SESSIONS = 4;
/** Below what ends a session, so that each reset has to be dealt with. */
const STREAMS = 50;

let model: FakeOllama;
const attacked = attackedServer(async () => {
  model = await startFakeOllama(() => new Promise<string>(() => {}));
  return { environment: { OLLAMA_HOST: model.host } };
});
afterAll(() => model.close());

const ask: FlowDefinition = {
  nodes: [inputNode(), promptNode('Ask', FAKE_MODEL, '{{text}}'), outputNode()],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
};

/** threats.md row 6, with work behind each stream */
test('flows whose streams are reset ask their models no more, and the server goes on', async () => {
  const flowId = await preparedFlow(attacked.clients, ask);
  const path = `/flows/${flowId}/aliases/TSTALIASID`;
  const inputs = [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }];
  const body = JSON.stringify({ inputs });
  const url = new URL(attacked.server.url);
  const { host, ...headers } = await signedHeaders({ method: 'POST', path, body }, url, {
    credentials,
    region,
  });
  const begin = (session: ClientHttp2Session) => {
    const stream = session.request({ ':method': 'POST', ':path': path, ':authority': host, ...headers });
    stream.on('error', () => {});
    stream.end(body);
    return stream;
  };
  for (let round = 1; round <= 2; round += 1) {
    const sessions = Array.from({ length: SESSIONS }, () => connect(attacked.server.url));
    const streams = sessions.flatMap((session) => Array.from({ length: STREAMS }, () => begin(session)));
    await Promise.all(streams.map((stream) => once(stream, 'response')));
    await expect.poll(() => model.waiting, { timeout: 30_000 }).toBe(SESSIONS * STREAMS);
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await expect.poll(() => model.waiting, { timeout: 30_000 }).toBe(0);
    expect(model.calls).toBe(round * SESSIONS * STREAMS);
    expect(await attacked.run(echo(), 'still here')).toEqual({ outputs: ['still here'], failure: undefined });
    for (const session of sessions) session.destroy();
  }
});
