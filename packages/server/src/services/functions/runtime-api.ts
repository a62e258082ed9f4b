import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FunctionError, readFunctionError } from './function-error.ts';

/**
 * The Lambda Runtime API (services-data.md section 5), served to one child process: it asks for the next event, posts
 * a response or an error, and asks again. One server per child, on a port of its own; `admits` decides who may speak.
 */
export interface RuntimeApi {
  /** `127.0.0.1:PORT`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Resolves when the child first asks for an event: undefined, or the error with which its start failed. */
  readonly started: Promise<FunctionError | undefined>;
  /** Hands over one event and resolves with what the child posts for it. One at a time. */
  invoke(invocation: RuntimeInvocation): Promise<RuntimeOutcome>;
  /** Resolves when the child asks for the next event. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

export interface RuntimeInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** Wall time in ms by which the handler must have answered. */
  readonly deadline: number;
  readonly traceId: string;
  /** The event, JSON in UTF-8. */
  readonly payload: Uint8Array;
}

export type RuntimeOutcome = { readonly payload: Uint8Array } | { readonly error: FunctionError };

/** Lambda's limit for requests and responses of synchronous invocations, in bytes (6 MB and some room for framing). */
export const MAXIMUM_PAYLOAD_BYTES = 6_291_556;

const API = '/2018-06-01/runtime';

/** Opens a Runtime API on 127.0.0.1. `admits` is asked for each request; those refused get 403. */
export async function openRuntimeApi(
  admits: (request: IncomingMessage) => Promise<boolean>,
): Promise<RuntimeApi> {
  const started = Promise.withResolvers<FunctionError | undefined>();
  let waiting: ServerResponse | undefined;
  let current: { readonly invocation: RuntimeInvocation; settle(outcome: RuntimeOutcome): void } | undefined;
  let handedOver = false;
  let asked = Promise.withResolvers<void>();

  const handOver = (): void => {
    if (!waiting || !current || handedOver) return;
    const { requestId, deadline, functionArn, traceId, payload } = current.invocation;
    handedOver = true;
    asked = Promise.withResolvers();
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.byteLength,
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadline),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': traceId,
    });
    waiting.end(payload);
    waiting = undefined;
  };

  const settle = (requestId: string, outcome: RuntimeOutcome): Reply => {
    if (!handedOver || current?.invocation.requestId !== requestId)
      return refusal(400, 'InvalidRequestID', 'This request id is not the one being handled.');
    current.settle(outcome);
    current = undefined;
    handedOver = false;
    return accepted;
  };

  /** Keeps the response open until there is an event. */
  const next = (response: ServerResponse): Reply | undefined => {
    if (waiting || handedOver)
      return refusal(403, 'InvalidStateTransition', 'The event before has not been answered.');
    waiting = response;
    response.on('close', () => {
      if (waiting === response) waiting = undefined;
    });
    started.resolve(undefined);
    asked.resolve();
    handOver();
    return undefined;
  };

  const post = async (request: IncomingMessage, path: string): Promise<Reply> => {
    const [, requestId, verb] = /^\/invocation\/([\w-]{1,64})\/(response|error)$/.exec(path) ?? [];
    if (requestId === undefined && path !== '/init/error') return unknownPath;
    const body = await readBody(request);
    // A response that is too large has failed the invocation, whatever the child makes of the answer.
    if (requestId !== undefined && verb === 'response')
      return settle(requestId, body ? { payload: body } : { error: tooLarge });
    const named = request.headers['lambda-runtime-function-error-type'];
    const error = readFunctionError(body ?? '', typeof named === 'string' ? named.slice(0, 200) : undefined);
    if (requestId !== undefined) return settle(requestId, { error });
    started.resolve(error);
    return accepted;
  };

  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    try {
      const path = (request.url ?? '').startsWith(API) ? (request.url ?? '').slice(API.length) : '';
      let reply: Reply | undefined;
      if (!(await admits(request))) reply = foreign;
      else if (request.method === 'POST') reply = await post(request, path);
      else if (request.method === 'GET' && path === '/invocation/next') reply = next(response);
      else reply = unknownPath;
      if (reply) send(response, reply);
    } catch {
      // The child went away in the middle of its own request; its exit tells the rest.
      response.destroy();
    }
  });
  // An idle child waits for its next event as long as it takes.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    address: `127.0.0.1:${port}`,
    started: started.promise,
    invoke: (invocation) =>
      new Promise((resolve) => {
        current = { invocation, settle: resolve };
        handOver();
      }),
    asked: () => asked.promise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const tooLarge: FunctionError = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAXIMUM_PAYLOAD_BYTES} bytes)`,
};

/** The whole body, or undefined when it is larger than a payload may be; the rest is then read and thrown away. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length <= MAXIMUM_PAYLOAD_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length <= MAXIMUM_PAYLOAD_BYTES ? Buffer.concat(chunks) : undefined;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

const accepted: Reply = { status: 202, body: { status: 'OK' } };
const refusal = (status: number, errorType: string, errorMessage: string): Reply => ({
  status,
  body: { errorMessage, errorType },
});
const unknownPath = refusal(404, 'UnknownPath', 'The Runtime API has no such method and path.');
const foreign = refusal(403, 'Forbidden', 'This Runtime API serves another process.');

function send(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
