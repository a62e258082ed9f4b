import type { EventStream, StreamEvent, WireResponse } from '../protocol/index.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import type { HttpResponse } from './http.ts';

/** What is made in the loop turn of the headers goes out with them, up to this many bytes. */
const HELD_BYTES = 64 * 1024;

export interface StreamOptions {
  /** How the operation's events are written. */
  readonly frames: Pick<EventStream, 'encode' | 'encodeAll'>;
  /** How long the reader may take nothing, ms. */
  readonly stallTimeout: number;
  /** A thrown value → the event that ends the stream. */
  exceptionEvent(error: unknown): StreamEvent;
}

export interface ResponseStream {
  /** Resolves when the last byte was handed over, or nobody reads any more; never rejects. */
  readonly done: Promise<void>;
  /** Ends the stream now, with the exception event of `error` as its last. */
  stop(error: unknown): void;
  /** To be called when the response is closed. True when that cut the stream: its end had not come. */
  hangUp(): boolean;
}

/**
 * Sends batches of events as event-stream frames, in order, each batch as soon as it is there.
 *
 * Headers leave within the turn of the event loop in which this is called, together with all that was made until
 * then; a stream that has ended by then is one packet with a content-length. A batch is asked for, and a piece of
 * it written out, only when the socket has taken what was before (so a reader that waits makes the execution wait, and
 * memory holds one batch and one piece of it in bytes), and
 * a reader that takes nothing for `stallTimeout` is cut. An iterator that throws ends the stream with an exception
 * event; one that is left early gets its `return` called.
 */
export const streamResponse = (
  response: HttpResponse,
  head: WireResponse,
  events: AsyncIterable<readonly StreamEvent[]>,
  options: StreamOptions,
): ResponseStream => {
  const iterator = events[Symbol.asyncIterator]();
  let held: Uint8Array[] | undefined = [];
  let heldBytes = 0;
  let full = false;
  let over = false;
  let hungUp = false;
  let wake: (() => void) | undefined;

  /** Sends what is held: all there is with a content-length when the stream has ended, else the headers and a part. */
  const start = () => {
    if (held === undefined || hungUp) return;
    const first = join(held);
    held = undefined;
    if (over) {
      response.writeHead(head.status, { ...head.headers, 'content-length': heldBytes });
      response.end(first);
      cutWhenStalled(response, options.stallTimeout);
      return;
    }
    response.writeHead(head.status, head.headers);
    if (first === undefined) response.flushHeaders?.();
    else full = !response.write(first);
  };
  atEndOfTurn(start);

  const write = (bytes: Uint8Array) => {
    if (held === undefined) full = !response.write(bytes);
    else {
      held.push(bytes);
      heldBytes += bytes.length;
      if (heldBytes > HELD_BYTES) start();
    }
  };

  const end = () => {
    over = true;
    if (held !== undefined) return;
    response.end();
    cutWhenStalled(response, options.stallTimeout);
  };

  /** The reader is behind: wait until the socket has taken everything, or until it is given up. */
  const caughtUp = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      response.once('drain', resolve);
      cutWhenStalled(response, options.stallTimeout);
    }).then(() => {
      full = false;
      wake = undefined;
      if (!over) response.setTimeout(0);
    });

  const leave = () => {
    wake?.();
    // A generator that is busy returns when it is done; what it throws then concerns nobody.
    void returnOf(iterator).catch(ignore);
  };

  const pump = async () => {
    try {
      while (!over) {
        const { done, value } = await iterator.next();
        if (over) return;
        if (done) break;
        if (value.length === 0) continue;
        for (const piece of options.frames.encodeAll(value)) {
          write(piece);
          if (full) await caughtUp();
          if (over) return;
        }
      }
      if (!over) end();
    } catch (error) {
      if (!over) stop(error);
    }
  };

  const stop = (error: unknown) => {
    if (over) return;
    write(options.frames.encode(options.exceptionEvent(error)));
    end();
    leave();
  };

  const hangUp = () => {
    hungUp = true;
    if (over) return false;
    over = true;
    leave();
    return true;
  };

  return { done: pump(), stop, hangUp };
};

/** Destroys the response when its reader takes nothing for `timeout` ms while there is something to take. */
export const cutWhenStalled = (response: HttpResponse, timeout: number): void => {
  if (response.writableFinished) return;
  if (response.listenerCount('timeout') === 0) response.on('timeout', () => response.destroy());
  response.setTimeout(timeout);
};

const returnOf = async (iterator: AsyncIterator<unknown>): Promise<void> => {
  await iterator.return?.();
};

const join = (parts: readonly Uint8Array[]): Uint8Array | undefined =>
  parts.length > 1 ? Buffer.concat(parts) : parts[0];

const ignore = () => {};
