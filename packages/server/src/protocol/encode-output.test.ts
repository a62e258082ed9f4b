import { describe, expect, it } from 'vitest';
import { encodeOutput } from './encode-output.ts';
import { eventStreamOf } from './event-stream.ts';
import { models, operationNamed } from './test-support/operation-named.ts';

const exchange = {
  requestId: 'f5d2c1de-7a38-4f3e-9f11-5c5e1b7a0f64',
  now: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
};
const encode = (name: string, output: unknown) => {
  const { operation, model } = operationNamed(name);
  const { status, headers, body } = encodeOutput(operation, model, output, exchange);
  return { status, headers, text: Buffer.from(body).toString() };
};

describe('encodeOutput', () => {
  it('gives the status of the model and the headers of every answer', () => {
    expect(encode('PrepareFlow', { id: 'ABCDEFGHIJ', status: 'Preparing' })).toEqual({
      status: 202,
      headers: {
        'content-type': 'application/json',
        date: 'Fri, 02 Jan 2026 03:04:05 GMT',
        'x-amzn-requestid': exchange.requestId,
        'x-content-type-options': 'nosniff',
      },
      text: '{"id":"ABCDEFGHIJ","status":"Preparing"}',
    });
  });

  it('answers an empty object where the output is nothing', () => {
    expect(encode('TagResource', undefined).text).toBe('{}');
    expect(encode('UntagResource', {}).text).toBe('{}');
  });

  it.each([
    ['ms since the epoch', Date.UTC(2025, 7, 1, 13, 57, 52, 7)],
    ['a Date', new Date(Date.UTC(2025, 7, 1, 13, 57, 52, 7))],
    ['the same text', '2025-08-01T13:57:52.007Z'],
    ['text with more digits', '2025-08-01T13:57:52.007825Z'],
    ['text in another zone', '2025-08-01T15:57:52.007+02:00'],
  ])('writes %s as RFC 3339 in UTC with milliseconds', (_, createdAt) => {
    expect(JSON.parse(encode('GetFlow', { createdAt }).text)).toEqual({
      createdAt: '2025-08-01T13:57:52.007Z',
    });
  });

  it('does not make a time of what is none', () => {
    expect(() => encode('GetFlow', { createdAt: 'yesterday' })).toThrow('point in time');
    expect(() => encode('GetFlow', { createdAt: Number.NaN })).toThrow('point in time');
  });

  it('keeps modelled members only, at every depth, and drops absent ones', () => {
    const output = {
      flowSummaries: [{ id: 'ABCDEFGHIJ', createdAt: 0, secret: 'x', description: undefined }],
      nextToken: undefined,
      accountId: '123456789012',
    };
    expect(encode('ListFlows', output).text).toBe(
      '{"flowSummaries":[{"id":"ABCDEFGHIJ","createdAt":"1970-01-01T00:00:00.000Z"}]}',
    );
  });

  it('writes definitions that hold definitions, documents as they are, maps with any key', () => {
    const loop = {
      nodes: [
        {
          name: 'Loop',
          type: 'Loop',
          configuration: { loop: { definition: { nodes: [], connections: [], extra: 1 } } },
        },
      ],
    };
    expect(JSON.parse(encode('GetFlow', { definition: loop }).text)).toEqual({
      definition: {
        nodes: [
          {
            name: 'Loop',
            type: 'Loop',
            configuration: { loop: { definition: { nodes: [], connections: [] } } },
          },
        ],
      },
    });
    const tags = JSON.parse('{"__proto__":"x","a":"b"}');
    expect(encode('ListTagsForResource', { tags }).text).toBe('{"tags":{"__proto__":"x","a":"b"}}');
    const node = { additionalModelRequestFields: { any: [{ thing: null }] } };
    expect(encode('GetPrompt', { variants: [node] }).text).toBe(
      '{"variants":[{"additionalModelRequestFields":{"any":[{"thing":null}]}}]}',
    );
  });

  it('puts the execution id of InvokeFlow into its header and leaves the body to the stream', () => {
    expect(encode('InvokeFlow', { executionId: 'run-1', responseStream: [] })).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amz-bedrock-flow-execution-id': 'run-1',
      },
      text: '',
    });
    expect(() => encode('InvokeFlow', { executionId: 'a\r\nset-cookie: b' })).toThrow('character');
  });

  it('knows which operations stream', () => {
    const streaming = models.flatMap((model) =>
      model.operations.map((operation) => [operation.operation, eventStreamOf(operation, model)?.member]),
    );
    expect(streaming.filter(([, member]) => member !== undefined).toSorted()).toEqual([
      ['ConverseStream', 'stream'],
      ['GetRunEvents', 'events'],
      ['InvokeFlow', 'responseStream'],
      ['InvokeModelWithResponseStream', 'body'],
      ['RetrieveAndGenerateStream', 'stream'],
      ['StartRun', 'events'],
    ]);
  });

  it('writes bytes in a document as base64', () => {
    const content = [{ reasoningContent: { redactedContent: Uint8Array.of(0, 255, 16) } }];
    const output = { output: { message: { role: 'assistant', content } }, servedBy: 'us' };
    expect(JSON.parse(encode('Converse', output).text)).toEqual({
      output: {
        message: { role: 'assistant', content: [{ reasoningContent: { redactedContent: 'AP8Q' } }] },
      },
    });
  });

  it('answers an output that is bytes with these bytes, and the headers beside them', () => {
    const { operation, model } = operationNamed('InvokeModel');
    const body = Uint8Array.of(0x7b, 0xff, 0x7d);
    const output = { body, contentType: 'text/plain', performanceConfigLatency: 'standard' };
    const answer = encodeOutput(operation, model, output, exchange);
    expect([...answer.body]).toEqual([...body]);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain',
      'x-amzn-bedrock-performanceconfig-latency': 'standard',
      'x-content-type-options': 'nosniff',
    });
    expect(() => encodeOutput(operation, model, { contentType: 'text/plain' }, exchange)).toThrow('no bytes');
  });

  it('says the content type of a stream of bytes in the header that the model has for it', () => {
    expect(
      encode('InvokeModelWithResponseStream', { contentType: 'application/json', body: [] }),
    ).toMatchObject({
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-bedrock-content-type': 'application/json',
      },
      text: '',
    });
  });
});
