import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { frame, HEADERS_OF_HEALTH, PREFACE } from './test-support/http2-frames.ts';
import { INVOKE_PATH, type OpenDoor, type OpenDoorOptions, openDoor } from './test-support/open-door.ts';
import { answers, httpRequest, rawClient } from './test-support/raw-client.ts';

let door: OpenDoor;
const open = async (options?: OpenDoorOptions) => {
  door = await openDoor(options);
  return door.port;
};
afterEach(() => door.close(0));

const stillServes = async () => {
  const answer = await fetch(`${door.url}/health`);
  expect(await answer.json()).toEqual({ status: 'ok' });
};

const gone = async () => {
  while (door.connections > 0) await sleep(10);
};

const soon = {
  firstBytesTimeout: 200,
  headersTimeout: 400,
  requestTimeout: 600,
  checkInterval: 50,
  keepAliveTimeout: 300,
};

describe('a client that is slow is closed', () => {
  test.each([
    ['says nothing', ''],
    ['stops within what may become the HTTP/2 preface', 'PRI * HTT'],
    ['stops within its headers', 'POST / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    [
      'stops within its body',
      `${httpRequest('POST', INVOKE_PATH, { host: 'x', authorization: 'AWS4', 'content-length': '10' })}abc`,
    ],
    ['stops after the HTTP/2 preface', PREFACE],
    ['stops after its HTTP/2 settings', Buffer.concat([PREFACE, frame('SETTINGS', 0, 0)])],
    [
      'stops within an HTTP/2 header block',
      Buffer.concat([PREFACE, frame('SETTINGS', 0, 0), frame('HEADERS', 0, 1, HEADERS_OF_HEALTH)]),
    ],
  ])('when it %s', async (_what, bytes) => {
    const client = await rawClient(await open({ limits: soon }));
    if (bytes.length > 0) client.send(bytes);
    await client.closed();
    await gone();
    await stillServes();
  });

  test('when it sends a byte now and then', async () => {
    const client = await rawClient(await open({ limits: soon }));
    client.send('GET /health HTTP/1.1\r\nX: ');
    const trickle = setInterval(() => client.send('x'), 30);
    try {
      expect(answers(await client.closed())).toEqual(['HTTP/1.1 408']);
    } finally {
      clearInterval(trickle);
    }
  });

  test('when its HTTP/2 body does not come', async () => {
    await open({ limits: soon });
    const session = connectHttp2(door.url);
    session.on('error', () => {});
    const stream = session.request(
      { ':method': 'POST', ':path': INVOKE_PATH, authorization: 'AWS4' },
      { endStream: false },
    );
    stream.on('error', () => {});
    stream.write('{');
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(408);
    session.destroy();
  });

  test('but not while it keeps a connection for later', async () => {
    const client = await rawClient(await open({ limits: { ...soon, keepAliveTimeout: 60_000 } }));
    client.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/"ok"/);
    await sleep(soon.requestTimeout + soon.headersTimeout);
    client.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/"ok"[\s\S]*"ok"/);
    client.destroy();
  });
});

describe('headers', () => {
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('');

  test.each([
    ['17 KB in one', `X: ${'a'.repeat(17_000)}\r\n`, '431'],
    ['17 KB in many', lines(340, (i) => `X-${i}: ${'a'.repeat(44)}\r\n`), '431'],
    ['1,000 of them', lines(1_000, (i) => `a${i}: b\r\n`), '400'],
    ['the same 200 times', lines(200, () => 'a: b\r\n'), '400'],
    ['a long request target', '', '431', `/${'a'.repeat(17_000)}`],
  ])('%s are refused', async (_what, headers, status, target = '/flows') => {
    const client = await rawClient(await open());
    client.send(`GET ${target} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
    expect(answers(await client.until(/\r\n\r\n/))).toEqual([`HTTP/1.1 ${status}`]);
    client.destroy();
    await stillServes();
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'named %s are data',
    async (name) => {
      const port = await open();
      for (const headers of [`${name}: x\r\n`, `${name}: x\r\n${name}: y\r\n`, `Connection: ${name}\r\n`]) {
        const client = await rawClient(port);
        client.send(`GET /flows HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
        expect(answers(await client.until(/\r\n\r\n/))).toEqual(['HTTP/1.1 403']);
        client.destroy();
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
      await stillServes();
    },
  );

  test.each([200, 5_000])('%i of them over HTTP/2 are refused', async (count) => {
    await open();
    const session = connectHttp2(door.url);
    session.on('error', () => {});
    const headers = Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'v']));
    const stream = session.request({ ':path': '/flows', ...headers });
    const ended = await new Promise((resolve) => {
      stream.on('response', (answer) => resolve(answer[':status']));
      stream.on('error', () => resolve('refused'));
      stream.on('close', () => resolve('refused'));
    });
    expect([400, 431, 'refused']).toContain(ended);
    session.destroy();
    await stillServes();
  });
});

