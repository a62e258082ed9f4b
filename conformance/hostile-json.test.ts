import { connect } from 'node:net';
import { beforeAll, describe, expect } from 'vitest';
import { echo } from './support/definitions.ts';
import { openSession } from './support/session.ts';
import { signedHeaders } from './support/signer.ts';
import { testHere } from './target.ts';

/** JSON that is deep, wide, long or double-meaning: refused before it costs anything, and memory stays bounded. */

const { target, raw, rawRuntime, flows } = await openSession();
const onOurServer = testHere(target, 'the limits are ours, and the process is looked into');
const MEGABYTE = 1024 * 1024;

let id = '';
beforeAll(async () => {
  if (target.local) id = await flows.prepared(echo('Object'));
});

const documentIn = (json: string) =>
  `{"inputs":[{"nodeName":"FlowInput","nodeOutputName":"document","content":{"document":${json}}}]}`;
const keys = (count: number, name: (index: number) => string) =>
  `{${Array.from({ length: count }, (_, index) => `"${name(index)}":0`).join(',')}}`;

/** Where a body may go: one operation whose document is free, one whose members are modelled. */
const doors = {
  InvokeFlow: (json: string) => ({ path: `/flows/${id}/aliases/TSTALIASID`, body: documentIn(json) }),
  CreateFlow: (json: string) => ({
    path: '/flows/',
    body: `{"name":"hostile","executionRoleArn":"${target.roleArn}","unknown":${json}}`,
  }),
};

const hostile: readonly [string, () => string][] = [
  ['an array 200,000 deep', () => '['.repeat(200_000) + ']'.repeat(200_000)],
  ['an array 200,000 deep that never closes', () => '['.repeat(200_000)],
  ['objects 200,000 deep', () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ['700,000 keys', () => keys(700_000, (index) => `k${index}`)],
  ['10,001 keys', () => keys(10_001, (index) => `k${index}`)],
  ['20,000 keys that look like indexes', () => keys(20_000, (index) => String(index * 65_536))],
  ['two million values', () => `[${'0,'.repeat(2_000_000)}0]`],
  ['a number of a million digits', () => '9'.repeat(1_000_000)],
  ['an exponent beyond any double', () => '1e999'],
  ['a key twice', () => '{"a":1,"a":2}'],
  ['__proto__ twice', () => '{"__proto__":1,"__proto__":2}'],
  ['half of a surrogate pair', () => '"\\ud800"'],
  ['half of a surrogate pair in a key', () => '{"\\udfff":1}'],
  ['a raw control character in a text', () => '"a\u0001b"'],
  ['NaN', () => 'NaN'],
  ['a comment', () => '/* x */ 1'],
  ['single quotes', () => "{'a':1}"],
];

describe.each(Object.keys(doors) as (keyof typeof doors)[])('to %s', (door) => {
  for (const [what, json] of hostile) {
    onOurServer(`${what} is a ValidationException`, async () => {
      const client = door === 'InvokeFlow' ? rawRuntime : raw;
      const answer = await client.send({
        method: 'POST',
        ...doors[door](json()),
        headers: { 'content-type': 'application/json' },
      });
      expect({ status: answer.status, type: answer.errorType }).toEqual({
        status: 400,
        type: 'ValidationException',
      });
      expect(answer.message).not.toBe('');
      expect(answer.text.length).toBeLessThan(2_000);
      expect((await raw.call('GET', `/flows/${id}/`)).status).toBe(200);
    });
  }
});

onOurServer('what stays within the limits is taken: 10,000 keys, 90 levels, 900,000 values', async () => {
  const documents = [
    keys(10_000, (index) => `k${index}`),
    `{"deep":${'['.repeat(90)}${']'.repeat(90)}}`,
    `{"wide":[${'0,'.repeat(900_000)}0]}`,
  ];
  for (const document of documents) {
    const { path, body } = doors.InvokeFlow(document);
    const answer = await rawRuntime.send({ method: 'POST', path, body, headers: {} });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('flowCompletionEvent');
  }
});

describe('a body of a hundred megabytes', () => {
  /** Sends the head, then as much of the body as the server takes, and answers what came back. */
  const sendLarge = async (framing: Record<string, string>, chunk: Buffer): Promise<string> => {
    const url = new URL(target.url);
    const path = '/flows/';
    const signed = await signedHeaders({ method: 'POST', path, body: '' }, url, {
      credentials: target.credentials,
      region: target.region,
    });
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname);
      let received = '';
      let sent = 0;
      const push = (): void => {
        while (sent < 100 * MEGABYTE && socket.writable) {
          sent += chunk.length;
          if (!socket.write(chunk)) {
            socket.once('drain', push);
            return;
          }
        }
      };
      socket.on('data', (data: Buffer) => {
        received += data.toString();
        if (received.includes('\r\n\r\n')) socket.destroy();
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(received));
      socket.setTimeout(30_000, () => reject(new Error('no answer in 30 s')));
      const headers = Object.entries({ ...signed, ...framing });
      socket.write(
        `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      );
      push();
    });
  };

  onOurServer('is refused by its length before it is read', async (server) => {
    const before = server.memory();
    const answer = await sendLarge(
      { 'content-length': String(100 * MEGABYTE) },
      Buffer.alloc(MEGABYTE, 0x20),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/x-amzn-errortype: RequestEntityTooLargeException/i);
    if (before) expect(server.memory()!.now - before.now).toBeLessThan(100 * MEGABYTE);
  });

  onOurServer('is refused when it grows too large in chunks', async () => {
    const chunk = Buffer.concat([
      Buffer.from(`${MEGABYTE.toString(16)}\r\n`),
      Buffer.alloc(MEGABYTE, 0x20),
      Buffer.from('\r\n'),
    ]);
    const answer = await sendLarge({ 'transfer-encoding': 'chunked' }, chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

onOurServer('the process is well, and its memory stayed bounded', async (server) => {
  expect(server.isAlive()).toBe(true);
  expect((await raw.call('GET', `/flows/${id}/`)).status).toBe(200);
  // The largest body is ten megabytes; parsed, copied and printed it may weigh many times that for a moment.
  const memory = server.memory();
  if (memory) expect(memory.peak).toBeLessThan(800 * MEGABYTE);
});
