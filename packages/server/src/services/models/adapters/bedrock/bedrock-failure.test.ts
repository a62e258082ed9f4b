import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { closedEndpoint, openFakeService, openRawService } from '../../../aws/fake-service.fixture.ts';
import { ProviderFailed } from '../../provider-adapter.ts';
import {
  answering,
  bedrockAt,
  CANARY,
  errorFrame,
  eventFrame,
  exceptionFrame,
  failureOf,
  gather,
  rawEvent,
} from './bedrock.fixture.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

type Answer = Parameters<typeof openFakeService>[0];

async function bedrock(answer: Answer) {
  const service = await openFakeService(answer);
  const at = bedrockAt(service.endpoint);
  opened.push(service, at);
  return { service, ...at };
}

const request = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };
const eventStream = { 'content-type': 'application/vnd.amazon.eventstream' };

const exception = (status: number, name: string, message: string, headers = {}) =>
  answering(status, JSON.stringify({ message }), { 'x-amzn-errortype': `${name}:http://docs/`, ...headers });

/** Asks both ways: each has to fail in the same manner. */
async function failures({ adapter, attempt }: Awaited<ReturnType<typeof bedrock>>) {
  const whole = await failureOf(adapter.converse(request, attempt()));
  expect(await failureOf(gather(adapter.converseStream(request, attempt())))).toEqual(whole);
  return whole;
}

describe('an exception', () => {
  test.each<[number, string, string, object]>([
    [429, 'ThrottlingException', 'Too many requests', { kind: 'throttling', retryable: true }],
    [
      429,
      'ThrottlingException',
      'Too many tokens per day, please wait',
      { kind: 'throttling', retryable: false, detail: 'exhausted' },
    ],
    [
      400,
      'ServiceQuotaExceededException',
      'No more',
      { kind: 'throttling', retryable: false, detail: 'exhausted' },
    ],
    [429, 'ModelNotReadyException', 'Warming up', { kind: 'dependencyFailed', retryable: true }],
    [
      408,
      'ModelTimeoutException',
      'Too slow',
      { kind: 'dependencyFailed', retryable: true, detail: 'timedOut' },
    ],
    [424, 'ModelErrorException', 'It broke', { kind: 'dependencyFailed', retryable: false }],
    [500, 'InternalServerException', 'Oh', { kind: 'dependencyFailed', retryable: true }],
    [503, 'ServiceUnavailableException', 'Later', { kind: 'dependencyFailed', retryable: true }],
    [
      404,
      'ResourceNotFoundException',
      'No model',
      { kind: 'dependencyFailed', retryable: false, detail: 'unknownModel' },
    ],
    [403, 'AccessDeniedException', 'You may not', { kind: 'accessDenied', retryable: false }],
    [403, 'UnrecognizedClientException', 'Who?', { kind: 'accessDenied', retryable: false }],
    [403, 'InvalidSignatureException', 'Wrong', { kind: 'accessDenied', retryable: false }],
    [400, 'ValidationException', 'The model does not have tools.', { kind: 'validation', retryable: false }],
    [
      400,
      'ValidationException',
      'Input is too long for requested model.',
      { kind: 'validation', retryable: false, detail: 'contextTooLong' },
    ],
    [
      400,
      'ValidationException',
      'The model returned the following errors: prompt is too long: 210000 tokens > 200000 maximum',
      { kind: 'validation', detail: 'contextTooLong' },
    ],
    [
      400,
      'ValidationException',
      'input length and `max_tokens` exceed context limit: 1 + 2 > 2',
      { detail: 'contextTooLong' },
    ],
    [
      400,
      'ValidationException',
      'Too many input tokens. Max input tokens: 8192, request input token count: 9000',
      { detail: 'contextTooLong' },
    ],
    [
      400,
      'ValidationException',
      "This model's maximum context length is 8192 tokens.",
      { detail: 'contextTooLong' },
    ],
    [418, 'BrandNewException', 'Tea', { kind: 'dependencyFailed', retryable: false }],
    [529, 'OverloadedException', 'Later', { kind: 'dependencyFailed', retryable: true }],
  ])('%i %s (%s)', async (status, name, message, expected) => {
    const at = await bedrock(exception(status, name, message));
    expect(await failures(at)).toMatchObject(expected);
    expect((await failures(at)).reason).toContain(`(${status} ${name})`);
    // Retries are made elsewhere.
    expect(at.service.requests).toHaveLength(4);
  });

  test('of a request that is just too much for it is not called too long', async () => {
    const at = await bedrock(exception(400, 'ValidationException', 'maxTokens must be at most 5120'));
    expect(await failures(at)).not.toHaveProperty('detail');
  });

  test('is repeated in part where it speaks of the request, and never where it may speak of the account', async () => {
    const telling = await bedrock(
      exception(400, 'ValidationException', `Malformed at ${CANARY} https://a/b`),
    );
    expect((await failures(telling)).reason).toBe(
      'cannot be asked that (400 ValidationException): Malformed at *** (address)',
    );
    const silent = await bedrock(
      exception(403, 'AccessDeniedException', 'User: arn:aws:iam::123456789012:user/eve'),
    );
    expect((await failures(silent)).reason).toBe(
      'does not let these credentials use the model (403 AccessDeniedException)',
    );
  });

  test('says how long to wait', async () => {
    const seconds = await bedrock(exception(429, 'ThrottlingException', 'x', { 'retry-after': '7' }));
    expect(await failures(seconds)).toMatchObject({ retryAfterMs: 7_000 });
    const date = await bedrock(
      exception(503, 'ServiceUnavailableException', 'x', { 'retry-after': 'Fri, 02 Jan 2026 00:00:05 GMT' }),
    );
    expect(await failures(date)).toMatchObject({ retryAfterMs: 5_000 });
  });
});

