import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientsOf, preparedFlow } from '../durability/clients.ts';
import { credentials, region, type ServerProcess, startServer } from '../durability/server-process.ts';
import { inputNode, iteratorNode, outputNode, retrievalNode, wire } from '../support/definitions.ts';
import { signedHeaders } from '../support/signer.ts';

const READERS = 8;
const ITEMS = 2_000;
/** Of a stream that is read: more than a socket takes from a server whose client reads nothing. */
const READ_ITEMS = 16;
const MEGABYTE = 1024 * 1024;

let folder: string;
let server: ServerProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-stalled-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(join(dataFolder, 'objects', 'texts'), { recursive: true });
  writeFileSync(join(dataFolder, 'objects', 'texts', 'long.txt'), 'x'.repeat(MEGABYTE));
  server = await startServer({
    dataFolder,
    program: fileURLToPath(new URL('limited-server.ts', import.meta.url)),
    environment: { ATTACK_LIMITS: '{"stallTimeout":2000}', STREAMBED_LOG: 'debug' },
  });
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Streams two gigabytes, if somebody reads them. */
const endless: FlowDefinition = {
  nodes: [inputNode('Array'), iteratorNode(), retrievalNode('Read', 'texts'), outputNode()],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'Read.objectKey'),
    wire('Read.s3Content', 'FlowOutput.document'),
  ],
};

/** reliability.md experiment 15, in small */
test(`${READERS} clients that stop reading long streams cost little memory and are cut`, {
  timeout: 120_000,
}, async () => {
  const clients = clientsOf(server);
  const flowId = await preparedFlow(clients, endless);
  clients.destroy();
  // As many streams that are read, so that what is measured is what waits, not what a server needs that has work to do.
  await Promise.all(Array.from({ length: READERS }, () => wholeStreamWorks(flowId)));
  const before = residentBytes(server.pid);

  const readers = await Promise.all(
    Array.from({ length: READERS }, (_, index) =>
      index % 2 === 0 ? stallHttp1(flowId) : stallHttp2(flowId),
    ),
  );
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentBytes(server.pid));
  }, 20);
  try {
    // The log has a line per request when it is over.
    await expect.poll(() => hangUps(server), { timeout: 60_000, interval: 50 }).toBe(READERS);
  } finally {
    clearInterval(watch);
    for (const reader of readers) reader.destroy();
  }
  // Per stream some megabytes at most wait for the reader; two gigabytes were there to be sent.
  expect(peak - before).toBeLessThan(READERS * 16 * MEGABYTE);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect(server.output()).not.toContain('"level":"error"');
});

const path = (flowId: string) => `/flows/${flowId}/aliases/TSTALIASID`;
const body = (items: number) =>
  JSON.stringify({
    inputs: [
      {
        nodeName: 'FlowInput',
        nodeOutputName: 'document',
        content: { document: Array.from({ length: items }, () => 'long.txt') },
      },
    ],
  });

const signed = (flowId: string, text: string) =>
  signedHeaders({ method: 'POST', path: path(flowId), body: text }, new URL(server.url), {
    credentials,
    region,
  });

const wholeStreamWorks = async (flowId: string): Promise<void> => {
  const text = body(READ_ITEMS);
  const headers = await signed(flowId, text);
  const answer = await fetch(`${server.url}${path(flowId)}`, { method: 'POST', headers, body: text });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBeGreaterThan(READ_ITEMS * MEGABYTE);
  expect(bytes.includes('SUCCESS')).toBe(true);
};

const stallHttp1 = async (flowId: string): Promise<Socket> => {
  const text = body(ITEMS);
  const headers = Object.entries({ ...(await signed(flowId, text)), 'content-length': String(text.length) });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  const head = [`POST ${path(flowId)} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  return socket;
};

const stallHttp2 = async (flowId: string): Promise<ClientHttp2Session> => {
  const text = body(ITEMS);
  const { host, ...headers } = await signed(flowId, text);
  const session = connectHttp2(server.url);
  session.on('error', () => {});
  const stream = session.request({
    ':method': 'POST',
    ':path': path(flowId),
    ':authority': host,
    ...headers,
  });
  stream.on('error', () => {});
  stream.pause();
  stream.end(text);
  await once(stream, 'response');
  return session;
};

const hangUps = ({ output }: ServerProcess): number =>
  output().match(/"message":"client hung up"/g)?.length ?? 0;

/** Resident memory; 0 where the system does not tell. */
const residentBytes = (pid: number): number => {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
};
