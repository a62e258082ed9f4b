import { describe, expect, test } from 'vitest';
import { ConnectionError, createStreambedClient, StreambedError } from './index.ts';
import { bodyOf, frame } from './test-support/frames.ts';

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A client whose requests are answered from a list, and what it sent. */
const clientOf = (...answers: (Response | Error)[]) => {
  const sent: Sent[] = [];
  const client = createStreambedClient({
    endpoint: 'http://127.0.0.1:4600',
    region: 'eu-west-1',
    credentials: async () => ({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 's', sessionToken: 'token' }),
    fetch: async (url, init) => {
      init?.signal?.throwIfAborted();
      const { method, headers, body } = init as RequestInit;
      sent.push({
        url: String(url),
        method: method!,
        headers: headers as Sent['headers'],
        body: body as string,
      });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer!;
    },
  });
  return { client, sent };
};

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);

const refusal = (name: string, message: string, status: number, headers: Record<string, string> = {}) =>
  json(
    { __type: name, message },
    { status, headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'r-1', ...headers } },
  );

describe('a request', () => {
  test('puts each member where the model wants it, and is signed', async () => {
    const { client, sent } = clientOf(json({ revision: 4, updatedAt: '2026-01-01T00:00:00Z' }));
    const flowIdentifier = 'arn:aws:bedrock:eu-west-1:000000000000:flow/ABCDEFGHIJ';
    await client.putStudioDocument({ flowIdentifier, content: { a: 'é' }, revision: 3 });
    expect(sent[0]).toMatchObject({
      method: 'PUT',
      url: `http://127.0.0.1:4600/streambed/v1/flows/${encodeURIComponent(flowIdentifier)}/studio-document`,
      body: '{"content":{"a":"é"},"revision":3}',
    });
    const { headers } = sent[0]!;
    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, /,
    );
    expect(headers).not.toHaveProperty('host');
  });

  test('leaves out what is undefined, and the body where nothing travels in it', async () => {
    const { client, sent } = clientOf(json({ runSummaries: [] }));
    await client.listRuns({ principalArn: "a b&c=d'+", maxResults: 5 });
    expect(sent[0]!.url).toBe(
      'http://127.0.0.1:4600/streambed/v1/runs?principalArn=a%20b%26c%3Dd%27%2B&maxResults=5',
    );
    expect(sent[0]).not.toHaveProperty('body', expect.anything());
  });
});

describe('a failure', () => {
  test('of the server is a StreambedError with all that it says', async () => {
    const { client } = clientOf(refusal('ResourceNotFoundException', 'No run.', 404));
    const error: StreambedError = await client.getRun({ runId: 'x' }).catch((reason) => reason);
    expect(error).toBeInstanceOf(StreambedError);
    expect({ ...error, name: error.name, message: error.message }).toEqual({
      name: 'ResourceNotFoundException',
      message: 'No run.',
      requestId: 'r-1',
      status: 404,
    });
  });

  test('of something between is told by its status', async () => {
    const { client } = clientOf(new Response('<html>', { status: 502 }));
    await expect(client.doctor()).rejects.toMatchObject({
      name: 'UnknownError',
      status: 502,
      message: 'The server answered with status 502.',
    });
  });

  test('to get there, or to get the whole answer, is a ConnectionError', async () => {
    const { client } = clientOf(new TypeError('fetch failed'), new Response('{"checks":['));
    await expect(client.doctor()).rejects.toThrow(ConnectionError);
    await expect(client.doctor()).rejects.toThrow(ConnectionError);
  });

  test('on purpose is the reason of the signal', async () => {
    const { client, sent } = clientOf();
    const reason = new Error('left the page');
    await expect(client.doctor({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });
});

describe('a clock that is wrong', () => {
  const date = new Date(Date.now() - 86_400_000).toUTCString();
  const expired = () => refusal('InvalidSignatureException', 'Signature not yet current: …', 403, { date });

  test('is set right by the answer, once and for all that follows', async () => {
    const { client, sent } = clientOf(expired(), json({ checks: [] }), json({ checks: [] }));
    await client.doctor();
    await client.doctor();
    const day = new Date(date).toISOString().slice(0, 10).replaceAll('-', '');
    expect(sent.map(({ headers }) => headers['x-amz-date']!.slice(0, 8) === day)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('is tried no second time', async () => {
    const { client, sent } = clientOf(expired(), expired());
    await expect(client.doctor()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(sent.length).toBe(2);
  });
});

describe('the stream of a run', () => {
  const event = (number: number, type: string) => ({ number, at: 1, type });
  const batch = (...events: unknown[]) => frame('event', 'batch', { events });
  const started = (pieces: readonly Uint8Array[], options?: { breaks: boolean }) =>
    new Response(bodyOf(pieces, options), { headers: { 'x-streambed-run-id': 'run-1' } });
  const read = async (events: AsyncIterable<readonly unknown[]>) => {
    const batches = [];
    for await (const each of events) batches.push(each);
    return batches;
  };

  test('has its id at once, and its events in batches', async () => {
    const { client } = clientOf(
      started([batch(event(1, 'runStarted')), batch(event(2, 'nodeStarted'), event(3, 'runEnded'))]),
    );
    const run = await client.startRun({ flowIdentifier: 'ABCDEFGHIJ' });
    expect(run.runId).toBe('run-1');
    expect(await read(run.events)).toEqual([
      [event(1, 'runStarted')],
      [event(2, 'nodeStarted'), event(3, 'runEnded')],
    ]);
  });

  test('passes kinds of events by that it does not know', async () => {
    const { client } = clientOf(started([frame('event', 'later', { x: 1 }), batch(event(1, 'runEnded'))]));
    const { events } = await client.startRun({ flowIdentifier: 'ABCDEFGHIJ' });
    expect(await read(events)).toEqual([[event(1, 'runEnded')]]);
  });

  test('throws the exception that ends it', async () => {
    const { client } = clientOf(
      started([frame('exception', 'throttlingException', { message: 'slow down' })]),
    );
    const { events } = await client.startRun({ flowIdentifier: 'ABCDEFGHIJ' });
    await expect(read(events)).rejects.toMatchObject({ name: 'ThrottlingException', message: 'slow down' });
  });

  test('that breaks off is a ConnectionError, after what came', async () => {
    const { client } = clientOf(started([batch(event(1, 'runStarted'))], { breaks: true }));
    const { events } = await client.startRun({ flowIdentifier: 'ABCDEFGHIJ' });
    const seen: unknown[] = [];
    await expect(async () => {
      for await (const each of events) seen.push(each);
    }).rejects.toThrow(ConnectionError);
    expect(seen).toHaveLength(1);
  });

  test('is cut when its reader has enough', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(batch(event(1, 'runStarted'))),
      cancel() {
        isCancelled = true;
      },
    });
    const { client } = clientOf(new Response(body));
    const { events, runId } = await client.getRunEvents({ runId: 'run-9', follow: true });
    expect(runId).toBe('run-9');
    for await (const _ of events) break;
    expect(isCancelled).toBe(true);
  });
});
