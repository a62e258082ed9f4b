import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Configuration,
  ConfigurationError,
  type Environment,
  type Flags,
  loadConfiguration,
} from './configuration.ts';
import { flagsOf, type Setting, settings, startOptions } from './settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streambed-configuration-'));
  await writeFile(join(folder, 'cert.pem'), '-----BEGIN CERTIFICATE-----\n');
  await writeFile(join(folder, 'key.pem'), '-----BEGIN PRIVATE KEY-----\n');
  await writeFile(join(folder, 'other.txt'), 'hello');
});
afterAll(() => rm(folder, { recursive: true }));

const load = (environment: Environment = {}, flags: Flags = {}): Promise<Configuration> =>
  loadConfiguration(environment, flags, folder);

const problemsOf = async (environment: Environment, flags: Flags = {}): Promise<readonly string[]> => {
  try {
    await load(environment, flags);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems;
  }
  return [];
};

test('nothing given: loopback, port 4600, .streambed in the working folder', async () => {
  expect(await load()).toMatchObject({
    host: '127.0.0.1',
    port: 4600,
    dataFolder: join(folder, '.streambed'),
    logLevel: 'info',
    loopCondition: 'continue',
    executionTimeout: 3_600_000,
    nodeTimeout: 300_000,
    nodeRuns: 1_000_000,
    retention: { days: 30, runs: 200_000, runsWithValues: 2_000, size: 1024 ** 3 },
    drainTimeout: 30_000,
  });
  expect((await load()).file).toBeUndefined();
  expect((await load()).tls).toBeUndefined();
});

test('a flag wins over a variable, and an empty variable counts as none', async () => {
  expect((await load({ STREAMBED_PORT: '1234' })).port).toBe(1234);
  expect((await load({ STREAMBED_PORT: '1234' }, { port: '0' })).port).toBe(0);
  expect((await load({ STREAMBED_PORT: '' })).port).toBe(4600);
});

describe('a configuration file', () => {
  let own: string;
  beforeAll(async () => {
    own = await mkdtemp(join(tmpdir(), 'streambed-configuration-'));
    await writeFile(join(own, 'streambed.yaml'), 'server: { port: 4711, logLevel: warn, dataFolder: data }');
    await writeFile(join(own, 'other.yaml'), 'server: { port: 4712 }');
    await writeFile(join(own, 'wrong.yaml'), 'server: { port: high }');
  });
  afterAll(() => rm(own, { recursive: true }));

  test('named streambed.yaml in the working folder is found by itself', async () => {
    expect(await loadConfiguration({}, {}, own)).toMatchObject({
      port: 4711,
      logLevel: 'warn',
      dataFolder: join(own, 'data'),
      host: '127.0.0.1',
    });
  });

  test('yields to a variable, and that to a flag', async () => {
    const environment = { STREAMBED_PORT: '1234' };
    expect((await loadConfiguration(environment, {}, own)).port).toBe(1234);
    expect((await loadConfiguration(environment, { port: '5678' }, own)).port).toBe(5678);
    expect((await loadConfiguration({ STREAMBED_CONFIG: 'other.yaml' }, {}, own)).port).toBe(4712);
    expect((await loadConfiguration({}, { configurationFile: join(own, 'other.yaml') }, own)).port).toBe(
      4712,
    );
  });

  test('with a mistake is told by file and line', async () => {
    await expect(loadConfiguration({ STREAMBED_CONFIG: 'wrong.yaml' }, {}, own)).rejects.toThrow(
      'wrong.yaml:1: server.port: must be a whole number from 0 to 65535',
    );
  });
});

test('certificate and key are read', async () => {
  const { tls } = await load({ STREAMBED_TLS_CERT: 'cert.pem', STREAMBED_TLS_KEY: join(folder, 'key.pem') });
  expect(tls?.certificate.toString()).toContain('CERTIFICATE');
  expect(tls?.key.toString()).toContain('PRIVATE KEY');
});

