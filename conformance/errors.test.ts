import { describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { openSession } from './support/session.ts';
import type { Unsigned } from './support/signer.ts';
import { ABSENT_ID } from './support/vacant.ts';
import { testHere } from './target.ts';

/** What no SDK would send, by raw signed requests: the server checks what the clients do not. */

const { target, raw, flows } = await openSession();
const { roleArn, region } = target;
const onOurServer = testHere(target, 'where the cloud stands in this is not documented');
const json = { 'content-type': 'application/json' };
const minimal = { name: 'raw', executionRoleArn: roleArn };

const post = (path: string, body: string | Uint8Array | undefined, headers: Record<string, string> = json) =>
  raw.send({ method: 'POST', path, headers, ...(body !== undefined && { body }) });
const createFlow = (body: unknown) => raw.call('POST', '/flows/', body);

describe('the form of an error', () => {
  test('header, body, request id and nothing else', async () => {
    const answer = await createFlow({ name: 'no role' });
    expect(answer.status).toBe(400);
    expect(answer.errorType).toBe('ValidationException');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    const body = answer.json();
    expect(Object.keys(body).toSorted()).toEqual(['__type', 'fieldList', 'message']);
    expect(body.__type).toBe('ValidationException');
    expect(answer.fieldList.map(({ name }) => name).toSorted()).toEqual(['executionRoleArn', 'name']);
  });

  test('an exception without members has a message only', async () => {
    const answer = await raw.call('GET', `/flows/${ABSENT_ID}/`);
    expect(answer.status).toBe(404);
    expect(Object.keys(answer.json()).toSorted()).toEqual(['__type', 'message']);
  });
});

describe('a body', () => {
  test.each([
    ['that is missing', undefined],
    ['that is empty', ''],
    ['that is an empty object', '{}'],
    ['that is null', 'null'],
    ['that is a list', '[]'],
    ['that is a text', '"flow"'],
    ['that is no JSON', '{name: 1}'],
    ['that is cut', '{"name":"raw","executionRoleArn":"arn'],
    ['with something behind it', `${JSON.stringify(minimal)} x`],
    ['with a comma too many', '{"name":"raw",}'],
    ['with a byte order mark', `\ufeff${JSON.stringify(minimal)}`],
    ['with a key twice', `{"name":"one","name":"two","executionRoleArn":"${roleArn}"}`],
    [
      'with half of a surrogate pair',
      `{"name":"raw","description":"\\ud800","executionRoleArn":"${roleArn}"}`,
    ],
    ['that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['that is XML', '<flow name="raw"/>'],
    ['that is a form', 'name=raw&executionRoleArn=x'],
  ])('%s is a ValidationException', async (_what, body) => {
    const answer = await post('/flows/', body);
    expect({ status: answer.status, type: answer.errorType }).toEqual({
      status: 400,
      type: 'ValidationException',
    });
    expect(answer.message).not.toBe('');
  });

  test('is JSON whatever its content type says', async () => {
    for (const type of ['application/x-amz-json-1.1', 'text/plain', 'application/json; charset=utf-8', '']) {
      const answer = await post('/flows/', JSON.stringify(minimal), { 'content-type': type });
      expect(answer.status, type).toBe(201);
    }
    expect((await post('/flows/', JSON.stringify(minimal), {})).status).toBe(201);
  });

  test('of a GET request is not looked at', async () => {
    const id = await flows.create();
    const request: Unsigned = {
      method: 'GET',
      path: `/flows/${id}/`,
      headers: json,
      body: '{"flowIdentifier":"OTHER00000"',
    };
    expect((await raw.send(request)).status).toBe(200);
  });

  test('of an operation that takes none is not looked at', async () => {
    const id = await flows.create(echo());
    for (const body of [undefined, '', '{}', 'not json', '{"flowIdentifier":"OTHER00000"}']) {
      const answer = await post(`/flows/${id}/`, body);
      expect(answer.status, String(body)).toBe(202);
    }
  });
});

describe('a member', () => {
  const wrong: readonly [string, object, string][] = [
    ['of a number for a text', { ...minimal, name: 5 }, 'name'],
    ['of a list for a text', { ...minimal, name: ['raw'] }, 'name'],
    ['of an object for a text', { ...minimal, name: { toString: 'raw' } }, 'name'],
    ['of a text for a structure', { ...minimal, definition: 'echo' }, 'definition'],
    ['of a list for a structure', { ...minimal, definition: [] }, 'definition'],
    ['of an object for a list', { ...minimal, definition: { nodes: { 0: {} } } }, 'definition.nodes'],
    ['of a list for a map', { ...minimal, tags: ['a'] }, 'tags'],
    ['of a number in a map', { ...minimal, tags: { a: 1 } }, 'tags.a'],
    ['of null in a list', { ...minimal, definition: { nodes: [null] } }, 'definition.nodes[0]'],
    ['that is required and null', { ...minimal, name: null }, 'name'],
    [
      'with two members of a union',
      {
        ...minimal,
        definition: {
          nodes: [{ name: 'Both', type: 'Input', configuration: { input: {}, output: {} } }],
        },
      },
      'definition.nodes[0].configuration',
    ],
    [
      'with no member of a union',
      { ...minimal, definition: { nodes: [{ name: 'None', type: 'Input', configuration: {} }] } },
      'definition.nodes[0].configuration',
    ],
    [
      'with an unknown value of an enum',
      { ...minimal, definition: { nodes: [{ name: 'Bad', type: 'input' }] } },
      'definition.nodes[0].type',
    ],
    ['with a text that is too long', { ...minimal, description: 'x'.repeat(1_000_000) }, 'description'],
    [
      'with a list that is too long',
      {
        ...minimal,
        definition: {
          nodes: [
            {
              name: 'Many',
              type: 'Prompt',
              outputs: Array.from({ length: 6 }, (_, i) => ({ name: `out${i}`, type: 'String' })),
            },
          ],
        },
      },
      'definition.nodes[0].outputs',
    ],
    [
      'deep inside',
      {
        ...minimal,
        definition: {
          nodes: [
            {
              name: 'Loop',
              type: 'Loop',
              configuration: {
                loop: {
                  definition: {
                    nodes: [
                      { name: 'Fine', type: 'LoopInput' },
                      { name: '1bad', type: 'LoopController' },
                    ],
                  },
                },
              },
            },
          ],
        },
      },
      'definition.nodes[0].configuration.loop.definition.nodes[1].name',
    ],
  ];

  test.each(wrong)('%s is a ValidationException that names it by its path', async (_what, body, path) => {
    const answer = await createFlow(body);
    expect({ status: answer.status, type: answer.errorType }).toEqual({
      status: 400,
      type: 'ValidationException',
    });
    expect(answer.fieldList.map(({ name }) => name)).toContain(path);
    for (const { message } of answer.fieldList) expect(message.length).toBeGreaterThan(10);
    expect(answer.message).toContain(`'${path}'`);
    expect(answer.text.length).toBeLessThan(10_000);
  });

  test('that is wrong is told together with the others', async () => {
    const answer = await createFlow({
      name: '',
      executionRoleArn: 'x',
      description: '',
      clientToken: 'short',
    });
    expect(answer.fieldList.map(({ name }) => name).toSorted()).toEqual([
      'clientToken',
      'description',
      'executionRoleArn',
      'name',
    ]);
  });

  test('that is optional and null counts as absent', async () => {
    const answer = await createFlow({ ...minimal, description: null, definition: null, tags: null });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.json())).not.toContain('description');
  });

  test('that the model does not know is ignored, wherever it stands', async () => {
    const answer = await createFlow({
      ...minimal,
      Name: 'other',
      unknown: { deep: [1] },
      definition: { nodes: [{ name: 'In', type: 'Input', position: { x: 1 } }], viewport: {} },
    });
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      name: 'raw',
      definition: { nodes: [{ name: 'In', type: 'Input' }] },
    });
    expect(answer.text).not.toMatch(/position|viewport|unknown|other/);
  });

  test('that only an answer has cannot be set', async () => {
    const sent = {
      ...minimal,
      id: 'MINE000000',
      arn: `arn:aws:bedrock:${region}:999999999999:flow/MINE000000`,
      flowIdentifier: 'MINE000000',
      status: 'Prepared',
      version: '7',
      createdAt: '1999-01-01T00:00:00Z',
      updatedAt: '1999-01-01T00:00:00Z',
      validations: [{ message: 'x', severity: 'Error' }],
      accountId: '999999999999',
      ownerId: 'somebody',
      lastVersion: 99,
      prepared: { definition: echo() },
    };
    const created = await createFlow(sent);
    const { id, arn } = created.json() as { id: string; arn: string };
    expect(id).not.toBe('MINE000000');
    for (const answer of [created, await raw.call('PUT', `/flows/${id}/`, sent)]) {
      expect(answer.json()).toMatchObject({ id, arn, status: 'NotPrepared', version: 'DRAFT' });
      expect(answer.text).not.toMatch(/1999|9999|somebody/);
    }
    await flows.prepare(id);
    expect((await raw.call('GET', '/flows/MINE000000/')).status).toBe(404);
  });

  test('named __proto__ is neither a member nor a prototype', async () => {
    const answer = await post(
      '/flows/',
      `{"__proto__":{"name":"inherited","description":"inherited"},"executionRoleArn":"${roleArn}"}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.fieldList.map(({ name }) => name)).toEqual(['name']);
    expect((await createFlow(minimal)).json()).not.toHaveProperty('description');
  });
});

describe('a path', () => {
  test('may end with a slash or not', async () => {
    const id = await flows.create(echo());
    for (const path of ['/flows', '/flows/', `/flows/${id}`, `/flows/${id}/`, `/flows/${id}/versions/`]) {
      expect((await raw.call('GET', path)).status, path).toBe(200);
    }
    expect((await raw.call('POST', '/flows', minimal)).status).toBe(201);
    expect((await raw.call('GET', `/flows/${id}//`)).status).toBe(404);
    expect((await raw.call('GET', `/flows//`)).status).toBe(404);
  });

  test('has its labels decoded once, in either case', async () => {
    const id = await flows.create();
    const { arn } = await flows.get(id);
    const upper = encodeURIComponent(arn!);
    const lower = upper.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    for (const path of [`/flows/${upper}/`, `/flows/${lower}/`, `/%66lows/${id}/`]) {
      const answer = await raw.call('GET', path);
      expect(path.startsWith('/%66') ? [200, 404] : [200], path).toContain(answer.status);
    }
    expect((await raw.call('GET', `/tags/${lower}`)).json()).toEqual({ tags: {} });
    // Decoded twice this would be the flow's ARN.
    expect((await raw.call('GET', `/flows/${encodeURIComponent(upper)}/`)).status).toBe(400);
    // An ARN whose slash is not encoded is two labels, and no operation has them.
    expect((await raw.call('GET', `/flows/${arn}/`)).status).toBe(404);
  });

  test.each(['%', '%2', '%zz', '%c3%28', '%ff'])('with the broken escape %s is refused', async (broken) => {
    const answer = await raw.call('GET', `/flows/${broken}/`);
    expect([400, 403]).toContain(answer.status);
    expect(answer.message).toBeDefined();
  });

  test.each(['..', '.', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%00', 'a%00b', '%0d%0aSet-Cookie:x', '~', '*'])(
    'with the label %s reaches nothing',
    async (label) => {
      const answer = await raw.call('GET', `/flows/${label}/`);
      expect([400, 403, 404]).toContain(answer.status);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.text).not.toContain('root:');
    },
  );

  test.each([
    ['GET', '/'],
    ['GET', '/flow'],
    ['GET', '/FLOWS/'],
    ['GET', '/flows/FLOW000000/aliases/ALIAS00000/more'],
    ['GET', '/agents/'],
    ['GET', '/admin'],
    ['GET', '/.env'],
    ['GET', '/metrics'],
    ['PATCH', '/flows/'],
    ['PUT', '/flows/'],
    ['DELETE', '/flows/'],
    ['POST', '/flows/FLOW000000/versions/1/'],
    ['OPTIONS', '/flows/'],
    ['TRACE', '/flows/'],
    ['PROPFIND', '/flows/'],
  ])('%s %s is no operation', async (method, path) => {
    const answer = await raw.send({ method, path });
    expect(answer.status).toBe(404);
    expect(answer.errorType).toBe('UnknownOperationException');
    expect(answer.headers.allow).toBeUndefined();
  });

  test('HEAD is no operation and has no body', async () => {
    const answer = await raw.send({ method: 'HEAD', path: '/flows/' });
    expect(answer.status).toBe(404);
    expect(answer.body).toHaveLength(0);
  });
});

