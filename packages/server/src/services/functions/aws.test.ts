import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Fault, FlowError, FunctionPort } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  closedEndpoint,
  type FakeService,
  openFakeService,
  openRawService,
} from '../aws/fake-service.fixture.ts';
import { portCall } from '../port-call.fixture.ts';
import { createAwsFunctions } from './aws.ts';

const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:score:live';
const ids = { uuid: () => randomUUID(), resourceId: () => 'AAAAAAAAAA' };
const CANARY = 'secret-canary';

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('functions through the AWS SDK', { timeout: 60_000 }, () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  const against = async (service: Promise<FakeService> | string) => {
    const { endpoint } = typeof service === 'string' ? { endpoint: service } : await service;
    if (typeof service !== 'string') opened.push(await service);
    const port = createAwsFunctions({ ids, configuration: { endpoint } });
    opened.push(port);
    return port;
  };
  const invoke = (port: FunctionPort, payload: JsonValue = { a: 1 }, signal = new AbortController().signal) =>
    port.invoke({ functionArn, payload }, portCall({ signal }));
  const faultOf = async (answer: Promise<unknown>): Promise<Fault> => {
    const { fault, cause } = await answer.then(
      () => expect.unreachable(),
      (error: FlowError) => (error.fault ? error : Promise.reject(error)),
    );
    expect(JSON.stringify(fault)).not.toContain(CANARY);
    expect(cause).toBeUndefined();
    expect(fault).toMatchObject({ blame: 'dependency', resourceName: functionArn });
    return fault;
  };
  const answer = (body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
    openFakeService((_, response) => {
      response.writeHead(status, { 'x-amzn-requestid': 'REQ', ...headers }).end(body);
    });

  test('invokes synchronously, in the region of the ARN, and asks for the log', async () => {
    const service = await answer('{"score":0.5}', {
      'x-amz-log-result': Buffer.from('END ä\n').toString('base64'),
    });
    expect(await invoke(await against(Promise.resolve(service)), { q: 'ä' })).toEqual({
      payload: { score: 0.5 },
      statusCode: 200,
      requestId: 'REQ',
      logTail: 'END ä\n',
    });
    const [request] = service.requests;
    expect(decodeURIComponent(request!.path)).toBe(`/2015-03-31/functions/${functionArn}/invocations`);
    expect(request!.headers).toMatchObject({
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-log-type': 'Tail',
      authorization: expect.stringContaining('/eu-central-1/lambda/aws4_request'),
    });
    expect(request!.body.toString()).toBe('{"q":"ä"}');
  });

  test.each<[string, JsonValue]>([
    ['null', null],
    ['', null],
    ['"text"', 'text'],
    ['[1,{}]', [1, {}]],
  ])('the answer %j is %j', async (body, payload) => {
    expect((await invoke(await against(answer(body)))).payload).toEqual(payload);
  });

  test.each<[string, string]>([
    [
      '{"errorMessage":"not a pear","errorType":"TypeError","trace":["at canary"]}',
      'The function score failed: TypeError: not a pear.',
    ],
    [
      '{"errorMessage":"2026-01-01T00:00:00Z x Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"}',
      'Sandbox.Timedout: 2026',
    ],
    ['{"errorType":{},"errorMessage":[]}', 'The function score failed: Unhandled.'],
    ['garbage', 'The function score failed: Unhandled.'],
    [`{"errorMessage":${JSON.stringify('long '.repeat(1000))}}`, '…'],
  ])('the function error %j is told in its words', async (body, words) => {
    const fault = await faultOf(invoke(await against(answer(body, { 'x-amz-function-error': 'Unhandled' }))));
    expect(fault.kind).toBe('dependencyFailed');
    expect(fault.message).toContain(words);
    expect(fault.message.length).toBeLessThan(1_200);
    expect(fault.message).not.toContain('at canary');
  });

  const failure = (status: number, type: string) =>
    answer(JSON.stringify({ Type: 'User', Message: CANARY }), { 'x-amzn-errortype': type }, status);
  test.each<[number, string, Fault['kind'], string]>([
    [404, 'ResourceNotFoundException', 'dependencyFailed', 'no function score in eu-central-1'],
    [429, 'TooManyRequestsException', 'throttling', 'slow down'],
    [403, 'AccessDeniedException', 'accessDenied', 'do not allow it'],
    [403, 'UnrecognizedClientException', 'accessDenied', 'credentials'],
    [413, 'RequestTooLargeException', 'dependencyFailed', 'larger than Lambda takes'],
    [500, 'ServiceException', 'dependencyFailed', 'ServiceException (status 500)'],
    [502, 'ENILimitReachedException', 'badGateway', 'status 502'],
    [409, 'ResourceConflictException', 'dependencyFailed', 'ResourceConflictException'],
  ])('status %i %s is %s', async (status, type, kind, words) => {
    const fault = await faultOf(invoke(await against(failure(status, type))));
    expect(fault.kind).toBe(kind);
    expect(fault.message).toContain(words);
  });

  test.each<[string, string | Buffer, string]>([
    ['no JSON', '<html>', 'is not JSON'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not UTF-8'],
    ['too deep', '['.repeat(200_000), 'nested deeper'],
    ['too long', Buffer.alloc(7_000_000, 0x31), 'more than this server takes'],
  ])('an answer that is %s fails', async (_, body, words) => {
    expect((await faultOf(invoke(await against(answer(body))))).message).toContain(words);
  });

  test.each<[string, string]>([
    ['no HTTP at all', 'SSH-2.0-something\r\n'],
    ['nothing', ''],
    ['a shorter body than promised', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['an error page that is none', 'HTTP/1.1 500 x\r\nContent-Length: 9\r\n\r\n<garbage>'],
  ])('%s is a failure of the service', async (_, bytes) => {
    const fault = await faultOf(invoke(await against(openRawService(bytes, true))));
    expect(['badGateway', 'dependencyFailed']).toContain(fault.kind);
  });

  test('nobody there is a bad gateway', async () => {
    const fault = await faultOf(invoke(await against(await closedEndpoint())));
    expect(fault).toMatchObject({ kind: 'badGateway', message: expect.stringContaining('ECONNREFUSED') });
  });

  test('without credentials it says which to set', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    try {
      const fault = await faultOf(invoke(await against(answer('1'))));
      expect(fault).toMatchObject({
        kind: 'accessDenied',
        message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
      });
    } finally {
      vi.unstubAllEnvs();
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
    }
  });

  test('a call given up while Lambda hangs ends', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const control = new AbortController();
    const port = await against(openFakeService((_, response) => arrived.resolve(response)));
    const pending = invoke(port, 1, control.signal);
    await arrived.promise;
    control.abort(new Error('given up'));
    await expect(pending).rejects.toThrow('given up');
  });

  test('what is no function ARN never leaves', async () => {
    const service = await answer('1');
    const port = await against(Promise.resolve(service));
    for (const arn of [
      '',
      'score',
      'arn:aws:lambda:evil.example/:000000000000:function:x',
      `${functionArn}:more`,
    ])
      await expect(port.invoke({ functionArn: arn, payload: 1 }, portCall())).rejects.toThrow('not the ARN');
    expect(service.requests).toEqual([]);
  });
});
