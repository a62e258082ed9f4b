import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from '../definition/index.ts';
import {
  dependencyFailed,
  type FlowError,
  type FunctionRequest,
  type PortCall,
  type Ports,
  type Work,
} from '../ports/index.ts';
import { executeNode } from './execute-node.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:score:live';
const call: PortCall = {
  key: 'execution/node/0',
  attempt: 1,
  signal: new AbortController().signal,
  accountId: '000000000000',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::000000000000:role/flows',
  flowArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
  flowAliasArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ/alias/TSTALIASID',
  executionId: 'execution',
  nodeName: 'Node',
};
const clock = { now: () => 1234, monotonic: () => 0, after: () => () => {} };
const ids = { uuid: () => 'r-failed', resourceId: () => 'R000000001' };
/** Only what the node under test may touch; anything else it touched would throw. */
const ports = (some: Partial<Ports>): Ports => ({ clock, ids, ...some }) as Ports;
const input = (name: string, type: DataType, value: JsonValue) => ({
  name,
  type,
  expression: '$.data',
  value,
});
const faultOf = async (answer: Promise<unknown> | undefined) =>
  (answer ?? expect.unreachable()).then(
    () => expect.unreachable(),
    (error: FlowError) => error.fault,
  );

describe('LambdaFunction', () => {
  const work: Work = {
    nodeName: 'Score',
    nodeType: 'LambdaFunction',
    configuration: { lambdaFunction: { lambdaArn: functionArn } },
    inputs: [
      {
        name: 'codeHookInput',
        type: 'Object',
        expression: '$.data.order',
        value: { id: 7 },
      },
      { name: 'limit', type: 'Number', expression: '$.data.limit', value: 2.5 },
    ],
    outputs: [{ name: 'functionResponse', type: 'Object' }],
  };
  const answering = (payload: JsonValue, seen: FunctionRequest[] = []): Ports =>
    ports({
      functions: {
        invoke: async (request) => {
          seen.push(request);
          return { payload, statusCode: 200, requestId: 'r-1', logTail: 'END\n' };
        },
      },
    });

  test('sends the documented event and no member more', async () => {
    const seen: FunctionRequest[] = [];
    await executeNode(work, answering({ ok: true }, seen), call);
    expect(JSON.parse(JSON.stringify(seen))).toStrictEqual([
      {
        functionArn,
        payload: {
          messageVersion: '1.0',
          flow: { flowArn: call.flowArn, flowAliasArn: call.flowAliasArn },
          node: {
            name: 'Score',
            inputs: [
              { name: 'codeHookInput', type: 'Object', expression: '$.data.order', value: { id: 7 } },
              { name: 'limit', type: 'Number', expression: '$.data.limit', value: 2.5 },
            ],
          },
        },
      },
    ]);
  });

  test.each([[{ ok: true }], [null], ['text'], [[1, 2]], [0], [false]])(
    'hands on %j and records the call',
    async (payload) => {
      const result = await executeNode(work, answering(payload), call);
      expect(result?.outputs).toStrictEqual({ functionResponse: payload });
      expect(result?.actions).toMatchObject([
        {
          at: 1234,
          serviceName: 'Lambda',
          operationName: 'Invoke',
          requestId: 'r-1',
          operationRequest: { functionName: functionArn, payload: { messageVersion: '1.0' } },
          operationResponse: { statusCode: 200, requestId: 'r-1', payload, logResult: 'END\n' },
        },
      ]);
    },
  );

  test('shortens what is large in the trace, not in the output', async () => {
    const payload = { text: 'x'.repeat(100_000) };
    const result = await executeNode(work, answering(payload), call);
    expect(result?.outputs.functionResponse).toBe(payload);
    const { operationResponse } = result!.actions![0]!;
    expect(JSON.stringify(operationResponse).length).toBeLessThan(10_000);
    expect(JSON.stringify(operationResponse)).toContain('100011 characters in all');
  });
});