describe('a bad value is told by the name of its variable or flag, with what is accepted', () => {
  test.each<[Environment, Flags, string]>([
    [{ STREAMBED_PORT: '70000' }, {}, 'STREAMBED_PORT must be a whole number from 0 to 65535.'],
    [{ STREAMBED_PORT: '-1' }, {}, 'STREAMBED_PORT must be a whole number from 0 to 65535.'],
    [{ STREAMBED_PORT: '0x50' }, {}, 'STREAMBED_PORT must be a whole number from 0 to 65535.'],
    [{ STREAMBED_PORT: '4600 ' }, {}, 'STREAMBED_PORT must be a whole number from 0 to 65535.'],
    [{ STREAMBED_PORT: '4600' }, { port: 'http' }, '--port must be a whole number from 0 to 65535.'],
    [{}, { port: '' }, '--port must be a whole number from 0 to 65535.'],
    [{ STREAMBED_HOST: 'a b' }, {}, 'STREAMBED_HOST must be an IP address or a host name.'],
    [{ STREAMBED_HOST: 'http://127.0.0.1' }, {}, 'STREAMBED_HOST must be an IP address or a host name.'],
    [{ STREAMBED_LOG: 'verbose' }, {}, 'STREAMBED_LOG must be one of silent, error, warn, info, debug.'],
    [{ STREAMBED_LOOP_CONDITION: 'stop' }, {}, 'STREAMBED_LOOP_CONDITION must be one of continue, exit.'],
    [
      { STREAMBED_NODE_TIMEOUT_SECONDS: '0' },
      {},
      'STREAMBED_NODE_TIMEOUT_SECONDS must be a whole number from 1 to 86400.',
    ],
    [{ STREAMBED_ALLOW_REMOTE: 'yes' }, {}, 'STREAMBED_ALLOW_REMOTE must be true or false.'],
    [
      { STREAMBED_MAX_CONNECTIONS: '1e3' },
      {},
      'STREAMBED_MAX_CONNECTIONS must be a whole number from 1 to 1000000.',
    ],
    [
      { STREAMBED_TLS_CERT: 'cert.pem' },
      {},
      'STREAMBED_TLS_CERT is set, so STREAMBED_TLS_KEY must be set too.',
    ],
    [
      { STREAMBED_TLS_KEY: 'key.pem' },
      {},
      'STREAMBED_TLS_KEY is set, so STREAMBED_TLS_CERT must be set too.',
    ],
    [
      { STREAMBED_QUOTAS: 'flows=many' },
      {},
      'STREAMBED_QUOTAS gives flows the value "many". Give a whole number, or off.',
    ],
  ])('%j %j', async (environment, flags, problem) => {
    expect(await problemsOf(environment, flags)).toEqual([problem]);
  });

  test('a file that is not there, or is no PEM file', async () => {
    expect(await problemsOf({ STREAMBED_CONFIG: 'none.yaml' })).toEqual([
      `STREAMBED_CONFIG names ${join(folder, 'none.yaml')}, which does not exist.`,
    ]);
    expect(await problemsOf({ STREAMBED_TLS_CERT: 'none.pem', STREAMBED_TLS_KEY: 'other.txt' })).toEqual([
      `STREAMBED_TLS_CERT names ${join(folder, 'none.pem')}, which cannot be read (ENOENT).`,
      `STREAMBED_TLS_KEY names ${join(folder, 'other.txt')}, which is no PEM file.`,
    ]);
  });

  test('all of them at once', async () => {
    expect(
      await problemsOf({ STREAMBED_PORT: 'x', STREAMBED_LOG: 'y', STREAMBED_HOST: '0.0.0.0' }),
    ).toHaveLength(3);
  });

  test('values are never repeated: one may be a secret in the wrong place', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG';
    const everywhere = Object.fromEntries(Object.values(settings).map(({ variable }) => [variable, secret]));
    const {
      STREAMBED_QUOTAS: _,
      STREAMBED_CONFIG: __,
      STREAMBED_TLS_CERT: ___,
      STREAMBED_TLS_KEY: ____,
      ...rest
    } = everywhere;
    expect((await problemsOf(rest)).join('\n')).not.toContain(secret);
    expect((await problemsOf(rest)).length).toBeGreaterThan(8);
  });
});

describe('beyond loopback', () => {
  const credentials = {
    STREAMBED_ROOT_ACCESS_KEY_ID: 'AKIAOPERATORSCHOICE',
    STREAMBED_ROOT_SECRET_ACCESS_KEY: 'a secret is checked elsewhere',
  };

  test.each(['0.0.0.0', '::', '192.168.1.2', 'streambed.example', '127.0.0.1.example.com', '128.0.0.1'])(
    '%s needs credentials that the operator chose, or the word that others will do',
    async (host) => {
      const [problem, ...more] = await problemsOf({ STREAMBED_HOST: host });
      expect(more).toEqual([]);
      expect(problem).toMatch(/STREAMBED_ROOT_ACCESS_KEY_ID.*--allow-remote.*127\.0\.0\.1/);
      expect(
        await problemsOf({ STREAMBED_HOST: host, STREAMBED_ROOT_ACCESS_KEY_ID: 'AKIAOPERATORSCHOICE' }),
      ).toHaveLength(1);
      expect(
        await problemsOf({
          STREAMBED_HOST: host,
          STREAMBED_TLS_CERT: 'cert.pem',
          STREAMBED_TLS_KEY: 'key.pem',
        }),
      ).toHaveLength(1);
      expect((await load({ STREAMBED_HOST: host, ...credentials })).host).toBe(host);
      expect((await load({ STREAMBED_HOST: host }, { allowRemote: true })).host).toBe(host);
    },
  );

  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('%s is this machine', async (host) => {
    expect((await load({ STREAMBED_HOST: host })).host).toBe(host);
  });
});

describe('the table of settings', () => {
  const all: readonly [string, Setting][] = Object.entries(settings);

  test.each(all)(
    '%s has a variable, a line of help, and a fallback that it would accept itself',
    (_name, setting) => {
      expect(setting.variable).toMatch(/^STREAMBED_[A-Z_]+$/);
      expect(setting.describe).toMatch(/[^.]$/);
      if (setting.fallback !== undefined) {
        expect(setting.kind.read(String(setting.fallback))).toBe(setting.fallback);
      }
    },
  );

  test('flags find their settings', () => {
    const options = {
      host: '::1',
      data: 'd',
      config: 'c',
      tlsCert: 'a',
      tlsKey: 'b',
      allowRemote: true,
      nodeTimeout: '7',
    };
    expect(flagsOf({ ...options, unknown: 'x' })).toEqual({
      host: '::1',
      dataFolder: 'd',
      configurationFile: 'c',
      tlsCertificate: 'a',
      tlsKey: 'b',
      allowRemote: true,
      nodeTimeoutSeconds: '7',
    });
    expect(startOptions.map(({ flags }) => flags)).toContain('--port <number>');
    expect(startOptions.every(({ describe: line }) => line.includes('STREAMBED_'))).toBe(true);
  });
});
