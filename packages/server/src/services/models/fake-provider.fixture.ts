import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@streambed/model';
import type { FakeProtocol } from './fake-protocols.fixture.ts';

/** A provider on this machine that speaks a real protocol and does what a test tells it. For tests. */
export interface FakeProvider {
  readonly origin: string;
  readonly requests: readonly FakeRequest[];
  close(): Promise<void>;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject;
}

/** What a model says; the protocol puts it in its own words. */
export interface FakeAnswer {
  readonly text?: string;
  readonly reasoning?: string;
  readonly toolUse?: { readonly id: string; readonly name: string; readonly input: string };
  readonly stop?: 'end' | 'length' | 'tool' | 'filter';
  readonly usage?: { readonly input: number; readonly output: number; readonly cacheRead?: number };
}

/** What the provider does with one request; the last step repeats. */
export type Step =
  | { readonly answer: FakeAnswer }
  | {
      readonly status: number;
      readonly error?: { readonly code: string; readonly message: string };
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly raw: string | Buffer; readonly headers?: Readonly<Record<string, string>> }
  | { readonly misbehave: 'hang' | 'hang mid-body' | 'reset' | 'reset mid-body' | 'endless body' };

export async function startFakeProvider(
  protocol: FakeProtocol,
  steps: readonly [Step, ...Step[]],
): Promise<FakeProvider> {
  const requests: FakeRequest[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method = '', url: path = '', headers } = request;
    if (method === 'GET') {
      const models = protocol.models?.(path);
      response.writeHead(models ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(models ?? {}));
      return;
    }
    const body = text === '' ? {} : (JSON.parse(text) as JsonObject);
    requests.push({ method, path, headers, body });
    const step = steps[Math.min(requests.length, steps.length) - 1] ?? steps[0];
    const wantsStream = body.stream === true || path.includes(':streamGenerateContent');
    if (wantsStream && 'answer' in step && protocol.events) {
      await stream(protocol.events(step.answer), response);
      return;
    }
    perform(step, protocol, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One event in each turn of the event loop. */
async function stream(events: readonly string[], response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    if (response.destroyed) return;
    response.write(event);
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}

function perform(step: Step, protocol: FakeProtocol, response: ServerResponse): void {
  if ('misbehave' in step) {
    misbehave(step.misbehave, response);
    return;
  }
  const headers = { 'content-type': 'application/json', ...('headers' in step ? step.headers : {}) };
  if ('raw' in step) {
    response.writeHead(200, headers);
    response.end(step.raw);
  } else if ('answer' in step) {
    response.writeHead(200, { ...headers, ...protocol.headers });
    response.end(JSON.stringify(protocol.answer(step.answer)));
  } else {
    response.writeHead(step.status, headers);
    response.end(step.error ? JSON.stringify(protocol.error(step.status, step.error)) : '');
  }
}

function misbehave(how: Extract<Step, { misbehave: string }>['misbehave'], response: ServerResponse): void {
  if (how === 'hang') return;
  if (how === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"half":');
  if (how === 'reset mid-body') setImmediate(() => response.destroy());
  if (how === 'endless body') {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  }
}
