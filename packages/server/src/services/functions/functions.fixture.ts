import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock, Fault, FlowError, FunctionResponse, Ids } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { describe, expect } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { createEmbeddedFunctions, type EmbeddedFunctionsOptions } from './embedded.ts';

export const ids: Ids = { resourceId: () => 'AAAAAAAAAA', uuid: () => randomUUID() };
export const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay).unref();
    return () => clearTimeout(timer);
  },
};

export const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** A folder of functions and the port over it. */
export interface OpenFunctions {
  readonly folder: string;
  readonly logFolder: string;
  readonly temporaryFolder: string;
  /** Writes files of a function; a name that ends with `*` becomes executable (without the star). */
  put(name: string, files: Readonly<Record<string, string>>): Promise<void>;
  invoke(name: string, payload?: JsonValue, signal?: AbortSignal): Promise<FunctionResponse>;
  /** The payload of a successful invocation. */
  result(name: string, payload?: JsonValue): Promise<JsonValue>;
  /** The fault of an invocation that must fail. */
  fault(name: string, payload?: JsonValue, signal?: AbortSignal): Promise<Fault>;
  /** Closes the port and keeps the folders. */
  shutDown(): Promise<void>;
  close(): Promise<void>;
}

export async function openFunctions(options: Partial<EmbeddedFunctionsOptions> = {}): Promise<OpenFunctions> {
  const root = await mkdtemp(join(tmpdir(), 'streambed-functions-'));
  const folder = join(root, 'functions');
  const logFolder = join(root, 'logs');
  const temporaryFolder = join(root, 'tmp');
  const port = createEmbeddedFunctions({ folder, logFolder, temporaryFolder, clock, ids, ...options });
  const invoke: OpenFunctions['invoke'] = (name, payload = {}, signal = new AbortController().signal) =>
    port.invoke({ functionArn: name.startsWith('arn:') ? name : arnOf(name), payload }, portCall({ signal }));
  return {
    folder,
    logFolder,
    temporaryFolder,
    invoke,
    async put(name, files) {
      for (const [file, content] of Object.entries(files)) {
        const path = join(folder, name, file.replace('*', ''));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
        if (file.endsWith('*')) await chmod(path, 0o755);
      }
    },
    result: async (name, payload) => (await invoke(name, payload)).payload,
    fault: (name, payload, signal) =>
      invoke(name, payload, signal).then(
        (answer) => expect.unreachable(`answered ${JSON.stringify(answer.payload).slice(0, 500)}`),
        (error: FlowError) => error.fault ?? Promise.reject(error),
      ),
    shutDown: () => port.close(),
    async close() {
      await port.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/**
 * A connection that a function opens and that ends when its process does: its process id says nothing out here, since
 * functions have process namespaces of their own.
 */
export interface Lifeline {
  readonly port: number;
  /** The first connection came. */
  readonly begun: Promise<void>;
  /** The first connection ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export async function openLifeline(): Promise<Lifeline> {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    begun.resolve();
    socket.on('error', () => {});
    socket.on('close', () => ended.resolve());
    socket.resume();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    begun: begun.promise,
    ended: ended.promise,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** Code of a Node function that holds on to a lifeline, to stand at the top of its module. */
export const holdLifeline = ({ port }: Lifeline): string =>
  `import { connect } from 'node:net';
   await new Promise((done) => connect(${port}, '127.0.0.1', done).unref());
   const id = crypto.randomUUID();
`;

/** A runtime in Node that answers each event with what `code` returns, `skip` when it answered by itself. */
export function customRuntime(code: string): string {
  return `#!${process.execPath}
const { request } = require('node:http');
(async () => {
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const skip = {};
const api = (method, path, body, headers = {}) => new Promise((resolve, reject) => {
  const call = request({ host, port, method, path: '/2018-06-01/runtime' + path, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
  });
  call.on('error', reject);
  call.end(body);
});
for (;;) {
  const { headers, body } = await api('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const event = JSON.parse(body);
  const respond = (text) => api('POST', \`/invocation/\${id}/response\`, text);
  const fail = (text, named) => api('POST', \`/invocation/\${id}/error\`, text, named);
  const answer = await (async () => { ${code} })();
  if (answer !== skip) await respond(JSON.stringify(answer));
}
})();
`;
}

export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** `describe` for what needs Python; where there is none it says so instead of passing in silence. */
export const describePython: typeof describe.skip = hasPython
  ? describe
  : (() => {
      process.stderr.write('SKIPPED: tests of Python functions need python3 on the PATH.\n');
      return describe.skip;
    })();
