import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyLimit } from './body-limit.ts';
import { parseInput } from './parse-input.ts';
import { readRequestHead } from './request-head.ts';
import { route } from './route.ts';

/** Bytes → input, as the pipeline does it. */
const parse = (method: string, target: string, body: unknown = '', rawHeaders: readonly string[] = []) => {
  const { rawPath, query, headers } = readRequestHead(method, target, rawHeaders);
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return parseInput(route(method, rawPath), query, headers, bytes);
};
const failure = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
};
const ROLE = 'arn:aws:iam::123456789012:role/flows';
const FLOW = 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ';
const INVOKE = '/flows/ABCDEFGHIJ/aliases/TSTALIASID';
const flowInput = (document: unknown) => ({
  inputs: [{ nodeName: 'FlowInputNode', nodeOutputName: 'document', content: { document } }],
});

describe('parseInput', () => {
  it('puts path, query and body together', () => {
    expect(parse('GET', `/flows/${encodeURIComponent(FLOW)}/?includedData=METADATA_ONLY`)).toEqual({
      flowIdentifier: FLOW,
      includedData: 'METADATA_ONLY',
    });
    expect(parse('POST', '/flows/', { name: 'one', executionRoleArn: ROLE })).toEqual({
      name: 'one',
      executionRoleArn: ROLE,
    });
    expect(parse('POST', INVOKE, flowInput({ a: [1, null] }))).toEqual({
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'TSTALIASID',
      ...flowInput({ a: [1, null] }),
    });
  });

  it('takes an empty body for an empty object', () => {
    expect(parse('POST', '/flows/ABCDEFGHIJ/versions')).toEqual({ flowIdentifier: 'ABCDEFGHIJ' });
  });

  it('reads booleans, whole numbers and lists from the query', () => {
    expect(parse('DELETE', '/flows/ABCDEFGHIJ/?skipResourceInUseCheck=true')).toEqual({
      flowIdentifier: 'ABCDEFGHIJ',
      skipResourceInUseCheck: true,
    });
    expect(parse('DELETE', '/flows/ABCDEFGHIJ/?skipResourceInUseCheck=false')).toMatchObject({
      skipResourceInUseCheck: false,
    });
    expect(parse('GET', '/flows/?maxResults=1000&nextToken=a%2Bb+c')).toEqual({
      maxResults: 1000,
      nextToken: 'a+b+c',
    });
    const tags = `/tags/${encodeURIComponent(FLOW)}`;
    expect(parse('DELETE', `${tags}?tagKeys=a&tagKeys=b%20c`)).toEqual({
      resourceArn: FLOW,
      tagKeys: ['a', 'b c'],
    });
    expect(parse('DELETE', `${tags}?tagKeys=a`)).toMatchObject({ tagKeys: ['a'] });
  });

  it('drops what the model does not know, and null members', () => {
    const body = {
      name: 'one',
      executionRoleArn: ROLE,
      description: null,
      unknown: 1,
      tags: { a: 'b' },
      definition: { nodes: [], other: 1 },
    };
    expect(parse('POST', '/flows/?unknown=1&X-Amz-Date=x', body)).toEqual({
      name: 'one',
      executionRoleArn: ROLE,
      tags: { a: 'b' },
      definition: { nodes: [] },
    });
  });

  it('never takes from the body what belongs elsewhere', () => {
    const body = { ...flowInput('x'), flowIdentifier: 'ZZZZZZZZZZ', flowAliasIdentifier: 'ZZZZZZZZZZ' };
    expect(parse('POST', INVOKE, body)).toMatchObject({
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'TSTALIASID',
    });
  });

  it('ignores a body that the operation has no use for', () => {
    expect(parse('POST', '/flows/ABCDEFGHIJ/', 'not json')).toEqual({ flowIdentifier: 'ABCDEFGHIJ' });
    expect(parse('GET', '/flows/ABCDEFGHIJ/', '{')).toEqual({ flowIdentifier: 'ABCDEFGHIJ' });
  });

  it('keeps __proto__ as data', () => {
    const input = parse(
      'POST',
      `${INVOKE}`,
      `{"__proto__":{"polluted":1},"inputs":[{"nodeName":"In","content":{"document":{"__proto__":{"x":1}}}}]}`,
    );
    const document = (input as { inputs: { content: { document: object } }[] }).inputs[0]!.content.document;
    expect(Object.keys(document)).toEqual(['__proto__']);
    expect(Object.keys(input)).not.toContain('__proto__');
    const tags = parse('POST', `/tags/${encodeURIComponent(FLOW)}`, `{"tags":{"__proto__":"x"}}`) as {
      tags?: object;
    };
    expect(Object.keys(tags.tags ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['a label that breaks its pattern', 'GET', '/flows/short/', '', 'flowIdentifier'],
    [
      'an ARN of something else',
      'GET',
      `/flows/${encodeURIComponent('arn:aws:s3:::bucket')}/`,
      '',
      'flowIdentifier',
    ],
    [
      'an ARN with something after it',
      'GET',
      `/flows/${encodeURIComponent(`${FLOW}/x`)}/`,
      '',
      'flowIdentifier',
    ],
    [
      'a runtime label that its pattern only anchors on one side',
      'POST',
      '/flows/ABCDEFGHIJ/aliases/TSTALIASID%20x',
      flowInput('x'),
      'flowAliasIdentifier',
    ],
    [
      'a runtime flow ARN with something after it',
      'POST',
      `/flows/${encodeURIComponent(`${FLOW}!`)}/aliases/TSTALIASID`,
      flowInput('x'),
      'flowIdentifier',
    ],
    ['a label with a line feed', 'GET', '/flows/ABCDEFGHIJ%0A/', '', 'flowIdentifier'],
    [
      'a boolean in another spelling',
      'DELETE',
      '/flows/ABCDEFGHIJ/?skipResourceInUseCheck=True',
      '',
      'skipResourceInUseCheck',
    ],
    [
      'a boolean without a value',
      'DELETE',
      '/flows/ABCDEFGHIJ/?skipResourceInUseCheck',
      '',
      'skipResourceInUseCheck',
    ],
    ['a number with a fraction', 'GET', '/flows/?maxResults=1.5', '', 'maxResults'],
    ['a number in another base', 'GET', '/flows/?maxResults=0x10', '', 'maxResults'],
    ['a number out of bounds', 'GET', '/flows/?maxResults=1001', '', 'maxResults'],
    ['a parameter twice', 'GET', '/flows/?maxResults=1&maxResults=2', '', 'maxResults'],
    ['an empty token', 'GET', '/flows/?nextToken=', '', 'nextToken'],
    ['an unknown enum value', 'GET', '/flows/ABCDEFGHIJ/?includedData=SOME', '', 'includedData'],
    ['a missing member', 'POST', '/flows/', { executionRoleArn: ROLE }, 'name'],
    ['a null where one is required', 'POST', '/flows/', { name: null, executionRoleArn: ROLE }, 'name'],
    ['a wrong type', 'POST', '/flows/', { name: 1, executionRoleArn: ROLE }, 'name'],
    [
      'a wrong type deep down',
      'POST',
      '/flows/',
      { name: 'a', executionRoleArn: ROLE, definition: { nodes: [{ name: 'In', type: 'Input' }, 7] } },
      'definition.nodes[1]',
    ],
  ])('refuses %s and names it', (_, method, target, body, member) => {
    const error = failure(() => parse(method, target, body));
    expect(error).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(`at '${member}'`),
    });
    expect(error).toMatchObject({
      members: { fieldList: [{ name: member, message: expect.stringMatching(/^Member must /) }] },
    });
  });

  it('names every broken member', () => {
    const error = failure(() => parse('POST', '/flows/', { name: '', clientToken: 'short' }));
    expect(error).toMatchObject({
      message: expect.stringMatching(/^3 validation errors detected: /),
      members: { fieldList: [{ name: 'name' }, { name: 'executionRoleArn' }, { name: 'clientToken' }] },
    });
  });

  it.each([
    ['malformed percent-encoding', '/flows/?nextToken=%zz'],
    ['bytes that are not UTF-8', '/flows/?nextToken=%ff'],
    ['raw bytes beyond ASCII', '/flows/?nextToken=\u00e9'],
    ['a raw space', '/flows/?nextToken=a b'],
  ])('refuses %s in the query', (_, target) => {
    expect(failure(() => parse('GET', target))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('query string'),
    });
  });

  it('bounds the body by what the operation takes', () => {
    const none = new Map<string, string>();
    const limits = { bodyBytes: 5, mediaBodyBytes: 9 };
    const MEBIBYTE = 1024 * 1024;
    for (const [method, path, byDefault, small] of [
      ['POST', '/flows/', 10 * MEBIBYTE, 5],
      ['POST', '/guardrails', 10 * MEBIBYTE, 5],
      ['POST', '/model/a.b/converse', 36 * MEBIBYTE, 9],
      ['POST', '/model/a.b/converse-stream', 36 * MEBIBYTE, 9],
      ['POST', '/model/a.b/count-tokens', 36 * MEBIBYTE, 9],
      ['POST', '/guardrail/a/version/1/apply', 36 * MEBIBYTE, 9],
      ['POST', '/model/a.b/invoke', 25_000_000, 9],
      ['POST', '/model/a.b/invoke-with-response-stream', 25_000_000, 9],
      ['POST', '/flows/ABCDEFGHIJ/', 64 * 1024, 5],
      ['GET', '/foundation-models', 64 * 1024, 5],
    ] as const) {
      const found = route(method, path);
      expect([path, bodyLimit(found), bodyLimit(found, limits)]).toEqual([path, byDefault, small]);
      expect(failure(() => parseInput(found, [], none, Buffer.alloc(small + 1), limits))).toMatchObject({
        code: 'RequestEntityTooLargeException',
      });
    }
    expect(
      failure(() => parseInput(route('POST', '/flows/A/'), [], none, Buffer.alloc(64 * 1024 + 1))),
    ).toMatchObject({ code: 'RequestEntityTooLargeException' });
  });
});

