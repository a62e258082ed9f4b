import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MODELS_CONFIGURATION, type ModelsConfiguration } from '../../services/models/index.ts';
import { lockDataFolder, openSqliteStore } from '../../store/index.ts';
import { announceServer, findLocalServer, withdrawServer } from '../local-server.ts';
import { systemClock } from '../system-clock.ts';
import type { Check } from './check.ts';
import { dataFolderChecks } from './data-folder-checks.ts';
import { functionChecks } from './function-checks.ts';
import { modelChecks } from './model-checks.ts';
import { portCheck } from './port-check.ts';
import { runtimeChecks } from './runtime-checks.ts';

let folder: string;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-diagnosis-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  rmSync(folder, { recursive: true });
});

const listen = async (answer: Parameters<typeof createServer>[1]): Promise<number> => {
  const server = createServer(answer as never).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const gather = async (checks: AsyncIterable<Check>): Promise<Map<string, Check>> => {
  const found = new Map<string, Check>();
  for await (const check of checks) found.set(check.name, check);
  return found;
};

describe('versions', () => {
  test.each([
    ['26.10.0', 'ok'],
    ['30.0.0', 'ok'],
    ['24.3.1', 'warn'],
    ['20.20.2', 'fail'],
  ])('Node.js %s: %s', (node, status) => {
    expect(runtimeChecks({ node, sqlite: process.versions.sqlite })[0]).toMatchObject({
      name: 'Node.js',
      status,
    });
  });

  test.each([
    [process.versions.sqlite, 'ok'],
    ['3.40.0', 'fail'],
    [undefined, 'fail'],
  ])('SQLite %s: %s', (sqlite, status) => {
    expect(runtimeChecks({ node: '26.0.0', sqlite })[1]).toMatchObject({ name: 'SQLite', status });
  });
});

describe('the word that a server leaves', () => {
  test('is found while its process lives, and taken back by it alone', () => {
    expect(findLocalServer(folder)).toBeUndefined();
    announceServer(folder, 'http://127.0.0.1:4600');
    expect(findLocalServer(folder)).toEqual({ url: 'http://127.0.0.1:4600', pid: process.pid });
    withdrawServer(folder);
    expect(findLocalServer(folder)).toBeUndefined();

    const other = JSON.stringify({ url: 'http://127.0.0.1:1', pid: process.ppid });
    writeFileSync(join(folder, 'server.json'), other);
    withdrawServer(folder);
    expect(findLocalServer(folder)?.pid).toBe(process.ppid);
  });

  test.each(['{', '{}', '{"url": "nowhere", "pid": 1}', '{"url": "http://a", "pid": -1}', '[]', 'null'])(
    '%j is no word',
    (text) => {
      writeFileSync(join(folder, 'server.json'), text);
      expect(findLocalServer(folder)).toBeUndefined();
    },
  );
});

describe('the data folder', () => {
  const look = () => gather(dataFolderChecks(folder, {}));

  test('that is not there yet is well', async () => {
    const checks = await gather(dataFolderChecks(join(folder, 'new'), {}));
    expect([...checks.values()]).toEqual([
      { name: 'data folder', status: 'ok', detail: expect.stringContaining('the first start makes it') },
    ]);
  });

  test('of a store that was closed is well', async () => {
    const store = await openSqliteStore({ folder, clock: systemClock });
    await store.close();
    const checks = await look();
    expect([...checks].map(([name, { status }]) => [name, status])).toEqual([
      ['data folder', 'ok'],
      ['held by', 'ok'],
      ['database', 'ok'],
      ['credentials', 'ok'],
    ]);
  });

  test('that is held by a process without an address says so', async () => {
    const unlock = lockDataFolder(folder, Date.now());
    const held = (await look()).get('held by');
    unlock();
    expect(held).toMatchObject({ status: 'warn', detail: expect.stringContaining(`process ${process.pid}`) });
  });

  test('that others may look into is told', async () => {
    chmodSync(folder, 0o755);
    expect((await look()).get('data folder')).toMatchObject({
      status: 'warn',
      remedy: `Run: chmod 700 ${folder}`,
    });
  });

  test('with a database that is none fails', async () => {
    writeFileSync(join(folder, 'streambed.db'), 'this is no database, however long it goes on'.repeat(200));
    expect((await look()).get('database')).toMatchObject({ status: 'fail' });
  });

  test.each([
    ['that others may read', '{}', 0o644, 'chmod 600'],
    ['that are damaged', '{"accessKeyId": 1}', 0o600, 'is damaged'],
  ])('with credentials %s fails', async (_, text, mode, detail) => {
    writeFileSync(join(folder, 'credentials.json'), text);
    chmodSync(join(folder, 'credentials.json'), mode);
    expect((await look()).get('credentials')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining(detail),
    });
  });

  test('never shows the secret', async () => {
    const secretAccessKey = 'aSecretThatNobodyShallSee';
    const credentials = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey, accountId: '000000000000' };
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
    const checks = await look();
    expect(checks.get('credentials')).toMatchObject({ status: 'ok' });
    expect(JSON.stringify([...checks])).not.toContain(secretAccessKey);
  });
});

