import { EventStreamCodec } from '@smithy/core/event-streams';
import { UnusableResponse } from '../../../outbound/index.ts';
import { readJsonObject } from './read-json.ts';

/** The lengths that a frame may have; the specification of the event-stream encoding says 24 MB at most. */
const MAX_FRAME_BYTES = 24 * 1024 * 1024;
/** Two lengths and two checksums. */
const MIN_FRAME_BYTES = 16;
const LENGTH_BYTES = 4;

/** What a frame says: an event by its type, its payload still to be read. */
export interface EventMessage {
  readonly type: string;
  readonly payload: Uint8Array;
}

/** An exception that Bedrock wrote into the stream; its name is the exception's, its message Bedrock's. */
export class StreamException extends Error {}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/**
 * The events of a body, each when all of it has come; the body is read only when the next one is asked for, and leaving
 * the iteration cancels it. Throws StreamException, or UnusableResponse for what is no event stream. (The SDK's own
 * reader takes memory for a frame of any length, and does not cancel.)
 */
export async function* eventMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventMessage> {
  for await (const frame of frames(body)) {
    const { headers, body: payload } = decode(frame);
    const text = (name: string): string => {
      const value = headers[name]?.value;
      return typeof value === 'string' ? value : '';
    };
    switch (text(':message-type')) {
      case 'event':
        yield { type: text(':event-type'), payload };
        break;
      case 'exception': {
        const { message } = readJsonObject(payload);
        throw exception(text(':exception-type'), typeof message === 'string' ? message : '');
      }
      case 'error':
        throw exception(text(':error-code'), text(':error-message'));
    }
  }
}

async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  let wanted = LENGTH_BYTES;
  for await (const chunk of body) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < wanted) continue;
    const bytes = Buffer.concat(held);
    let at = 0;
    for (;;) {
      wanted = LENGTH_BYTES;
      if (bytes.length - at < wanted) break;
      wanted = frameLength(bytes.readUInt32BE(at));
      if (bytes.length - at < wanted) break;
      yield bytes.subarray(at, at + wanted);
      at += wanted;
    }
    held = [bytes.subarray(at)];
    size = bytes.length - at;
  }
  if (size > 0) throw new UnusableResponse('ended its stream in the middle of an event');
}

function frameLength(length: number): number {
  if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) throw noEventStream();
  return length;
}

function decode(frame: Uint8Array): ReturnType<EventStreamCodec['decode']> {
  try {
    return codec.decode(frame);
  } catch {
    // A checksum that does not fit, or headers that are none.
    throw noEventStream();
  }
}

function exception(name: string, message: string): StreamException {
  const error = new StreamException(message);
  error.name = name;
  return error;
}

const noEventStream = (): UnusableResponse =>
  new UnusableResponse('answered with something that is no event stream');