describe('bytes in a JSON body', () => {
  const CONVERSE = '/model/amazon.nova-lite-v1%3A0/converse';
  const image = (bytes: unknown) => ({
    messages: [{ role: 'user', content: [{ image: { format: 'png', source: { bytes } } }] }],
  });

  it('reach the operation as bytes, alone in their memory', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        const input = parse('POST', CONVERSE, image(Buffer.from(bytes).toString('base64')));
        expect(input).toEqual({ modelId: 'amazon.nova-lite-v1:0', ...image(bytes) });
        const { messages } = input as ReturnType<typeof image>;
        const found = messages[0]!.content[0]!.image.source.bytes as Uint8Array;
        expect(found.constructor).toBe(Uint8Array);
        expect(found.buffer.byteLength).toBe(bytes.length);
      }),
    );
  });

  it.each([
    ['text with characters that base64 does not have', 'a_b-'],
    ['text that is cut', 'AAA'],
    ['text with blanks', 'AAAA AAA'],
    ['padding in the middle', 'AA==AAAA'],
    ['a number', 7],
    ['a list of bytes', [1, 2]],
    ['an object of bytes', { 0: 1 }],
    ['no bytes at all where one is the least', ''],
  ])('are refused when they are %s', (_, bytes) => {
    expect(failure(() => parse('POST', CONVERSE, image(bytes)))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("at 'messages[0].content[0].image.source.bytes'"),
    });
  });

  it('keep documents beside them as they are', () => {
    const fields = { bytes: 'AAAA', deep: [null, { source: { bytes: 'AAAA' } }] };
    const body = { ...image('AAAA'), additionalModelRequestFields: fields };
    expect(parse('POST', CONVERSE, body)).toMatchObject({ additionalModelRequestFields: fields });
  });
});

