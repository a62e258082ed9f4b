/** What a client of HTTP/2 says first (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

const types = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
};

/** One frame, right or wrong (RFC 9113 section 4.1). */
export const frame = (
  type: keyof typeof types,
  flags: number,
  streamId: number,
  payload: Uint8Array | readonly number[] = [],
): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = types[type];
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, Uint8Array.from(payload)]);
};

/** `GET http://x/health` in HPACK (RFC 7541): three of the static table, path and authority as literals. */
export const HEADERS_OF_HEALTH = Buffer.from([
  0x82, // :method GET
  0x86, // :scheme http
  0x04,
  7,
  ...Buffer.from('/health'), // :path, not indexed
  0x01,
  1,
  ...Buffer.from('x'), // :authority, not indexed
]);