describe('an exception within a stream', () => {
  test.each<[string, Uint8Array, object]>([
    ['throttling', exceptionFrame('throttlingException', 'slow'), { kind: 'throttling', retryable: true }],
    ['a broken model', exceptionFrame('modelStreamErrorException', 'oh'), { kind: 'dependencyFailed' }],
    ['a slow model', exceptionFrame('modelTimeoutException', 'oh'), { detail: 'timedOut' }],
    [
      'a bad request',
      exceptionFrame('validationException', 'Input is too long'),
      { detail: 'contextTooLong' },
    ],
    ['an unavailable service', exceptionFrame('serviceUnavailableException', ''), { retryable: true }],
    ['one that nobody knew', exceptionFrame('newException', 'x'), { kind: 'badGateway' }],
    ['an error without a shape', errorFrame('InternalServerException', 'x'), { kind: 'dependencyFailed' }],
    ['an error without a name', errorFrame('', 'x'), { kind: 'badGateway' }],
  ])('%s ends it, after what came before', async (_, frame, expected) => {
    const start = eventFrame('messageStart', { role: 'assistant' });
    const { adapter, attempt } = await bedrock(answering(200, Buffer.concat([start, frame]), eventStream));
    const events = adapter.converseStream(request, attempt())[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ messageStart: { role: 'assistant' } });
    expect(await failureOf(events.next())).toMatchObject(expected);
  });
});