describe('a body that is bytes', () => {
  const INVOKE_MODEL = '/model/amazon.titan-embed-text-v2%3A0/invoke';

  it('is the payload member, whatever is in it, with the headers beside it', () => {
    const bytes = Uint8Array.of(0, 0xff, 0x7b, 0x22);
    const headers = [
      ...['Content-Type', 'application/json; charset=utf-8'],
      ...['accept', 'application/json'],
      ...['x-amzn-bedrock-accept', 'application/json'],
      ...['X-Amzn-Bedrock-Trace', 'ENABLED'],
      ...['x-amzn-bedrock-guardrailidentifier', 'abcdefghij12'],
      ...['X-Amzn-Bedrock-GuardrailVersion', '3'],
      ...['X-Amzn-Bedrock-PerformanceConfig-Latency', 'optimized'],
    ];
    for (const path of [INVOKE_MODEL, `${INVOKE_MODEL}-with-response-stream`]) {
      expect(parse('POST', path, bytes, headers)).toEqual({
        modelId: 'amazon.titan-embed-text-v2:0',
        body: bytes,
        contentType: 'application/json; charset=utf-8',
        accept: 'application/json',
        trace: 'ENABLED',
        guardrailIdentifier: 'abcdefghij12',
        guardrailVersion: '3',
        performanceConfigLatency: 'optimized',
      });
    }
  });

  it('is absent when there is none', () => {
    expect(parse('POST', INVOKE_MODEL)).toEqual({ modelId: 'amazon.titan-embed-text-v2:0' });
  });

  it('never gives members of its own: JSON in it stays bytes', () => {
    const body = Buffer.from('{"modelId":"other","trace":"ENABLED"}');
    expect(parse('POST', INVOKE_MODEL, body)).toEqual({ modelId: 'amazon.titan-embed-text-v2:0', body });
  });

  it('has headers that keep to the model', () => {
    expect(failure(() => parse('POST', INVOKE_MODEL, '{}', ['X-Amzn-Bedrock-Trace', 'yes']))).toMatchObject({
      code: 'ValidationException',
      members: { fieldList: [{ name: 'trace' }] },
    });
  });
});

