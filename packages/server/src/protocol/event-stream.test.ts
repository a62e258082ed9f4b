import { EventStreamCodec } from '@smithy/core/event-streams';
import type { StructureShape } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventStream, eventStreamOf, type StreamEvent } from './event-stream.ts';
import { ServiceException } from './service-exception.ts';
import { operationNamed } from './test-support/operation-named.ts';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);
/** The stream of an operation, and the names of the events in it. */
const streamOf = (operationName: string, shapeName: string) => {
  const { operation, model } = operationNamed(operationName);
  const stream = eventStreamOf(operation, model) as EventStream;
  return { stream, names: Object.keys((model.shapes[shapeName] as StructureShape).members) };
};
const flow = streamOf('InvokeFlow', 'FlowResponseStream');
const converse = streamOf('ConverseStream', 'ConverseStreamOutput');
const invoke = streamOf('InvokeModelWithResponseStream', 'ResponseStream');
const { encode, encodeAll, exceptionEvent } = flow.stream;
const headersOf = (name: string) => {
  const kind = name.endsWith('Exception') ? 'exception' : 'event';
  return {
    [`:${kind}-type`]: { type: 'string' as const, value: name },
    ':content-type': { type: 'string' as const, value: 'application/json' },
    ':message-type': { type: 'string' as const, value: kind },
  };
};
/** Members in the model's order, which is the writer's too. */
const output = (document: unknown): StreamEvent =>
  ({
    name: 'flowOutputEvent',
    payload: { content: { document }, nodeName: 'Out', nodeType: 'FlowOutputNode' },
  }) as StreamEvent;
const read = (frame: Uint8Array) => {
  const { headers, body } = codec.decode(frame);
  return { headers, payload: JSON.parse(Buffer.from(body).toString()) };
};

const events = [flow, converse, invoke].flatMap(({ stream, names }) =>
  names.map((name) => ({ name, stream })),
);

describe('a frame', () => {
  it.each(events)('of $name is as the codec reads it', ({ name, stream }) => {
    const frame = stream.encode({ name, payload: {} });
    expect(read(frame)).toEqual({ headers: headersOf(name), payload: {} });
  });

  it('writes the same bytes as the codec, whatever the document', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('flowOutputEvent', 'validationException'),
        fc.jsonValue(),
        fc.string({ unit: 'binary' }),
        (name, document, message) => {
          const payload = name === 'flowOutputEvent' ? output([document, message]).payload : { message };
          const frame = encode({ name, payload } as StreamEvent);
          const expected = codec.encode({
            headers: headersOf(name),
            body: Buffer.from(JSON.stringify(payload)),
          });
          expect(Buffer.compare(frame, expected)).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused for an event that the stream does not have', () => {
    expect(() => encode({ name: 'messageStart', payload: {} })).toThrow('no event messageStart');
    expect(() => converse.stream.encode({ name: '__proto__', payload: {} })).toThrow('no event');
  });

  it('has bytes as base64 in JSON', () => {
    const bytes = Buffer.from('{"completion":"\u00e9"}');
    const chunk = read(invoke.stream.encode({ name: 'chunk', payload: { bytes } }));
    expect(chunk.payload).toEqual({ bytes: bytes.toString('base64') });
    const delta = {
      contentBlockIndex: 1,
      delta: { reasoningContent: { redactedContent: Uint8Array.of(1) } },
    };
    expect(read(converse.stream.encode({ name: 'contentBlockDelta', payload: delta })).payload).toEqual({
      contentBlockIndex: 1,
      delta: { reasoningContent: { redactedContent: 'AQ==' } },
    });
  });

  it('carries every kind of document, null and half a surrogate pair included', () => {
    for (const document of [null, false, 0, '', [], {}, 'é😀', { a: [null] }]) {
      expect(read(encode(output(document))).payload.content).toEqual({ document });
    }
    expect(read(encode(output('\ud800'))).payload.content).toEqual({ document: '\ud800' });
  });

  it('writes times as RFC 3339 and modelled members only', () => {
    const trace = { nodeName: 'In', timestamp: 1_754_056_672_279, fields: [], internal: true };
    const event = {
      name: 'flowTraceEvent',
      payload: { trace: { nodeInputTrace: trace } },
    } as unknown as StreamEvent;
    expect(read(encode(event)).payload).toEqual({
      trace: { nodeInputTrace: { nodeName: 'In', timestamp: '2025-08-01T13:57:52.279Z', fields: [] } },
    });
  });

  it('refuses what no client can read', () => {
    expect(() => encode(output('x'.repeat(24 * 1024 * 1024)))).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: expect.stringContaining('flowOutputEvent'),
      }),
    );
  });

  it('puts several events one after the other', () => {
    const events = [output(1), output(2)];
    expect([...encodeAll(events)]).toEqual([Buffer.concat(events.map(encode))]);
    expect([...encodeAll([events[0]!])]).toEqual([encode(events[0]!)]);
    expect([...encodeAll([])]).toEqual([]);
  });

  it('makes large frames one by one, as they are asked for, in their order', () => {
    const large = 'x'.repeat(200 * 1024);
    let made = 0;
    const events = Array.from({ length: 9 }, (_, index): StreamEvent => {
      const event = output([index, large]);
      return {
        ...event,
        get payload() {
          made++;
          return event.payload;
        },
      } as StreamEvent;
    });
    const pieces: Uint8Array[] = [];
    for (const piece of encodeAll(events)) {
      pieces.push(piece);
      expect(made).toBeLessThanOrEqual(pieces.length * 2);
      expect(piece.length).toBeLessThan(512 * 1024);
    }
    made = 0;
    expect(Buffer.concat(pieces).equals(Buffer.concat(events.map(encode)))).toBe(true);
  });
});

