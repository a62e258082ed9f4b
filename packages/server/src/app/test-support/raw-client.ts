import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A connection that sends bytes as they are, for what no client library would send. */
export interface RawClient {
  readonly socket: Socket;
  send(bytes: string | Uint8Array): void;
  /** All that came so far, as latin1. */
  received(): string;
  /** Resolves with all that came once the server closed, rejects when it does not within `time` ms. */
  closed(time?: number): Promise<string>;
  /** Resolves once `pattern` came. */
  until(pattern: RegExp, time?: number): Promise<string>;
  destroy(): void;
}

export const rawClient = async (port: number): Promise<RawClient> => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
  });
  await once(socket, 'connect');

  const within = async (time: number, what: string, holds: () => boolean) => {
    const deadline = Date.now() + time;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`${what}; received ${JSON.stringify(text.slice(0, 500))}`);
      await sleep(5);
    }
    return text;
  };

  return {
    socket,
    send: (bytes) => socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    received: () => text,
    closed: (time = 20_000) => within(time, 'the connection stayed open', () => isClosed),
    until: (pattern, time = 20_000) => within(time, `${pattern} did not come`, () => pattern.test(text)),
    destroy: () => socket.destroy(),
  };
};

/** Head and body of an HTTP/1.1 request as text; a character of the body is a byte. */
export const httpRequest = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string =>
  `${[`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n` +
  `${body === '' ? '' : `content-length: ${body.length}\r\n`}\r\n${body}`;

/** How many answers a connection received. */
export const answers = (text: string): string[] => text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