describe('connections', () => {
  test('above the total are closed at once, and room comes back', async () => {
    const port = await open({ limits: { connections: 3 } });
    const kept = await Promise.all([rawClient(port), rawClient(port), rawClient(port)]);
    await expect.poll(() => door.connections).toBe(3);
    const refused = await rawClient(port);
    await refused.closed();
    for (const client of kept) client.destroy();
    await gone();
    await stillServes();
  });

  test('that are reset while they connect leave nothing behind', async () => {
    const port = await open();
    const clients = await Promise.all(Array.from({ length: 200 }, () => rawClient(port)));
    for (const { socket } of clients) socket.resetAndDestroy();
    await gone();
    await stillServes();
  });
});

describe('HTTP/2 abuse ends the session, not the server', () => {
  const abuse = async (bytes: Uint8Array) => {
    const client = await rawClient(await open({ limits: soon }));
    client.send(Buffer.concat([PREFACE, frame('SETTINGS', 0, 0), bytes]));
    await client.closed();
    await stillServes();
  };

  test('window updates that overflow', () =>
    abuse(
      Buffer.concat(Array.from({ length: 10 }, () => frame('WINDOW_UPDATE', 0, 0, [0x7f, 0xff, 0xff, 0xff]))),
    ));

  test('a window update of nothing', () => abuse(frame('WINDOW_UPDATE', 0, 0, [0, 0, 0, 0])));

  test('a header block that never ends', () =>
    abuse(
      Buffer.concat([
        frame('HEADERS', 0, 1, HEADERS_OF_HEALTH),
        ...Array.from({ length: 10_000 }, () => frame('CONTINUATION', 0, 1, Buffer.alloc(100, 0x40))),
      ]),
    ));

  test('a frame longer than allowed', () => abuse(frame('DATA', 0, 1, Buffer.alloc(100_000))));

  test('settings without end', () =>
    abuse(Buffer.concat(Array.from({ length: 20_000 }, () => frame('SETTINGS', 0, 0, [0, 4, 0, 0, 0, 1])))));

  test('pings without end', () =>
    abuse(Buffer.concat(Array.from({ length: 20_000 }, () => frame('PING', 0, 0, Buffer.alloc(8))))));

  test('streams that are reset as soon as they are opened', async () => {
    const client = await rawClient(await open());
    client.send(Buffer.concat([PREFACE, frame('SETTINGS', 0, 0)]));
    let isOpen = true;
    client.socket.on('close', () => {
      isOpen = false;
    });
    const END_STREAM_AND_HEADERS = 0x5;
    let id = 1;
    while (isOpen && id < 200_000) {
      const burst: Buffer[] = [];
      for (let i = 0; i < 500; i++, id += 2) {
        burst.push(frame('HEADERS', END_STREAM_AND_HEADERS, id, HEADERS_OF_HEALTH));
        burst.push(frame('RST_STREAM', 0, id, [0, 0, 0, constants.NGHTTP2_CANCEL]));
      }
      client.send(Buffer.concat(burst));
      await sleep(0);
    }
    await client.closed();
    // Cut long before the 100,000 resets were through.
    expect(id).toBeLessThan(100_000);
    await gone();
    expect(door.running).toBe(0);
    await stillServes();
  });

  test('more streams than allowed at once are refused one by one', async () => {
    await open({ limits: { concurrentStreams: 5 } });
    const session = connectHttp2(door.url);
    session.on('error', () => {});
    await once(session, 'remoteSettings');
    expect(session.remoteSettings.maxConcurrentStreams).toBe(5);
    const streams = Array.from({ length: 20 }, () => {
      const stream = session.request(
        { ':method': 'POST', ':path': INVOKE_PATH, authorization: 'AWS4' },
        { endStream: false },
      );
      stream.on('error', () => {});
      return stream;
    });
    await expect.poll(() => door.running).toBe(5);
    await sleep(50);
    expect(door.running).toBe(5);
    for (const stream of streams) stream.destroy();
    session.destroy();
    await gone();
  });
});

test('a hundred slow clients do not slow the others down', async () => {
  const port = await open({ limits: { ...soon, headersTimeout: 2_000 } });
  const slow = await Promise.all(Array.from({ length: 100 }, () => rawClient(port)));
  const trickle = setInterval(() => {
    for (const client of slow) client.send('x');
  }, 100);
  try {
    for (let i = 0; i < 50; i++) await stillServes();
    for (const client of slow) await client.closed();
  } finally {
    clearInterval(trickle);
  }
});
