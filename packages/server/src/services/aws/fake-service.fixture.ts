import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** A server in place of an AWS service that does whatever the test says, on a free port of 127.0.0.1. */
export interface FakeService {
  readonly endpoint: string;
  /** What arrived, in order. */
  readonly requests: readonly FakeRequest[];
  close(): Promise<void>;
}

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function openFakeService(
  answer: (request: FakeRequest, response: ServerResponse) => void,
): Promise<FakeService> {
  const requests: FakeRequest[] = [];
  const server = createServer(async (incoming, response) => {
    response.on('error', () => {});
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    requests.push(request);
    answer(request, response);
  });
  return {
    requests,
    ...(await listen(server)),
    close: () => close(server, () => server.closeAllConnections()),
  };
}

/** A server that does not speak HTTP: writes `bytes` to whoever connects, and ends the connection if `end` is set. */
export async function openRawService(bytes: string, end: boolean): Promise<FakeService> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => (end ? socket.end(bytes) : socket.write(bytes)));
  });
  const destroy = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { requests: [], ...(await listen(server)), close: () => close(server, destroy) };
}

/** An address where nobody listens. */
export async function closedEndpoint(): Promise<string> {
  const server = createTcpServer();
  const { endpoint } = await listen(server);
  await close(server, () => {});
  return endpoint;
}

interface Listening {
  listen(port: number, host: string, listening: () => void): unknown;
  address: Server['address'];
  close(closed: () => void): unknown;
}

async function listen(server: Listening): Promise<{ readonly endpoint: string }> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const close = (server: Listening, destroy: () => void): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed());
    destroy();
  });