describe('the port', () => {
  test('that is free is well', async () => {
    expect(await portCheck('127.0.0.1', 0, folder)).toMatchObject({ status: 'ok' });
  });

  test('that another program has fails', async () => {
    const port = await listen((_, response) => response.end());
    expect(await portCheck('127.0.0.1', port, folder)).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('taken by another program'),
    });
  });

  test.each([
    [200, 'ok'],
    [503, 'fail'],
  ])('of a running server that answers %i: %s', async (code, status) => {
    const port = await listen((_, response) => {
      response.statusCode = code;
      response.end('{}');
    });
    announceServer(folder, `http://127.0.0.1:${port}`);
    expect(await portCheck('127.0.0.1', port, folder)).toMatchObject({ name: 'server', status });
  });

  test('of a server that does not answer fails', async () => {
    announceServer(folder, 'http://127.0.0.1:1');
    expect(await portCheck('127.0.0.1', 1, folder)).toMatchObject({ name: 'server', status: 'fail' });
  });
});

describe('models', () => {
  const models = (rest: Partial<ModelsConfiguration>): ModelsConfiguration => ({
    ...DEFAULT_MODELS_CONFIGURATION,
    ...rest,
  });
  const nowhere = { OLLAMA_HOST: '127.0.0.1:1' };

  test('without any provider are warned of', async () => {
    const checks = await gather(modelChecks(models({}), nowhere));
    expect(checks.get('all models')).toMatchObject({
      status: 'warn',
      remedy: expect.stringContaining('Ollama'),
    });
    expect(checks.get('Ollama')).toMatchObject({
      status: 'ok',
      detail: 'none answers at http://127.0.0.1:1',
    });
  });

  test('go where mappings say, if that is there', async () => {
    const configuration = models({
      detect: false,
      unmapped: 'refuse',
      providers: [{ name: 'gateway', type: 'openai-compatible', baseUrl: 'http://127.0.0.1:8000/v1' }],
      mappings: [
        { pattern: 'a.*', provider: 'gateway', as: 'llama' },
        { pattern: 'b.*', provider: 'anthropic' },
        { pattern: 'c.*', provider: 'unknown' },
      ],
    });
    const checks = await gather(modelChecks(configuration, {}));
    expect([...checks].map(([name, { status, detail }]) => [name, status, detail])).toEqual([
      ['models a.*', 'ok', 'gateway (openai-compatible at http://127.0.0.1:8000), as llama'],
      ['models b.*', 'fail', 'go to anthropic, which has no API key'],
      ['models c.*', 'fail', 'go to unknown, which is not configured'],
      ['all other models', 'ok', 'are refused'],
    ]);
  });

  test('are told by the names of keys, never their values', async () => {
    const checks = await gather(modelChecks(models({}), { ...nowhere, ANTHROPIC_API_KEY: 'sk-secret' }));
    expect(checks.get('models anthropic.claude-*')).toMatchObject({
      detail: 'anthropic (ANTHROPIC_API_KEY is set)',
    });
    expect(JSON.stringify([...checks])).not.toContain('sk-secret');
  });

  test.each([
    [{ models: [{ name: 'llama3.2:latest' }] }, 'ok', /with llama3\.2:latest$/],
    [{ models: [] }, 'warn', /has no model$/],
    [{ hello: 'world' }, 'ok', /^none answers/],
  ])('an Ollama that answers %j', async (answer, status, detail) => {
    const port = await listen((_, response) => response.end(JSON.stringify(answer)));
    const checks = await gather(modelChecks(models({}), { OLLAMA_HOST: `127.0.0.1:${port}` }));
    expect(checks.get('Ollama')).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });
});

describe('functions', () => {
  test('are listed, with what is wrong with them', async () => {
    const functions = join(folder, 'functions');
    for (const name of ['good', 'empty']) mkdirSync(join(functions, name), { recursive: true });
    writeFileSync(join(functions, 'good', 'index.mjs'), 'export const handler = async () => 1;');
    const checks = await gather(functionChecks({ embedded: { folder: functions } }, {}));
    expect(checks.get('functions')).toMatchObject({ status: 'ok', detail: `2 in ${functions}` });
    expect(checks.get('function good')).toMatchObject({ status: 'ok', detail: 'nodejs, index.handler' });
    expect(checks.get('function empty')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('no handler'),
    });
    expect(checks.has('python3')).toBe(true);
  });

  test('need no folder', async () => {
    const checks = await gather(functionChecks({ embedded: { folder: join(folder, 'none') } }, {}));
    expect([...checks.values()]).toEqual([expect.objectContaining({ name: 'functions', status: 'ok' })]);
  });
});
