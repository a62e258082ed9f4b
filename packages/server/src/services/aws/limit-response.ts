import { Readable, Transform } from 'node:stream';

/** A response was longer than its reader takes. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
}

/** Where limitResponses belongs in a client's middleware: inside of the deserializer, which is what collects. */
export const limitResponsesPlace = { name: 'limitResponses', step: 'deserialize', priority: 'low' } as const;

/**
 * Middleware that cuts every response body at `maximumBytes` before the SDK collects it: a server that never stops
 * sending ends in ResponseTooLarge instead of in all of the memory.
 */
export const limitResponses =
  (maximumBytes: number) =>
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
  async (args: Args): Promise<Result> => {
    const result = await next(args);
    const response = result.response as { body?: unknown } | undefined;
    if (response?.body instanceof Readable) response.body = limited(response.body, maximumBytes);
    return result;
  };

/** Chunks are handed on as pieces of at least this size: each takes some hundred bytes beside its own. */
const PIECE = 16 * 1024;

function limited(body: Readable, maximumBytes: number): Readable {
  let length = 0;
  let piece = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  const handOn = (to: Transform): void => {
    if (filled > 0) to.push(piece.subarray(0, filled));
    piece = Buffer.allocUnsafe(PIECE);
    filled = 0;
  };
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      length += chunk.byteLength;
      if (length > maximumBytes) {
        done(new ResponseTooLarge(`more than ${maximumBytes} bytes`));
        return;
      }
      if (filled + chunk.byteLength > PIECE) handOn(this);
      if (chunk.byteLength >= PIECE) this.push(chunk);
      else filled += chunk.copy(piece, filled);
      done();
    },
    flush(done) {
      handOn(this);
      done();
    },
    destroy(error, done) {
      body.destroy();
      done(error);
    },
  });
  body.on('error', (error) => counted.destroy(error));
  // A connection that ends early closes without an end; pipe would leave the reader waiting.
  body.on('close', () => {
    if (!body.readableEnded)
      counted.destroy(new Error('The connection closed before the response was complete.'));
  });
  return body.pipe(counted);
}
