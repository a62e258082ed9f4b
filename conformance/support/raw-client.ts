import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Target } from '../target.ts';
import { type Signing, signedHeaders, type Unsigned } from './signer.ts';

/** What came back, whatever it is. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
  /** The exception's name: the `x-amzn-errortype` header. */
  readonly errorType: string | undefined;
  readonly message: string | undefined;
  readonly fieldList: readonly { readonly name: string; readonly message: string }[];
}

export interface RawClient {
  /** Signs and sends. Rejects only when no answer comes. */
  send(request: Unsigned, signing?: Partial<Signing>): Promise<RawResponse>;
  /** Sends as it is. */
  sendUnsigned(request: Unsigned): Promise<RawResponse>;
  /** Sends JSON; a body of `undefined` sends none. */
  call(method: string, path: string, body?: unknown, signing?: Partial<Signing>): Promise<RawResponse>;
  close(): void;
}

/** A client that sends exactly what it is given: for requests that no SDK would make. */
export const rawClient = (target: Target, baseUrl = target.url): RawClient => {
  const isTls = baseUrl.startsWith('https:');
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const sendUnsigned = (request: Unsigned): Promise<RawResponse> =>
    new Promise((resolve, reject) => {
      // Read each time: a server that was restarted has another port.
      const url = new URL(target.local === undefined ? baseUrl : target.url);
      const { method, path, headers = {}, body } = request;
      const outgoing = (isTls ? httpsRequest : httpRequest)(
        {
          agent,
          hostname: url.hostname,
          port: url.port,
          method,
          path,
          headers: {
            ...headers,
            ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => resolve(rawResponse(incoming, Buffer.concat(chunks))));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const send = async (request: Unsigned, signing: Partial<Signing> = {}): Promise<RawResponse> => {
    const url = new URL(target.local === undefined ? baseUrl : target.url);
    const { credentials, region } = target;
    const headers = await signedHeaders(request, url, { credentials, region, ...signing });
    return sendUnsigned({ ...request, headers });
  };
  return {
    send,
    sendUnsigned,
    call: (method, path, body, signing) =>
      send(
        {
          method,
          path,
          headers: { 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        signing,
      ),
    close: () => agent.destroy(),
  };
};

const rawResponse = (incoming: IncomingMessage, body: Buffer): RawResponse => {
  const text = body.toString();
  const json = (): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
  const member = (name: string): unknown => {
    try {
      return json()[name];
    } catch {
      return undefined;
    }
  };
  return {
    status: incoming.statusCode!,
    headers: incoming.headers,
    body,
    text,
    json,
    errorType: incoming.headers['x-amzn-errortype'] as string | undefined,
    message: member('message') as string | undefined,
    fieldList: (member('fieldList') ?? []) as RawResponse['fieldList'],
  };
};
