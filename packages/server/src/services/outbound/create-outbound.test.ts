import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressRules } from './address-rules.ts';
import { checkedLookup } from './checked-lookup.ts';
import { createOutbound, type Outbound, type OutboundOptions } from './create-outbound.ts';
import { type CountingServer, openCountingServer } from './outbound.fixture.ts';
import { AddressRefused } from './unusable-response.ts';

/** Stands where a metadata service, or anything else that nobody meant, would answer. */
let server: CountingServer;
beforeAll(async () => {
  server = await openCountingServer((request, response) => response.end(`${request.method} ${request.url}`));
});
afterAll(() => server.close());

const opened: Outbound[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((outbound) => outbound.close()));
});

function outbound(options: OutboundOptions = {}): Outbound {
  const made = createOutbound(options);
  opened.push(made);
  return made;
}

/** Sockets that this process opened to anywhere. */
let sockets = 0;
const count = (): void => {
  sockets++;
};
beforeEach(() => {
  sockets = 0;
  subscribe('net.client.socket', count);
});
afterEach(() => unsubscribe('net.client.socket', count));

const METADATA = [
  '169.254.169.254',
  '169.254.169.254.',
  '169.254.169.254:80',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.0.1',
  '169.254.255.255',
  '2852039166',
  '0xa9fea9fe',
  '0XA9FEA9FE',
  '025177524776',
  '0xa9.0xfe.0xa9.0xfe',
  '0251.0376.0251.0376',
  '169.0xfe.0251.254',
  '169.254.43518',
  '169.16689662',
  '%31%36%39.254.169.254',
  '１６９.２５４.１６９.２５４',
  '169。254。169。254',
  '①⑥⑨.②⑤④.①⑥⑨.②⑤④',
  '100.100.100.200',
  '0x646464c8',
  '192.0.0.192',
  '168.63.129.16',
  '[fd00:ec2::254]',
  '[fd00:0ec2:0000:0000:0000:0000:0000:0254]',
  '[FD00:EC2::23]',
  '[fd20:ce::254]',
  '[fe80::1]',
  '[febf:ffff::1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:169.254.169.254]',
  '[::169.254.169.254]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '[2001:0:a9fe:a9fe::]',
  'metadata.google.internal',
  'metadata.google.internal.',
  'METADATA.Google.Internal',
  'ｍetadata.google.internal',
  'metadata.goog',
  'metadata',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
];

const OTHER_REFUSALS = [
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1/_x',
  'data:text/plain,hello',
  'blob:http://127.0.0.1/x',
  'ws://127.0.0.1/',
  'javascript:alert(1)',
  'ldap://127.0.0.1/',
  'about:blank',
  'http://user@127.0.0.1/',
  'http://user:password@127.0.0.1/',
  'http://:password@127.0.0.1/',
  'http://good.example@169.254.169.254/',
  'http://[fe80::1%25eth0]/',
  'http://[::ffff:169.254.169.254%eth0]/',
  'http://256.256.256.256/',
  'http://exa mple/',
  'http://',
  '//127.0.0.1/',
  '127.0.0.1',
];

/** A public-looking name → what it leads to; refused because of at least one of them. */
const RESOLUTIONS: readonly (readonly string[])[] = [
  ['127.0.0.1'],
  ['127.1.2.3'],
  ['0.0.0.0'],
  ['10.0.0.8'],
  ['172.16.0.8'],
  ['192.168.0.8'],
  ['100.64.0.8'],
  ['::1'],
  ['::'],
  ['::ffff:127.0.0.1'],
  ['::127.0.0.1'],
  ['fd12:3456::1'],
  ['64:ff9b::7f00:1'],
  ['2002:7f00:1::'],
  ['8.8.8.8', '127.0.0.1'],
  ['127.0.0.1', '8.8.8.8'],
  ['2606:4700:4700::1111', '::1'],
  ['169.254.169.254'],
  ['8.8.8.8', '169.254.169.254'],
  ['fe80::1%eth0'],
  ['fd00:ec2::254'],
  ['::ffff:169.254.169.254'],
  ['64:ff9b::a9fe:a9fe'],
  ['not an address'],
  [],
];

/** A name that may be near → what it leads to; only metadata services are refused there. */
const LOCAL_RESOLUTIONS: readonly (readonly string[])[] = [
  ['169.254.169.254'],
  ['127.0.0.1', '169.254.169.254'],
  ['169.254.170.2', '127.0.0.1'],
  ['fd00:ec2::254'],
  ['::ffff:169.254.169.254'],
  ['100.100.100.200'],
  ['fe80::1'],
];