describe('a query', () => {
  test('with a parameter twice is a ValidationException', async () => {
    const answer = await raw.call('GET', '/flows/?maxResults=1&maxResults=2');
    expect(answer.status).toBe(400);
    expect(answer.fieldList.map(({ name }) => name)).toEqual(['maxResults']);
  });

  test.each(['one', '', '1.5', '1e2', '0x10', ' 1', '+1', '-1', '99999999999999999999', 'NaN'])(
    'with maxResults=%s is a ValidationException',
    async (value) => {
      const answer = await raw.call('GET', `/flows/?maxResults=${encodeURIComponent(value)}`);
      expect(answer.status).toBe(400);
      expect(answer.fieldList.map(({ name }) => name)).toEqual(['maxResults']);
    },
  );

  test.each(['yes', '1', 'TRUE', ''])('with skipResourceInUseCheck=%s deletes nothing', async (value) => {
    const id = await flows.create();
    const answer = await raw.call('DELETE', `/flows/${id}/?skipResourceInUseCheck=${value}`);
    expect(answer.status).toBe(400);
    expect((await flows.get(id)).id).toBe(id);
  });

  test('with unknown parameters is what it is without them', async () => {
    const answer = await raw.call('GET', '/flows/?page=1&sort=name&debug=true&constructor=x');
    expect(answer.status).toBe(200);
  });

  test('with a list takes a parameter as often as it stands there', async () => {
    const id = await flows.create();
    const { arn } = await flows.get(id);
    const path = `/tags/${encodeURIComponent(arn!)}`;
    await raw.call('POST', path, { tags: { a: '1', b: '2', 'c d': '3' } });
    expect((await raw.call('DELETE', `${path}?tagKeys=a&tagKeys=c%20d`)).status).toBe(200);
    expect((await raw.call('GET', path)).json()).toEqual({ tags: { b: '2' } });
    const without = await raw.call('DELETE', path);
    expect(without.status).toBe(400);
    expect(without.fieldList.map(({ name }) => name)).toEqual(['tagKeys']);
  });
});

onOurServer('a body that is compressed is refused', async () => {
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd']) {
    const answer = await post('/flows/', JSON.stringify(minimal), {
      ...json,
      'content-encoding': encoding,
    });
    expect(answer.status).toBe(400);
    expect(answer.errorType).toBe('ValidationException');
  }
});

onOurServer('health is answered without a signature, and to nobody else than GET and HEAD', async () => {
  const health = await raw.sendUnsigned({ method: 'GET', path: '/health' });
  expect(health.status).toBe(200);
  expect((await raw.sendUnsigned({ method: 'HEAD', path: '/health' })).status).toBe(200);
  for (const [method, path] of [
    ['POST', '/health'],
    ['GET', '/health/'],
    ['GET', '/health?x'],
    ['GET', '/Health'],
    ['GET', '//health'],
  ] as const)
    expect((await raw.sendUnsigned({ method, path })).status, `${method} ${path}`).toBe(403);
});
