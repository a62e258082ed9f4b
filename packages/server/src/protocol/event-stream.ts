import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { OperationModel, ServiceModel, StructureShape } from '@streambed/model';
import { internalError } from './encode-error.ts';
import { ServiceException } from './service-exception.ts';
import { type ShapeWriter, shapeWriter } from './shape-writer.ts';

/**
 * One member of an event stream by its name: `StreamEvent<FlowResponseStream>`; of whichever stream when no type is
 * given.
 */
export type StreamEvent<Stream extends object = Record<string, object>> = {
  readonly [Name in keyof Stream]-?: {
    readonly name: Name;
    readonly payload: NonNullable<Stream[Name]>;
  };
}[keyof Stream];

/** The stream of frames that an operation answers with (`application/vnd.amazon.eventstream`). */
export interface EventStream {
  /** The member of the output that holds the events. */
  readonly member: string;
  /**
   * One frame; an exception is the last of its stream. Throws ServiceException (ValidationException) for an event too
   * large for any client to read, and a plain Error for one that the stream does not have.
   */
  encode(event: StreamEvent): Uint8Array;
  /**
   * The frames of several events, one after the other, joined to few pieces. Each piece is made when it is asked for:
   * events may share a large value that would be written out once per event, so a batch as a whole may not fit in
   * memory.
   */
  encodeAll(events: readonly StreamEvent[]): Generator<Uint8Array, void, void>;
  /**
   * A thrown value → the exception event that ends the stream. What the stream does not model, and anything that is no
   * ServiceException, becomes internalServerException with a neutral message.
   */
  exceptionEvent(error: unknown, requestId: string): StreamEvent;
}

const streams = new WeakMap<OperationModel, EventStream | 'none'>();

/** The stream that the operation answers with, made once; undefined when its answer is whole. */
export const eventStreamOf = (operation: OperationModel, model: ServiceModel): EventStream | undefined => {
  let stream = streams.get(operation);
  if (stream === undefined) {
    stream = findStream(operation, model) ?? 'none';
    streams.set(operation, stream);
  }
  return stream === 'none' ? undefined : stream;
};

const findStream = (operation: OperationModel, model: ServiceModel): EventStream | undefined => {
  const output = model.shapes[operation.outputShape] as StructureShape;
  const member = output.payload;
  const shape = member === undefined ? undefined : model.shapes[output.members[member]!.shape];
  if (member === undefined || shape?.type !== 'structure' || !shape.eventstream) return undefined;
  return { member, ...createEncoder(model, shape) };
};

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
  readonly isException: boolean;
  readonly write: ShapeWriter;
}

const frameOf = (model: ServiceModel, name: string, shapeName: string): Frame => {
  const shape = model.shapes[shapeName] as StructureShape;
  const isException = shape.exception === true;
  const kind = isException ? 'exception' : 'event';
  const headers = codec.formatHeaders({
    [`:${kind}-type`]: { type: 'string', value: name },
    ':content-type': { type: 'string', value: 'application/json' },
    ':message-type': { type: 'string', value: kind },
  });
  return { headers, isException, write: shapeWriter(model, shapeName) };
};

const createEncoder = (model: ServiceModel, stream: StructureShape): Omit<EventStream, 'member'> => {
  const frames: ReadonlyMap<string, Frame> = new Map(
    Object.entries(stream.members).map(([name, { shape }]) => [name, frameOf(model, name, shape)]),
  );

  /**
   * Written by hand around the codec's headers, since this runs for every event: the codec's own `encode` computes its
   * CRC in JavaScript, byte by byte. Tests hold the two against each other byte for byte.
   */
  const encode = ({ name, payload }: StreamEvent): Uint8Array => {
    const known = frames.get(name);
    if (known === undefined) throw new Error(`the stream has no event ${name}`);
    const { headers, write } = known;
    const json = JSON.stringify(write(payload));
    const payloadBytes = Buffer.byteLength(json);
    if (payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new ServiceException(
        'ValidationException',
        `A ${name} of ${payloadBytes} bytes is larger than the ${MAX_PAYLOAD_BYTES} bytes that an event stream carries. ` +
          'Make the node or model answer with less, or write it to an object store.',
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

  const exceptionEvent = (error: unknown, requestId: string): StreamEvent => {
    const exception = error instanceof ServiceException ? error : internalError(requestId);
    const name = `${exception.code.charAt(0).toLowerCase()}${exception.code.slice(1)}`;
    if (!frames.get(name)?.isException) return exceptionEvent(internalError(requestId), requestId);
    return { name, payload: { ...exception.members, message: exception.message } };
  };

  return {
    encode,
    exceptionEvent,
    *encodeAll(events) {
      let made: Uint8Array[] = [];
      let bytes = 0;
      for (const event of events) {
        const frame = encode(event);
        made.push(frame);
        bytes += frame.length;
        if (bytes < JOINED_BYTES) continue;
        yield joined(made);
        made = [];
        bytes = 0;
      }
      if (made.length > 0) yield joined(made);
    },
  };
};

/** Frames are joined until they make this many bytes. */
const JOINED_BYTES = 256 * 1024;

const joined = (frames: readonly Uint8Array[]): Uint8Array =>
  frames.length === 1 ? frames[0]! : Buffer.concat(frames);
