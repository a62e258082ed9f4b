import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Furniture, furnish } from './support/furnish.ts';
import { type ModelledOperation, modelledOperations, requestOf } from './support/operations.ts';
import { openSession } from './support/session.ts';
import { signedHeaders, type Unsigned } from './support/signer.ts';
import { snapshotOf } from './support/snapshot.ts';
import { testHere } from './target.ts';

/**
 * Every operation that the models know, served or not, through every door that is none: no credentials, wrong ones,
 * and the ways in which other APIs take theirs. Each answers 403 and nothing changes.
 */

const { target, raw, rawRuntime } = await openSession();
const { credentials, region } = target;
const onOurServer = testHere(target, 'it tries to delete what it made without a signature');

let furniture: Furniture | undefined;
let before: ReadonlyMap<string, string> | undefined;

beforeAll(async () => {
  if (!target.local) return;
  furniture = await furnish(raw, region, target.roleArn);
  before = await snapshotOf(raw, region);
});
afterAll(async () => {
  if (before) expect(await snapshotOf(raw, region)).toEqual(before);
});

/** A request that would succeed and do something if it were signed. */
const requestFor = (operation: ModelledOperation): Unsigned => {
  const {
    flowId = 'FLOW000000',
    aliasId = 'ALIAS00000',
    promptId = 'PROMPT0000',
    flowArn = '',
  } = furniture ?? {};
  return requestOf(operation, {
    flowIdentifier: flowId,
    aliasIdentifier: aliasId,
    flowAliasIdentifier: 'TSTALIASID',
    executionIdentifier: 'execution',
    flowVersion: '1',
    promptIdentifier: promptId,
    resourceArn: flowArn || `arn:aws:bedrock:${region}:000000000000:flow/FLOW000000`,
    ...(operation.hasBody && {
      name: 'intruder',
      executionRoleArn: target.roleArn,
      tags: { intruder: 'yes' },
      routingConfiguration: [{ flowVersion: 'DRAFT' }],
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
      definition: { nodes: [], connections: [] },
    }),
    ...(operation.name === 'UntagResource' && { tagKeys: ['kept'] }),
    ...(operation.name.startsWith('Delete') && { skipResourceInUseCheck: 'true' }),
  });
};

const clientOf = ({ model }: ModelledOperation) => (model.service === 'bedrock-agent' ? raw : rawRuntime);

/** Changes a request, or its signed headers, to something that must not get in. */
type Door = (
  request: Unsigned,
  sign: (request: Unsigned) => Promise<Unsigned>,
) => Promise<Unsigned> | Unsigned;

const withHeaders = (request: Unsigned, headers: Record<string, string>): Unsigned => ({
  ...request,
  headers: { ...request.headers, ...headers },
});
const withQuery = (request: Unsigned, query: string): Unsigned => ({
  ...request,
  path: `${request.path}${request.path.includes('?') ? '&' : '?'}${query}`,
});
const changed =
  (name: string, change: (value: string) => string): Door =>
  async (request, sign) => {
    const signed = await sign(request);
    return withHeaders(signed, { [name]: change(signed.headers![name]!) });
  };
const { accessKeyId, secretAccessKey } = credentials;
const base64 = (text: string) => Buffer.from(text).toString('base64');

