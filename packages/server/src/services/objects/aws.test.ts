import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import type { Fault, FlowError, ObjectStorePort } from '@streambed/flow/ports';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  closedEndpoint,
  type FakeRequest,
  type FakeService,
  openFakeService,
  openRawService,
} from '../aws/fake-service.fixture.ts';
import { portCall } from '../port-call.fixture.ts';
import { createAwsObjectStore } from './aws.ts';
import { describeObjectStore } from './contract.ts';

const ids = { uuid: () => randomUUID(), resourceId: () => 'AAAAAAAAAA' };
const CANARY = 'AKIDCANARY-secret-canary';

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const errorBody = (code: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${CANARY}</Message><AWSAccessKeyId>${CANARY}</AWSAccessKeyId></Error>`;

const fail = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'REQ' });
  response.end(body);
};

/** Enough of S3 for the contract: two buckets, objects in memory. The opt-in suite asks one we did not write. */
const smallS3 = () => {
  const objects = new Map<string, Buffer>();
  /** Three objects to a page, begun after the key that the token names. */
  const list = (response: ServerResponse, bucket: string, query: URLSearchParams): void => {
    const start = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = query.get('continuation-token') ?? '';
    const found = [...objects]
      .map(([path, body]) => ({ path: decodeURIComponent(path), body }))
      .filter(({ path }) => path.startsWith(start) && path > after)
      .sort((one, other) => (one.path < other.path ? -1 : 1));
    const page = found.slice(0, 3);
    const contents = page.map(
      ({ path, body }) =>
        `<Contents><Key>${path.slice(bucket.length + 1)}</Key><Size>${body.length}</Size><ETag>&quot;${createHash('md5').update(body).digest('hex')}&quot;</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
    );
    const more = found.length > 3;
    const next = more ? `<NextContinuationToken>${page.at(-1)?.path}</NextContinuationToken>` : '';
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  };
  return openFakeService((request: FakeRequest, response) => {
    const [bucket = '', ...rest] = request.path.split('?')[0]!.slice(1).split('/');
    const path = rest.join('/');
    if (!['first-bucket', 'second-bucket'].includes(bucket))
      return fail(response, 404, errorBody('NoSuchBucket'));
    if (Buffer.byteLength(decodeURIComponent(path)) > 1024)
      return fail(response, 400, errorBody('KeyTooLongError'));
    if (request.method === 'PUT') objects.set(`${bucket}/${path}`, request.body);
    if (path === '') return list(response, bucket, new URL(request.path, 'http://s3').searchParams);
    const body = objects.get(`${bucket}/${path}`);
    if (!body) return fail(response, 404, errorBody('NoSuchKey'));
    response.writeHead(200, {
      etag: `"${createHash('md5').update(body).digest('hex')}"`,
      'x-amz-request-id': 'REQ',
    });
    response.end(request.method === 'PUT' ? undefined : body);
  });
};

describeObjectStore('AWS SDK against a small S3', async () => {
  const service = await smallS3();
  const store = createAwsObjectStore({
    ids,
    configuration: { endpoint: service.endpoint, region: 'us-east-1' },
  });
  return {
    store,
    bucket: 'first-bucket',
    otherBucket: 'second-bucket',
    missingBucket: 'no-such-bucket',
    close: async () => {
      await store.close();
      await service.close();
    },
  };
});

