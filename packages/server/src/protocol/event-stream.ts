import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { bedrockAgentRuntime, type StructureShape } from '@streambed/model';
import type { FlowResponseStream } from '@streambed/model/bedrock-agent-runtime';
import { internalError } from './encode-error.ts';
import { ServiceException } from './service-exception.ts';
import { type ShapeWriter, shapeWriter } from './shape-writer.ts';

/** One member of FlowResponseStream by its name. */
export type StreamEvent = {
  readonly [Name in keyof FlowResponseStream]-?: {
    readonly name: Name;
    readonly payload: NonNullable<FlowResponseStream[Name]>;
  };
}[keyof FlowResponseStream];

/** botocore refuses a frame with a larger payload, and with it everything after it. */
const MAX_PAYLOAD_BYTES = 24 * 1024 * 1024;

/** Total length, headers length, CRC-32 of those eight bytes. */
const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;

const text = {
  from: (bytes: Uint8Array | string): string =>
    typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'),
  to: (value: string): Uint8Array => Buffer.from(value, 'utf8'),
};
const codec = new EventStreamCodec(text.from, text.to);

/** The headers of a frame never differ between two events of one name, so the codec writes them once per name. */
interface Frame {
  readonly headers: Uint8Array;
  readonly write: ShapeWriter;
}

const frames: ReadonlyMap<string, Frame> = new Map(
  Object.entries((bedrockAgentRuntime.shapes.FlowResponseStream as StructureShape).members).map(
    ([name, { shape }]) => [
      name,
      { headers: headersOf(name), write: shapeWriter(bedrockAgentRuntime, shape) },
    ],
  ),
);

function headersOf(name: string): Uint8Array {
  const kind = isException(name) ? 'exception' : 'event';
  return codec.formatHeaders({
    [`:${kind}-type`]: { type: 'string', value: name },
    ':content-type': { type: 'string', value: 'application/json' },
    ':message-type': { type: 'string', value: kind },
  });
}

function isException(name: string): boolean {
  return name.endsWith('Exception');
}

/**
 * One frame of InvokeFlow's answer (`application/vnd.amazon.eventstream`); an exception is the last of its stream.
 * Written by hand around the codec's headers, since this runs for every event: the codec's own `encode` computes its
 * CRC in JavaScript, byte by byte. Tests hold the two against each other byte for byte.
 * Throws ServiceException (ValidationException) for an event too large for any client to read.
 */
export const encodeStreamEvent = ({ name, payload }: StreamEvent): Uint8Array => {
  const { headers, write } = frames.get(name)!;
  const json = JSON.stringify(write(payload));
  const payloadBytes = Buffer.byteLength(json);
  if (payloadBytes > MAX_PAYLOAD_BYTES) {
    throw new ServiceException(
      'ValidationException',
      `A ${name} of ${payloadBytes} bytes is larger than the ${MAX_PAYLOAD_BYTES} bytes that an event stream carries. ` +
        'Make the node answer with less, or write it to an object store.',
    );
  }
  const total = PRELUDE_BYTES + headers.length + payloadBytes + CRC_BYTES;
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32BE(total, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  frame.set(headers, PRELUDE_BYTES);
  frame.write(json, PRELUDE_BYTES + headers.length, 'utf8');
  frame.writeUInt32BE(crc32(frame.subarray(0, total - CRC_BYTES)), total - CRC_BYTES);
  return frame;
};

/** Frames are joined until they make this many bytes. */
const JOINED_BYTES = 256 * 1024;

/**
 * The frames of several events, one after the other, joined to few pieces. Each piece is made when it is asked for:
 * events may share a large value that would be written out once per event, so a batch as a whole may not fit in memory.
 */
export function* encodeStreamEvents(events: readonly StreamEvent[]): Generator<Uint8Array, void, void> {
  let frames: Uint8Array[] = [];
  let bytes = 0;
  for (const event of events) {
    const frame = encodeStreamEvent(event);
    frames.push(frame);
    bytes += frame.length;
    if (bytes < JOINED_BYTES) continue;
    yield joined(frames);
    frames = [];
    bytes = 0;
  }
  if (frames.length > 0) yield joined(frames);
}

const joined = (frames: readonly Uint8Array[]): Uint8Array =>
  frames.length === 1 ? frames[0]! : Buffer.concat(frames);

/**
 * A thrown value → the exception event that ends a stream. What the stream does not model, and anything that is no
 * ServiceException, becomes internalServerException with a neutral message.
 */
export const exceptionEvent = (error: unknown, requestId: string): StreamEvent => {
  const exception = error instanceof ServiceException ? error : internalError(requestId);
  const name = `${exception.code.charAt(0).toLowerCase()}${exception.code.slice(1)}`;
  if (!isException(name) || !frames.has(name)) return exceptionEvent(internalError(requestId), requestId);
  return { name, payload: { ...exception.members, message: exception.message } } as StreamEvent;
};
