import { EventStreamCodec } from '@smithy/core/event-streams';
import type { JsonObject } from '@streambed/model';
import { ConnectionError } from './errors.ts';

/** One frame of an answer's stream. */
export interface StreamMessage {
  readonly kind: 'event' | 'exception';
  /** The member of the stream: `batch`, `validationException`. */
  readonly name: string;
  readonly payload: JsonObject;
}

/** The server sends payloads of at most 24 MiB; headers are some hundred bytes. */
const MAX_FRAME_BYTES = 25 * 1024 * 1024;
/** Two lengths and three checksums. */
const MIN_FRAME_BYTES = 16;

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : decoder.decode(bytes)),
  (text) => encoder.encode(text),
);

/**
 * The frames in the bytes of `application/vnd.amazon.eventstream`, in whatever pieces the bytes come. Throws
 * ConnectionError for bytes that are none of it, wrong checksums, and an end within a frame.
 */
export async function* readMessages(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamMessage, void, void> {
  const pending = new PendingBytes();
  for await (const chunk of chunks) {
    pending.add(chunk);
    for (let frame = nextFrame(pending); frame !== undefined; frame = nextFrame(pending)) {
      yield decode(frame);
    }
  }
  if (pending.length > 0) throw broken('The stream ended within an event.');
}

const nextFrame = (pending: PendingBytes): Uint8Array | undefined => {
  if (pending.length < 4) return undefined;
  const length = pending.firstNumber();
  if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) {
    throw broken(
      'The answer is no stream of events; something between this program and the server changes it.',
    );
  }
  return pending.length < length ? undefined : pending.take(length);
};

const decode = (frame: Uint8Array): StreamMessage => {
  try {
    const { headers, body } = codec.decode(frame);
    const header = (name: string) => headers[name]?.value;
    const isException = header(':message-type') === 'exception';
    const name = header(isException ? ':exception-type' : ':event-type');
    if (typeof name !== 'string') throw new Error('a frame has no name');
    return { kind: isException ? 'exception' : 'event', name, payload: JSON.parse(decoder.decode(body)) };
  } catch (error) {
    throw broken('An event of the stream was damaged on its way.', error);
  }
};

const broken = (message: string, cause?: unknown) => new ConnectionError(message, { cause });

/** Bytes that came and were not taken yet. Pieces are joined once, when what they make is whole. */
class PendingBytes {
  #chunks: Uint8Array[] = [];
  length = 0;

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The first four bytes, big endian. */
  firstNumber(): number {
    let number = 0;
    let read = 0;
    for (const chunk of this.#chunks) {
      for (let i = 0; i < chunk.length && read < 4; i++, read++) number = number * 256 + chunk[i]!;
      if (read === 4) break;
    }
    return number;
  }

  take(length: number): Uint8Array {
    const first = this.#chunks[0]!;
    this.length -= length;
    if (first.length >= length) {
      if (first.length === length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const taken = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) {
        this.#chunks[used] = chunk.subarray(part.length);
        break;
      }
      used++;
      if (filled === length) break;
    }
    this.#chunks.splice(0, used);
    return taken;
  }
}
