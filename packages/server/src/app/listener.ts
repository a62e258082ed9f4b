import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as NetServer, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { keepConnections } from './connections.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { keepHttp2Sessions } from './http2-sessions.ts';
import type { Limits } from './limits.ts';
import { peekProtocol } from './peek.ts';
import { refuseBrokenRequest } from './refuse-broken-request.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** PEM texts; with them the port speaks TLS only. */
  readonly tls?: { readonly certificate: string | Buffer; readonly key: string | Buffer };
  readonly limits: Limits;
  onRequest(request: HttpRequest, response: HttpResponse): void;
  /** A connection could not be accepted, for lack of file descriptors for one; the port stays open. */
  onAcceptError(error: Error): void;
}

export interface Listener {
  /** The port listened on. */
  readonly port: number;
  /** `http://127.0.0.1:4600`: what a client on this machine uses. */
  readonly url: string;
  /** Open connections now. */
  readonly connections: number;
  /** Takes no new connection, closes idle ones, tells HTTP/2 clients to go; requests under way go on. */
  drain(): void;
  /** Cuts every connection that is left and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * One TCP port that speaks HTTP/1.1 and HTTP/2 (RFC 9113 section 3.3, prior knowledge), and with a certificate the
 * same two over TLS, told apart by ALPN. One HTTP/1.1 server owns the port; its own connection listener is called
 * only for sockets that turn out to speak HTTP/1.1, the others are given to an HTTP/2 server that never listens.
 * Rejects when the address cannot be bound.
 */
export const listen = async (options: ListenOptions): Promise<Listener> => {
  const { host, limits, onRequest } = options;
  const server = createOwner(options);
  const http2 = createHttp2Server({
    settings: { maxConcurrentStreams: limits.concurrentStreams, maxHeaderListSize: limits.headerBytes },
    maxHeaderListPairs: limits.headerCount + PSEUDO_HEADERS,
    maxSessionMemory: limits.sessionMegabytes,
    streamResetBurst: limits.streamResetBurst,
    streamResetRate: limits.streamResetsPerSecond,
  });
  http2.on('request', onRequest);
  const sessions = keepHttp2Sessions(http2, limits);
  const speakHttp2 = (socket: Socket) => {
    // The owner's sockets stay writable when the client ends its side, as HTTP/1.1 wants it. An HTTP/2 session would
    // take no notice of that end, and its streams would run on for nobody.
    socket.allowHalfOpen = false;
    http2.emit('connection', socket);
  };

  server.on('request', onRequest);
  server.on('clientError', refuseBrokenRequest);
  server.maxHeadersCount = 0;
  server.maxRequestsPerSocket = limits.requestsPerConnection;

  const connections = keepConnections(limits.connections, limits.connectionsPerAddress);
  if (options.tls) {
    const handshake = takeListener(server, 'connection');
    const speakHttp1 = takeListener(server, 'secureConnection');
    server.on('connection', (socket: Socket) =>
      connections.admit(socket) ? handshake(socket) : socket.destroy(),
    );
    server.on('secureConnection', (socket: TLSSocket) =>
      socket.alpnProtocol === 'h2' ? speakHttp2(socket) : speakHttp1(socket),
    );
  } else {
    const speakHttp1 = takeListener(server, 'connection');
    server.on('connection', (socket: Socket) => {
      if (!connections.admit(socket)) socket.destroy();
      else
        peekProtocol(socket, limits.firstBytesTimeout, (protocol) =>
          protocol === 'h2' ? speakHttp2(socket) : speakHttp1(socket),
        );
    });
  }

  await bind(server, host, options.port);
  server.on('error', options.onAcceptError);
  const { port } = server.address() as { port: number };
  const closed = new Promise<void>((resolve) => server.once('close', resolve));

  let draining = false;
  const drain = () => {
    if (draining) return;
    draining = true;
    server.close();
    sessions.drain();
  };

  return {
    port,
    url: `${options.tls ? 'https' : 'http'}://${reachable(host)}:${port}`,
    get connections() {
      return connections.open;
    },
    drain,
    async close() {
      drain();
      sessions.destroy();
      connections.destroy();
      await closed;
    },
  };
};

/** `:method`, `:path`, `:scheme`, `:authority`. */
const PSEUDO_HEADERS = 4;

/** The server that owns the port and speaks HTTP/1.1, strictly: the lenient parser is never switched on. */
const createOwner = ({ tls, limits }: ListenOptions): HttpServer => {
  const http = {
    insecureHTTPParser: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: Math.min(limits.headersTimeout, limits.requestTimeout),
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
    requireHostHeader: true,
    noDelay: true,
    // Finds peers that vanished without a word while a flow works for them.
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  };
  return tls
    ? createHttpsServer({
        ...http,
        cert: tls.certificate,
        key: tls.key,
        minVersion: 'TLSv1.2',
        ALPNProtocols: ['h2', 'http/1.1'],
        handshakeTimeout: limits.headersTimeout,
      })
    : createHttpServer(http);
};

/** Takes Node's own listener for an event off the server, to be called when we decide so. */
const takeListener = (server: NetServer, event: string): ((socket: Socket) => void) => {
  const [listener] = server.listeners(event);
  server.removeAllListeners(event);
  return (socket) => listener?.call(server, socket);
};

const bind = (server: NetServer, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** An address that a client on this machine can connect to: the wildcard addresses are not. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
};