describe('the lists of bedrock', () => {
  it('take enums, texts and numbers from the query', () => {
    expect(
      parse('GET', '/foundation-models?byProvider=Anthropic&byOutputModality=TEXT&byInferenceType=ON_DEMAND'),
    ).toEqual({ byProvider: 'Anthropic', byOutputModality: 'TEXT', byInferenceType: 'ON_DEMAND' });
    expect(parse('GET', '/inference-profiles?type=SYSTEM_DEFINED&maxResults=7')).toEqual({
      typeEquals: 'SYSTEM_DEFINED',
      maxResults: 7,
    });
    expect(parse('GET', '/guardrails?guardrailIdentifier=abcdefghij12&maxResults=1000')).toEqual({
      guardrailIdentifier: 'abcdefghij12',
      maxResults: 1000,
    });
    expect(parse('DELETE', '/guardrails/abcdefghij12?guardrailVersion=2')).toEqual({
      guardrailIdentifier: 'abcdefghij12',
      guardrailVersion: '2',
    });
  });

  it.each([
    ['/foundation-models?byOutputModality=SMELL', 'byOutputModality'],
    ['/guardrails?maxResults=0', 'maxResults'],
    ['/inference-profiles?type=MINE', 'typeEquals'],
  ])('refuse %s', (target, member) => {
    expect(failure(() => parse('GET', target))).toMatchObject({
      code: 'ValidationException',
      members: { fieldList: [{ name: member }] },
    });
  });
});