describe('refused before anything is connected', () => {
  const NAMES = ['ollama', 'box.local', 'host.docker.internal'];

  test('are enough cases', () => {
    const all =
      2 * METADATA.length +
      OTHER_REFUSALS.length +
      2 * RESOLUTIONS.length +
      NAMES.length * LOCAL_RESOLUTIONS.length;
    expect(all).toBeGreaterThanOrEqual(80);
  });

  test.each(METADATA.flatMap((host) => [`http://${host}/latest/meta-data/`, `https://${host}/`]))(
    '%s',
    async (url) => {
      const { fetch } = outbound({ resolve: async () => ['127.0.0.1'], privateHosts: ['metadata.goog'] });
      await expect(fetch(url)).rejects.toThrow(AddressRefused);
      await expect(fetch(url)).rejects.toThrow('metadata service');
      expect(sockets).toBe(0);
    },
  );

  test.each(OTHER_REFUSALS)('%s', async (url) => {
    const { fetch } = outbound({ resolve: async () => ['127.0.0.1'] });
    const error: unknown = await fetch(url).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AddressRefused);
    expect((error as Error).message).not.toContain('password@');
    expect(sockets).toBe(0);
  });

  test.each(RESOLUTIONS)('a public name that leads to %s', async (...addresses) => {
    const before = server.connections();
    for (const name of ['models.example.com', 'models.example.com.']) {
      const { fetch } = outbound({ resolve: async () => addresses });
      await expect(fetch(`http://${name}:${server.port}/`)).rejects.toThrow(AddressRefused);
    }
    expect(server.connections()).toBe(before);
  });

  test.each(LOCAL_RESOLUTIONS)('a near name that leads to %s', async (...addresses) => {
    const before = server.connections();
    for (const name of NAMES) {
      const { fetch } = outbound({ resolve: async () => addresses, privateHosts: NAMES });
      await expect(fetch(`http://${name}:${server.port}/`)).rejects.toThrow('metadata service');
    }
    expect(server.connections()).toBe(before);
  });

  test('says which setting allows a private address, and not which address it is', async () => {
    const { fetch } = outbound({ resolve: async () => ['10.1.2.3'] });
    const error = (await fetch('https://models.example.com/v1?key=secret').catch(
      (error: unknown) => error,
    )) as Error;
    expect(error.message).toContain('models.example.com');
    expect(error.message).toContain('allowPrivateAddress: true');
    expect(error.message).not.toMatch(/10\.1\.2\.3|secret/u);
  });
});

describe('where addresses come from users', () => {
  const LOCAL = [
    'localhost',
    'LocalHost.',
    'ollama',
    'box.local',
    'gpu.internal',
    '127.0.0.1',
    '127.0.0.1.',
    '0',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '10.0.0.8',
    '192.168.0.8',
    '100.64.0.8',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fd12:3456::1]',
  ];

  test.each(LOCAL)('nothing local is called: %s', async (host) => {
    const { fetch } = outbound({ publicOnly: true, resolve: async () => ['127.0.0.1'] });
    const before = server.connections();
    await expect(fetch(`http://${host}:${server.port}/`)).rejects.toThrow(AddressRefused);
    expect(server.connections()).toBe(before);
  });

  test.each(METADATA)('nor a metadata service, whatever is allowed: %s', async (host) => {
    const { fetch } = outbound({
      publicOnly: true,
      privateHosts: [host],
      resolve: async () => ['127.0.0.1'],
    });
    await expect(fetch(`http://${host}/latest/meta-data/`)).rejects.toThrow('metadata service');
    expect(sockets).toBe(0);
  });

  test.each(RESOLUTIONS)('nor a public name that leads to %s', async (...addresses) => {
    const before = server.connections();
    const { fetch } = outbound({ publicOnly: true, resolve: async () => addresses });
    await expect(fetch(`http://pages.example.com:${server.port}/`)).rejects.toThrow(AddressRefused);
    expect(server.connections()).toBe(before);
  });

  test.each(['127.0.0.1', 'localhost', 'wiki.internal', 'pages.example.com'])(
    'what the operator allows is called, and nothing else: %s',
    async (host) => {
      const { fetch } = outbound({
        publicOnly: true,
        privateHosts: [host.toUpperCase()],
        resolve: async () => ['127.0.0.1'],
      });
      expect(await (await fetch(`http://${host}:${server.port}/x`)).text()).toBe('GET /x');
      await expect(fetch(`http://other.internal:${server.port}/x`)).rejects.toThrow('operator');
    },
  );
});