const doors: Readonly<Record<string, Door>> = {
  'no credentials': (request) => request,
  'an empty authorization': (request) => withHeaders(request, { authorization: '' }),
  'an API key': (request) => withHeaders(request, { 'x-api-key': secretAccessKey }),
  'a bearer token': (request) => withHeaders(request, { authorization: `Bearer ${secretAccessKey}` }),
  'a Bedrock API key': (request) =>
    withHeaders(request, { authorization: `Bearer bedrock-api-key-${base64(secretAccessKey)}` }),
  'basic authentication': (request) =>
    withHeaders(request, { authorization: `Basic ${base64(`${accessKeyId}:${secretAccessKey}`)}` }),
  'a cookie': (request) =>
    withHeaders(request, { cookie: `session=${secretAccessKey}; token=${accessKeyId}` }),
  'a token in the query': (request) =>
    withQuery(request, `token=${secretAccessKey}&access_token=${secretAccessKey}&api_key=${secretAccessKey}`),
  'a security token alone': (request) => withHeaders(request, { 'x-amz-security-token': secretAccessKey }),
  'headers that proxies set': (request) =>
    withHeaders(request, {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'root',
      'x-amzn-iot-thingname': 'root',
      'x-original-url': '/health',
      'x-rewrite-url': '/health',
    }),
  'signature version 2 in the header': (request) =>
    withHeaders(request, { authorization: `AWS ${accessKeyId}:${base64('signature')}` }),
  'signature version 2 in the query': (request) =>
    withQuery(request, `AWSAccessKeyId=${accessKeyId}&SignatureVersion=2&Signature=x&Expires=9999999999`),
  'signature version 4a': changed('authorization', (value) =>
    value.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
  ),
  'a signature with a digit changed': changed('authorization', (value) =>
    value.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
  ),
  'a signature that is empty': changed('authorization', (value) =>
    value.replace(/Signature=.*/, 'Signature='),
  ),
  'a signature in capitals': changed('authorization', (value) =>
    value.replace(/[0-9a-f]{64}$/, (signature) => signature.toUpperCase().replace(/^/, 'A').slice(0, 64)),
  ),
  'an unknown key': (request, _sign) =>
    signWith(request, { credentials: { ...credentials, accessKeyId: 'AKIAUNKNOWNUNKNOWN00' } }),
  'a wrong secret': (request) =>
    signWith(request, { credentials: { ...credentials, secretAccessKey: `${secretAccessKey}x` } }),
  'a session token that the key does not have': (request) =>
    signWith(request, { credentials: { ...credentials, sessionToken: 'made-up' } }),
  'another service': (request) => signWith(request, { service: 's3' }),
  'a signature of ten minutes ago': (request) => signWith(request, { at: new Date(Date.now() - 600_000) }),
  'a signature of ten minutes hence': (request) => signWith(request, { at: new Date(Date.now() + 600_000) }),
  'the signature of another path': async (request, sign) => ({
    ...(await sign({ ...request, path: '/flows/' })),
    path: request.path === '/flows/' ? '/prompts/' : request.path,
  }),
  'the signature of another method': async (request, sign) => ({
    ...(await sign({ ...request, method: request.method === 'GET' ? 'POST' : 'GET' })),
    method: request.method,
  }),
  'the signature without the query': async (request, sign) => withQuery(await sign(request), 'maxResults=1'),
  'a body that was changed': async (request, sign) => ({
    ...(await sign({ ...request, body: 'signed' })),
    body:
      String(request.body ?? '')
        .padEnd(6, ' ')
        .slice(0, 6) === 'signed'
        ? 'other!'
        : (request.body ?? '{}'),
  }),
  'a body hash that says it is not signed': (request) =>
    signWith(withHeaders(request, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), {}),
  'an x-amz header that is not signed': async (request, sign) =>
    withHeaders(await sign(request), { 'x-amz-target': 'Other.Operation' }),
};

const signWith = async (request: Unsigned, changes: Partial<Parameters<typeof signedHeaders>[2]>) => {
  const headers = await signedHeaders(request, new URL(target.url), { credentials, region, ...changes });
  return { ...request, headers };
};

describe.each(Object.keys(doors))('with %s', (name) => {
  onOurServer('no operation is reached', async () => {
    for (const operation of modelledOperations) {
      const request = requestFor(operation);
      const sent = await doors[name]!(request, (unsigned) => signWith(unsigned, {}));
      const answer = await clientOf(operation).sendUnsigned(sent);
      const where = `${operation.name}: ${answer.text}`;
      expect(answer.status, where).toBe(403);
      expect(answer.errorType, where).toMatch(
        /^(MissingAuthenticationToken|IncompleteSignature|InvalidSignature|UnrecognizedClient)Exception$/,
      );
      expect(answer.message, where).not.toBe('');
      for (const secret of [secretAccessKey, createHash('sha256').update(secretAccessKey).digest('hex')])
        expect(answer.text).not.toContain(secret);
    }
  });
});