describe('objects through the AWS SDK', { timeout: 60_000 }, () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  const against = async (service: Promise<FakeService> | string, maximumObjectBytes = 1_000_000) => {
    const { endpoint } = typeof service === 'string' ? { endpoint: service } : await service;
    if (typeof service !== 'string') opened.push(await service);
    const store = createAwsObjectStore({ ids, maximumObjectBytes, configuration: { endpoint } });
    opened.push(store);
    return store;
  };
  const faultOf = async (answer: Promise<unknown>): Promise<Fault> => {
    const { fault, cause } = await answer.then(
      () => expect.unreachable(),
      (error: FlowError) => (error.fault ? error : Promise.reject(error)),
    );
    expect(JSON.stringify(fault)).not.toContain('canary');
    expect(cause).toBeUndefined();
    expect(fault.blame).toBe('dependency');
    expect(fault.resourceName).toBe('s3://docs/a/b.txt');
    return fault;
  };
  const get = (store: ObjectStorePort, signal = new AbortController().signal) =>
    store.getObject({ bucket: 'docs', key: 'a/b.txt' }, portCall({ signal }));
  const put = (store: ObjectStorePort) =>
    store.putObject(
      { bucket: 'docs', key: 'a/b.txt', body: Buffer.from('hello'), contentType: 'application/json' },
      portCall(),
    );

  test('says what is stored, with its content type and a valid signature’s parts', async () => {
    const service = await openFakeService((_, response) => response.writeHead(200, { etag: '"e"' }).end());
    const written = await put(await against(Promise.resolve(service)));
    expect(written).toEqual({ eTag: 'e', requestId: expect.stringMatching(/./) });
    expect(service.requests).toMatchObject([
      {
        method: 'PUT',
        path: expect.stringMatching(/^\/docs\/a\/b\.txt(\?|$)/),
        headers: {
          'content-type': 'application/json',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request/,
          ),
        },
      },
    ]);
    expect(service.requests[0]!.body.toString()).toBe('hello');
  });

  test('hands on what S3 says of an object', async () => {
    const service = openFakeService((_, response) =>
      response
        .writeHead(200, { etag: '"e-2"', 'content-type': 'text/markdown', 'x-amz-request-id': 'REQ' })
        .end('# hi'),
    );
    const { body, ...rest } = await get(await against(service));
    expect(Buffer.from(body).toString()).toBe('# hi');
    expect(rest).toEqual({ eTag: 'e-2', contentType: 'text/markdown', requestId: 'REQ' });
  });

  test.each<[number, string, Fault['kind'], string]>([
    [404, errorBody('NoSuchKey'), 'dependencyFailed', 'There is no object s3://docs/a/b.txt'],
    [404, errorBody('NoSuchBucket'), 'dependencyFailed', 'There is no bucket docs'],
    [403, errorBody('AccessDenied'), 'accessDenied', 'do not allow it'],
    [403, errorBody('InvalidAccessKeyId'), 'accessDenied', 'credentials are missing, expired or wrong'],
    [403, errorBody('SignatureDoesNotMatch'), 'accessDenied', 'credentials are missing, expired or wrong'],
    [400, errorBody('ExpiredToken'), 'accessDenied', 'credentials are missing, expired or wrong'],
    [503, errorBody('SlowDown'), 'throttling', 'slow down'],
    [429, '', 'throttling', 'slow down'],
    [500, errorBody('InternalError'), 'dependencyFailed', 'status 500'],
    [500, 'garbage', 'dependencyFailed', 'status 500'],
    [502, '<html>Bad Gateway</html>', 'badGateway', 'gateway'],
    [504, '', 'badGateway', 'gateway'],
    [400, errorBody(`${'X'.repeat(5000)}`), 'dependencyFailed', 'status 400'],
    [400, `<Error><Code>${CANARY} with spaces</Code></Error>`, 'dependencyFailed', 'status 400'],
    [404, '{"__proto__": 1}', 'dependencyFailed', 's3://docs/a/b.txt'],
    [301, errorBody('PermanentRedirect'), 'dependencyFailed', 'PermanentRedirect'],
    [
      404,
      `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(100)}">]><Error><Code>&a;</Code></Error>`,
      'dependencyFailed',
      '',
    ],
  ])('status %i with %j is %s', async (status, body, kind, words) => {
    const store = await against(openFakeService((_, response) => fail(response, status, body)));
    const fault = await faultOf(get(store));
    expect(fault.kind).toBe(kind);
    expect(fault.message).toContain(words);
    expect((await faultOf(put(store))).kind).toBe(kind);
  });

  test('what is refused once for a hiccup is tried again', async () => {
    let tries = 0;
    const service = openFakeService((_, response) =>
      ++tries < 3 ? fail(response, 503, errorBody('SlowDown')) : response.writeHead(200).end('there'),
    );
    expect(Buffer.from((await get(await against(service))).body).toString()).toBe('there');
  });

  test('nobody there is a bad gateway', async () => {
    const fault = await faultOf(get(await against(await closedEndpoint())));
    expect(fault.kind).toBe('badGateway');
    expect(fault.message).toContain('ECONNREFUSED');
  });

  test.each<[string, string]>([
    ['no HTTP at all', 'SSH-2.0-something\r\n'],
    ['nothing', ''],
    ['half a header', 'HTTP/1.1 200 OK\r\nConte'],
    ['a shorter body than promised', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s is a bad gateway', async (_, bytes) => {
    expect((await faultOf(get(await against(openRawService(bytes, true))))).kind).toBe('badGateway');
  });

  test('an object above the limit is not read to its end', async () => {
    const service = openFakeService((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const fault = await faultOf(get(await against(service)));
    expect(fault.kind).toBe('dependencyFailed');
    expect(fault.message).toContain('more than this server takes');
  });

  test('a compressed body is bytes, not a bomb', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(50_000_000));
    const service = openFakeService((_, response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end(bomb),
    );
    expect(Buffer.from((await get(await against(service))).body).equals(bomb)).toBe(true);
  });

  test.each(['before the headers', 'within the body'])(
    'a call given up while S3 hangs %s ends',
    async (when) => {
      const arrived = Promise.withResolvers<void>();
      const service = openFakeService((_, response) => {
        if (when === 'within the body') response.writeHead(200, { 'content-length': '100' }).write('some');
        arrived.resolve();
      });
      const control = new AbortController();
      const answer = get(await against(service), control.signal);
      await arrived.promise;
      control.abort(new Error('given up'));
      await expect(answer).rejects.toThrow('given up');
    },
  );

  test('an object too large to write is not sent', async () => {
    const service = await openFakeService((_, response) => response.end());
    const fault = await faultOf(put(await against(Promise.resolve(service), 4)));
    expect(fault.message).toContain('5 bytes');
    expect(service.requests).toEqual([]);
  });
});
