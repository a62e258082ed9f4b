import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Plain } from './said.fixture.ts';

/** A server on this machine that answers with the bytes that a test gives it, in the pieces in which it gives them. */
export interface WireServer {
  readonly origin: string;
  /** What all requests from now on are answered with. */
  answer(answer: WireAnswer): void;
  lastBody(): Plain;
  readonly lastRequest: () => Pick<IncomingMessage, 'url' | 'headers' | 'method'>;
  /** Connections that the client ended before the answer did. */
  readonly abandoned: () => number;
  close(): Promise<void>;
}

export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each is written by itself, at the earliest in the next turn of the event loop; `wait` holds the rest back. */
  readonly pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** Breaks the connection where the end would be. */
  readonly cut?: boolean;
}

export async function startWireServer(): Promise<WireServer> {
  let answer: WireAnswer = { pieces: [] };
  let body: Plain;
  let last: IncomingMessage | undefined;
  let abandoned = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    body = JSON.parse(text);
    last = request;
    const { status = 200, headers, pieces, cut = false } = answer;
    let ended = false;
    response.on('close', () => {
      if (!ended) abandoned++;
    });
    response.on('error', () => {});
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.flushHeaders();
    for await (const piece of pieces) {
      if (response.destroyed) return;
      response.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    ended = true;
    if (cut) response.destroy();
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (given) => {
      answer = given;
    },
    lastBody: () => body,
    lastRequest: () => last ?? ({} as IncomingMessage),
    abandoned: () => abandoned,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