describe('what is wrong is named as the cloud names it', () => {
  test.each([
    ['no credentials', 'MissingAuthenticationTokenException'],
    ['an unknown key', 'UnrecognizedClientException'],
    ['a session token that the key does not have', 'UnrecognizedClientException'],
    ['a wrong secret', 'InvalidSignatureException'],
    ['a signature of ten minutes ago', 'InvalidSignatureException'],
    ['a signature of ten minutes hence', 'InvalidSignatureException'],
    ['another service', 'InvalidSignatureException'],
  ])('%s: %s', async (door, errorType) => {
    const request: Unsigned = { method: 'GET', path: '/flows/' };
    const sent = await doors[door]!(request, (unsigned) => signWith(unsigned, {}));
    const answer = await raw.sendUnsigned(sent);
    expect({ status: answer.status, errorType: answer.errorType }).toEqual({ status: 403, errorType });
  });
});

describe('credentials in the query', () => {
  const credential = encodeURIComponent(
    `${accessKeyId}/${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/${region}/bedrock/aws4_request`,
  );
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const parameters = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${credential}`,
    `X-Amz-Date=${date}`,
    'X-Amz-Expires=300',
    'X-Amz-SignedHeaders=host',
    `X-Amz-Signature=${'0'.repeat(64)}`,
  ];

  test.each([
    ['with a signature that is none', parameters],
    ['with one of them twice', [...parameters, `X-Amz-Credential=${credential}`]],
    ['with one of them twice, in lower case', [...parameters, `x-amz-credential=${credential}`]],
    ['with names that are encoded', parameters.map((parameter) => parameter.replace('X-', '%58-'))],
    ['with names that are encoded twice', parameters.map((parameter) => parameter.replace('X-', '%2558-'))],
    ['separated by semicolons', [parameters.join(';')]],
    [
      'in lower case',
      parameters.map((parameter) => parameter.replace(/^[^=]*/, (name) => name.toLowerCase())),
    ],
    ['without a date', parameters.filter((parameter) => !parameter.startsWith('X-Amz-Date'))],
    ['for ever', parameters.map((parameter) => parameter.replace('Expires=300', 'Expires=99999999'))],
    ['with nothing signed', parameters.map((parameter) => parameter.replace('Headers=host', 'Headers='))],
  ])('%s get nobody in', async (_what, query) => {
    const answer = await raw.sendUnsigned({ method: 'GET', path: `/flows/?${query.join('&')}` });
    expect([400, 403], answer.text).toContain(answer.status);
    expect(answer.text).not.toContain('flowSummaries');
  });

  test('beside credentials in the header get nobody in', async () => {
    const answer = await raw.send({ method: 'GET', path: `/flows/?${parameters.join('&')}` });
    expect([400, 403], answer.text).toContain(answer.status);
  });
});

test('two minutes of skew are forgiven', async () => {
  for (const minutes of [-2, 2]) {
    const at = new Date(Date.now() + minutes * 60_000);
    const answer = await raw.send({ method: 'GET', path: '/flows/?maxResults=1' }, { at });
    expect(answer.status).toBe(200);
  }
});

onOurServer('operations of later stages are unknown, but only to those who signed', async () => {
  const later = modelledOperations.filter(({ name }) => name.endsWith('FlowExecution'));
  expect(later.length).toBeGreaterThan(0);
  for (const operation of later) {
    const answer = await rawRuntime.send(requestFor(operation));
    expect({ status: answer.status, type: answer.errorType }).toEqual({
      status: 404,
      type: 'UnknownOperationException',
    });
  }
});