describe('what cannot be reached or has no keys', () => {
  test('nobody listens', async () => {
    const at = bedrockAt(await closedEndpoint());
    opened.push(at);
    expect(await failureOf(at.adapter.converse(request, at.attempt()))).toMatchObject({
      kind: 'badGateway',
      retryable: true,
      reason: 'could not be reached (ECONNREFUSED)',
    });
  });

  test.each([
    ['something else answers', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['the connection closes in the middle', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"out'],
  ])('%s', async (_, bytes) => {
    const service = await openRawService(bytes, true);
    const at = bedrockAt(service.endpoint);
    opened.push(service, at);
    expect((await failureOf(at.adapter.converse(request, at.attempt()))).kind).toBe('badGateway');
  });

  test.each([
    'http://169.254.169.254',
    'https://[::ffff:a9fe:a9fe]/',
    'http://metadata.google.internal.:80/x',
  ])('a metadata service as its address (%s)', async (baseUrl) => {
    const at = bedrockAt(baseUrl);
    opened.push(at);
    expect((await failureOf(at.adapter.converse(request, at.attempt()))).reason).toContain(
      'metadata service',
    );
  });

  test('a public name that leads to this machine', async () => {
    const service = await openFakeService(answering(200, '{}'));
    const { port } = new URL(service.endpoint);
    const at = bedrockAt(`http://bedrock.example.com:${port}`, {}, { resolve: async () => ['127.0.0.1'] });
    opened.push(service, at);
    expect((await failureOf(at.adapter.converse(request, at.attempt()))).reason).toContain(
      'allowPrivateAddress',
    );
    expect(service.requests).toHaveLength(0);
  });

  test('a redirect to elsewhere', async () => {
    const other = await openFakeService(answering(200, '{}'));
    const at = await bedrock(answering(307, '', { location: `${other.endpoint}/model/m/converse` }));
    opened.push(other);
    expect((await failures(at)).reason).toContain('redirect (307), which is not followed');
    expect(other.requests).toHaveLength(0);
  });

  test('a profile that is not there', async () => {
    const service = await openFakeService(answering(200, '{}'));
    const at = bedrockAt(service.endpoint);
    opened.push(service, at);
    const { credentials: _, ...provider } = at.attempt().provider;
    const attempt = at.attempt({ provider: { ...provider, profile: 'no-such-profile' } });
    expect(await failureOf(at.adapter.converse(request, attempt))).toMatchObject({
      kind: 'accessDenied',
      reason: 'wants AWS credentials, and there are none',
    });
    expect(service.requests).toHaveLength(0);
  });

  test('a call that is aborted already sends nothing', async () => {
    const { adapter, attempt, service } = await bedrock(answering(200, '{}'));
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    await expect(adapter.converse(request, attempt({ signal }))).rejects.toBe(reason);
    await expect(gather(adapter.converseStream(request, attempt({ signal })))).rejects.toBe(reason);
    expect(service.requests).toHaveLength(0);
  });

  test('an abort ends a call that hangs, and its connection', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const gone = Promise.withResolvers<void>();
    const { adapter, attempt } = await bedrock((_, response) => {
      response.on('close', () => gone.resolve());
      asked.resolve(response);
    });
    const controller = new AbortController();
    const pending = adapter.converse(request, attempt({ signal: controller.signal }));
    await asked.promise;
    const reason = new Error('gone');
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await gone.promise;
  });
});

describe('a hostile answer', () => {
  const good = Buffer.concat([
    eventFrame('messageStart', { role: 'assistant' }),
    eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } }),
    eventFrame('messageStop', { stopReason: 'end_turn' }),
    eventFrame('metadata', {
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    }),
  ]);
  const broken = (at: number): Buffer => {
    const copy = Buffer.from(good);
    copy[at] = (copy[at] ?? 0) ^ 0x40;
    return copy;
  };
  const length = (bytes: number): Buffer => {
    const frame = Buffer.alloc(64);
    frame.writeUInt32BE(bytes);
    return frame;
  };

  test.each<[string, Uint8Array, string]>([
    ['text', Buffer.from('{"message":"I am JSON and no event stream"}'), 'no event stream'],
    ['a frame of four gigabytes', length(0xffff_ffff), 'no event stream'],
    ['a frame shorter than a frame', length(3), 'no event stream'],
    ['a wrong checksum of the lengths', broken(9), 'no event stream'],
    ['a wrong checksum of the frame', broken(40), 'no event stream'],
    ['a frame that is cut', good.subarray(0, good.length - 5), 'in the middle of an event'],
    ['a length that is cut', good.subarray(0, 2), 'in the middle of an event'],
    ['nothing', Buffer.alloc(0), 'before the answer was complete'],
    ['half of the events', good.subarray(0, good.readUInt32BE(0)), 'before the answer was complete'],
    ['an event that is no JSON', rawEvent('messageStop', '{"stop'), 'no JSON'],
    ['an event that is a list', rawEvent('contentBlockStop', '[]'), 'no object'],
    ['an event without its members', rawEvent('contentBlockStop', '{}'), 'contentBlockIndex'],
    [
      'text that is a number',
      rawEvent('contentBlockDelta', '{"contentBlockIndex":0,"delta":{"text":5}}'),
      'delta.text',
    ],
    [
      'usage that is text',
      rawEvent('metadata', '{"usage":{"inputTokens":"1","outputTokens":1,"totalTokens":2}}'),
      'inputTokens',
    ],
  ])('%s in place of a stream', async (_, bytes, reason) => {
    const { adapter, attempt } = await bedrock(answering(200, bytes, eventStream));
    const failure = await failureOf(gather(adapter.converseStream(request, attempt())));
    expect(failure).toMatchObject({ kind: 'badGateway', retryable: false });
    expect(failure.reason).toContain(reason);
  });

  test.each(['whole', 'streamed'] as const)('without end, %s, is refused at the size', async (how) => {
    const closed = Promise.withResolvers<void>();
    const { adapter, attempt } = await bedrock((_, response) => {
      response.on('close', () => closed.resolve());
      response.writeHead(200, how === 'streamed' ? eventStream : {});
      const piece =
        how === 'streamed'
          ? eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'x'.repeat(50_000) } })
          : Buffer.alloc(50_000, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    const asked =
      how === 'streamed'
        ? gather(adapter.converseStream(request, attempt()))
        : adapter.converse(request, attempt());
    expect((await failureOf(asked)).reason).toBe('answered with more than 4194304 bytes');
    await closed.promise;
  });

  test('with numbers of a hundred million digits costs nothing', async () => {
    const body = JSON.stringify({
      output: {
        message: {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 't', name: 'n', input: { n: 0, m: 0 } } }],
        },
      },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    })
      .replace('"n":0', '"n":1e100000000')
      .replace('"m":0', '"m":1e-100000000');
    const { adapter, attempt } = await bedrock(answering(200, body));
    const { output } = await adapter.converse(request, attempt());
    expect(output.message.content[0]?.toolUse?.input).toEqual({ n: Infinity, m: 0 });
  });

  test.each([
    ['JSON too deep', `{"output":${'['.repeat(200)}${']'.repeat(200)}}`, 'nested deeper than 100 levels'],
    ['no JSON', '<html>', 'no JSON'],
    ['no message', '{"stopReason":"end_turn"}', 'a Message that Converse does not have'],
    ['no usage', '{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"x"}', 'TokenUsage'],
    [
      'bytes that are no base64',
      '{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"redactedContent":"§"}}]}}}',
      'redactedContent',
    ],
  ])('of %s is refused', async (_, body, reason) => {
    const { adapter, attempt } = await bedrock(answering(200, body));
    expect((await failureOf(adapter.converse(request, attempt()))).reason).toContain(reason);
  });

  test('whatever its bytes: events of Converse, then an end or a failure that says nothing of them', async () => {
    let bytes: Uint8Array = Buffer.alloc(0);
    let status = 200;
    const { adapter, attempt } = await bedrock((_, response) => {
      response.writeHead(status, status < 300 ? eventStream : {});
      response.end(bytes);
    });
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((piece) => Buffer.from(piece)),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
        const copy = Buffer.from(good);
        copy[at] = byte;
        return copy;
      }),
      fc
        .tuple(
          fc.constantFrom('messageStart', 'contentBlockDelta', 'messageStop', 'metadata', CANARY),
          fc.json({ maxDepth: 3 }),
        )
        .map(([type, json]) => rawEvent(type, json)),
    );
    const statuses = fc.oneof(fc.constant(200), fc.constantFrom(201, 400, 403, 404, 424, 429, 500, 503));
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 4 }), statuses, async (parts, given) => {
        bytes = Buffer.concat(parts);
        status = given;
        try {
          for await (const event of adapter.converseStream(request, attempt()))
            expect(Object.keys(event)).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(ProviderFailed);
          expect(JSON.stringify((error as ProviderFailed).failure)).not.toContain(CANARY);
        }
      }),
      { numRuns: 150 },
    );
  });
});
