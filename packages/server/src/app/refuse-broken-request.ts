import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What HTTP/1.1 says about bytes that are no request (RFC 9112 sections 2.2, 6.3; RFC 6585 section 5). */
const statusLines: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 Content Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/**
 * Ends a connection whose bytes are not a request that the strict parser accepts, or came too slowly. Where such bytes
 * end and the next request begins is anybody's guess, so nothing that follows is ever read: that guess is what
 * request smuggling lives on. While an answer is under way nothing is written, so that no half of it is mixed up.
 */
export const refuseBrokenRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const { _httpMessage: answering } = socket as Duplex & { _httpMessage?: ServerResponse | null };
  if (socket.writable && !answering) {
    const status = statusLines.get(error.code ?? '') ?? '400 Bad Request';
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroy();
};
