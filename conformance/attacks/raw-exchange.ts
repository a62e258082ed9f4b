import { connect } from 'node:net';

/**
 * Sends bytes over a connection of their own and resolves with all that came back (latin1) when the server has closed
 * it. Ask with `connection: close`.
 */
export const rawExchange = (port: number, bytes: string | Uint8Array): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    // A server that cuts an attacker off may do so in the middle of what it sends.
    socket.on('error', () => {});
    socket.once('close', () => resolve(text));
    socket.write(bytes);
  });

/** A GET request as bytes; its host is nobody's unless the headers name one. */
export const getRequest = (path: string, headers: Readonly<Record<string, string>> = {}): Uint8Array => {
  const lines = Object.entries({ host: 'x', connection: 'close', ...headers });
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
};