describe('an exception in a stream', () => {
  it('names the exception as the stream does and keeps its modelled members', () => {
    const error = new ServiceException('DependencyFailedException', 'why', {
      resourceName: 'lambda',
      other: 'x',
    });
    expect(read(encode(exceptionEvent(error, 'request-1')))).toEqual({
      headers: headersOf('dependencyFailedException'),
      payload: { message: 'why', resourceName: 'lambda' },
    });
  });

  it.each([
    ['a plain error', new Error('secret')],
    [
      'an exception that the stream does not model',
      new ServiceException('UnrecognizedClientException', 'secret'),
    ],
    ['the name of an event', new ServiceException('FlowOutputEvent', 'secret')],
    ['an empty name', new ServiceException('', 'secret')],
  ])('makes an internal error of %s', (_, error) => {
    const { name, payload } = exceptionEvent(error, 'request-1');
    expect(name).toBe('internalServerException');
    expect(JSON.stringify(payload)).toContain('request-1');
    expect(JSON.stringify(payload)).not.toContain('secret');
  });

  it('is one of the stream that it ends, with the members that it has there', () => {
    const error = new ServiceException('ModelStreamErrorException', 'why', {
      originalStatusCode: 500,
      resourceName: 'not of this shape',
    });
    const event = converse.stream.exceptionEvent(error, 'request-1');
    expect(read(converse.stream.encode(event))).toEqual({
      headers: headersOf('modelStreamErrorException'),
      payload: { message: 'why', originalStatusCode: 500 },
    });
    const named = (code: string, { stream }: { stream: EventStream }) =>
      stream.exceptionEvent(new ServiceException(code, 'why'), 'request-1').name;
    expect(named('ModelTimeoutException', invoke)).toBe('modelTimeoutException');
    expect(named('ModelTimeoutException', converse)).toBe('internalServerException');
    expect(named('ModelStreamErrorException', flow)).toBe('internalServerException');
    expect(named('ThrottlingException', converse)).toBe('throttlingException');
    expect(named('MessageStop', converse)).toBe('internalServerException');
  });
});