describe('reached', () => {
  const reach = async (host: string, options: OutboundOptions = {}): Promise<string> => {
    const response = await outbound(options).fetch(`http://${host}:${server.port}/x`);
    return await response.text();
  };

  test.each(['127.0.0.1', '127.0.0.1.', '0x7f.1', '2130706433', '0.0.0.0', '[::ffff:127.0.0.1]'])(
    'is what is written: %s',
    async (host) => {
      const resolve = () => Promise.reject(new Error('A literal address was looked up.'));
      expect(await reach(host, { resolve })).toBe('GET /x');
    },
  );

  test.each([
    'localhost',
    'LocalHost.',
    'ollama',
    'app.localhost',
    'box.local',
    'gpu.internal',
    'host.docker.internal',
    'nas.lan',
    'nas.home.arpa',
  ])('is a name that cannot be public: %s', async (host) => {
    expect(await reach(host, { resolve: async () => ['127.0.0.1'] })).toBe('GET /x');
  });

  test.each(['models.example.com', 'models.example.com.', 'MODELS.example.com'])(
    'is a public name at a private address when the operator said so: %s',
    async (host) => {
      const options = { resolve: async () => ['127.0.0.1'], privateHosts: ['Models.Example.com'] };
      expect(await reach(host, options)).toBe('GET /x');
      await expect(reach('other.example.com', options)).rejects.toThrow(AddressRefused);
    },
  );

  test('is localhost by the resolver of this machine', async () => {
    expect(await reach('localhost')).toBe('GET /x');
  });

  test.each([
    'http://good.example#@evil.example/',
    'http://good.example\\@evil.example/',
    'http://good.example/@evil.example',
  ])('is the host that a browser would see in %s', async (url) => {
    const asked: string[] = [];
    const { fetch } = outbound({
      resolve: async (name) => {
        asked.push(name);
        return ['127.0.0.1'];
      },
    });
    await expect(fetch(url)).rejects.toThrow(AddressRefused);
    expect(asked).toEqual(['good.example']);
  });

  test('is not by way of a proxy, whatever the variables say', async () => {
    const before = server.connections();
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'])
      vi.stubEnv(name, 'http://127.0.0.1:9');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(await reach('127.0.0.1')).toBe('GET /x');
    expect(server.connections()).toBe(before + 1);
  });
});

describe('a name that changes its mind', () => {
  test('is asked once for each connection, and only what was checked is connected to', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    let asked = 0;
    const lookup = checkedLookup(addressRules([]), async () => answers[asked++] ?? []);
    const look = (all: boolean): Promise<unknown> =>
      new Promise((resolve, reject) =>
        lookup('models.example.com', { all }, (error, addresses) =>
          error ? reject(error) : resolve(addresses),
        ),
      );
    expect(await look(true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(asked).toBe(1);
    await expect(look(true)).rejects.toThrow(AddressRefused);
    expect(asked).toBe(2);
  });

  test('gives the first address to whoever wants one', async () => {
    const lookup = checkedLookup(addressRules([]), async () => ['2606:4700:4700::1111', '1.1.1.1']);
    const found = await new Promise((resolve) =>
      lookup('a.example', {}, (_, address, family) => resolve([address, family])),
    );
    expect(found).toEqual(['2606:4700:4700::1111', 6]);
  });

  test('is refused at the next connection', async () => {
    const closing = await openCountingServer((_, response) =>
      response.writeHead(200, { connection: 'close' }).end('there'),
    );
    const answers = [['127.0.0.1'], ['169.254.169.254', '127.0.0.1']];
    let asked = 0;
    const { fetch } = outbound({
      privateHosts: ['models.example.com'],
      resolve: async () => answers[asked++] ?? [],
    });
    const url = `http://models.example.com:${closing.port}/`;
    expect(await (await fetch(url)).text()).toBe('there');
    await expect(fetch(url)).rejects.toThrow('metadata service');
    expect([asked, closing.connections()]).toEqual([2, 1]);
    await closing.close();
  });

  test('that is not there fails as it does everywhere', async () => {
    const { fetch } = outbound({
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    const error = (await fetch('http://models.example.com/').catch((error: unknown) => error)) as Error;
    expect(error.cause).toHaveProperty('code', 'ENOTFOUND');
  });
});

test('a redirect is handed back, whoever asks to follow it', async () => {
  const redirecting = await openCountingServer((_, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${server.port}/` });
    response.end();
  });
  const before = server.connections();
  const { fetch } = outbound();
  const response = await fetch(`http://127.0.0.1:${redirecting.port}/`, { redirect: 'follow' });
  expect(response.status).toBe(302);
  expect(server.connections()).toBe(before);
  await redirecting.close();
});

test.each(['before the headers', 'within the body'] as const)(
  'an abort %s ends the socket at once',
  async (when) => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const hanging = await openCountingServer((_, response) => {
      response.on('close', () => gone.resolve());
      if (when === 'within the body') response.write('half');
      asked.resolve();
    });
    const controller = new AbortController();
    const reason = new Error('the client hung up');
    const pending = outbound()
      .fetch(`http://127.0.0.1:${hanging.port}/`, { signal: controller.signal })
      .then((response) => response.text());
    await asked.promise;
    if (when === 'within the body') await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await gone.promise;
    await hanging.close();
  },
);

test('an abort while a name is looked up ends the request at once', async () => {
  const asked = Promise.withResolvers<void>();
  const { fetch } = outbound({
    resolve: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  const controller = new AbortController();
  const pending = fetch('http://models.example.com/', { signal: controller.signal });
  await asked.promise;
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
});