describe('Storage', () => {
  const put = async (content: JsonValue, objectKey: JsonValue = 'out/a.txt') => {
    const seen: { bucket: string; key: string; body: string; contentType: string }[] = [];
    const result = await executeNode(
      {
        nodeName: 'Save',
        nodeType: 'Storage',
        configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'docs' } } } },
        inputs: [input('content', 'String', content), input('objectKey', 'String', objectKey)],
        outputs: [{ name: 's3Uri', type: 'String' }],
      },
      ports({
        objects: {
          putObject: async (request) => {
            seen.push({ ...request, body: new TextDecoder().decode(request.body) });
            return { eTag: 'e', requestId: 'r' };
          },
          getObject: () => expect.unreachable(),
        },
      }),
      call,
    );
    return { seen, result };
  };

  test.each<[JsonValue, string, string]>([
    ['Grüße', 'Grüße', 'text/plain'],
    ['', '', 'text/plain'],
    [{ a: [1] }, '{"a":[1]}', 'application/json'],
    [[1, 'x'], '[1,"x"]', 'application/json'],
    [1.5, '1.5', 'application/json'],
    [false, 'false', 'application/json'],
  ])('stores %j as %j', async (content, body, contentType) => {
    const { seen, result } = await put(content);
    expect(seen).toEqual([{ bucket: 'docs', key: 'out/a.txt', body, contentType }]);
    expect(result?.outputs).toEqual({ s3Uri: 's3://docs/out/a.txt' });
    expect(result?.actions).toMatchObject([
      { serviceName: 'S3', operationName: 'PutObject', requestId: 'r', operationResponse: { eTag: 'e' } },
    ]);
  });

  test('shortens a long body in the trace', async () => {
    const { result } = await put('y'.repeat(50_000));
    expect(JSON.stringify(result?.actions).length).toBeLessThan(10_000);
    expect(JSON.stringify(result?.actions)).toContain('50000 characters in all');
  });
});

describe('Retrieval', () => {
  const get = (body: Uint8Array | string, type: DataType) =>
    executeNode(
      {
        nodeName: 'Load',
        nodeType: 'Retrieval',
        configuration: { retrieval: { serviceConfiguration: { s3: { bucketName: 'docs' } } } },
        inputs: [input('objectKey', 'String', 'in/a')],
        outputs: [{ name: 's3Content', type }],
      },
      ports({
        objects: {
          getObject: async () => ({
            body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
            requestId: 'r',
          }),
          putObject: () => expect.unreachable(),
        },
      }),
      call,
    );

  test.each<[DataType, string, JsonValue]>([
    ['String', '{"a":1}', '{"a":1}'],
    ['String', '', ''],
    ['String', '\ufeffGrüße', 'Grüße'],
    ['Object', '{"a":1}', { a: 1 }],
    ['Array', ' [1,2]\n', [1, 2]],
    ['Number', '12.5', 12.5],
    ['Boolean', 'true', true],
  ])('as %s, %j is %j', async (type, text, value) => {
    const result = await get(text, type);
    expect(result?.outputs).toEqual({ s3Content: value });
    expect(result?.actions).toMatchObject([
      { at: 1234, serviceName: 'S3', operationName: 'GetObject', requestId: 'r' },
    ]);
  });

  test.each<[DataType, string, string]>([
    ['Object', '[1]', 'an Array'],
    ['Array', '{}', 'an Object'],
    ['Number', '"1"', 'a String'],
    ['Boolean', 'null', 'a Null'],
    ['Object', 'plain words', 'not JSON'],
    ['Array', '['.repeat(5_000), 'nested deeper'],
  ])('as %s, %j is the author’s mistake', async (type, text, found) => {
    const fault = await faultOf(get(text, type));
    expect(fault).toMatchObject({ kind: 'validation', blame: 'author' });
    expect(fault.message).toContain('Node Load');
    expect(fault.message).toContain('s3://docs/in/a');
    expect(fault.message).toContain(found);
  });

  test.each([[[0xff]], [[0xc3, 0x28]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]]])(
    'bytes %j are not UTF-8',
    async (bytes) => {
      const fault = await faultOf(get(Uint8Array.from(bytes), 'String'));
      expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: 's3://docs/in/a' });
      expect(fault.message).toContain('UTF-8');
    },
  );

  test('any text comes through as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        fc.pre(text.isWellFormed() && !text.startsWith('\ufeff'));
        expect((await get(text, 'String'))?.outputs.s3Content).toBe(text);
      }),
    );
  });

  test('failures of the store pass through', async () => {
    const failing = ports({
      objects: {
        getObject: () => Promise.reject(dependencyFailed('s3://docs/x', 'gone')),
        putObject: () => expect.unreachable(),
      },
    });
    const work: Work = {
      nodeName: 'Load',
      nodeType: 'Retrieval',
      configuration: {},
      inputs: [input('objectKey', 'String', 'x')],
      outputs: [],
    };
    expect((await faultOf(executeNode(work, failing, call))).message).toBe('gone');
    expect((await faultOf(executeNode({ ...work, inputs: [] }, failing, call))).blame).toBe('author');
  });
});
