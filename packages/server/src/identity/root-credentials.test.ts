import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRootCredentials, rootAccessKeys } from './root-credentials.ts';

let folder: string;
const path = () => join(folder, 'credentials.json');
const environment = {
  STREAMBED_ROOT_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE42',
  STREAMBED_ROOT_SECRET_ACCESS_KEY: 'a-secret-that-is-long-enough-to-be-one',
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streambed-identity-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('loadRootCredentials', () => {
  it('makes credentials once, of the form that AWS gives them, and finds them again', async () => {
    const data = join(folder, 'new', 'data');
    const created = await loadRootCredentials(data, {});
    expect(created).toMatchObject({
      accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      accountId: '000000000000',
      source: 'created',
    });
    expect(created.secretAccessKey.reveal()).toMatch(/^[A-Za-z0-9+/]{40}$/);
    const found = await loadRootCredentials(data, {});
    expect(found).toMatchObject({
      accessKeyId: created.accessKeyId,
      accountId: '000000000000',
      source: 'file',
    });
    expect(found.secretAccessKey.reveal()).toBe(created.secretAccessKey.reveal());
    expect(await readdir(data)).toEqual(['credentials.json']);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read them', async () => {
    const data = join(folder, 'data');
    await loadRootCredentials(data, {});
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  it('makes different ones each time, from the randomness given', async () => {
    const [one, other] = await Promise.all(
      ['a', 'b'].map((name) => loadRootCredentials(join(folder, name), {})),
    );
    expect(one!.accessKeyId).not.toBe(other!.accessKeyId);
    expect(one!.secretAccessKey.reveal()).not.toBe(other!.secretAccessKey.reveal());
    const fixed = await loadRootCredentials(join(folder, 'c'), {}, (size) => new Uint8Array(size).fill(31));
    expect(fixed.accessKeyId).toBe('AKIA7777777777777777');
  });

  it('is overridden by the environment, which writes no file', async () => {
    const credentials = await loadRootCredentials(folder, environment);
    expect(credentials).toMatchObject({
      accessKeyId: 'AKIAEXAMPLEEXAMPLE42',
      accountId: '000000000000',
      source: 'environment',
    });
    expect(credentials.secretAccessKey.reveal()).toBe(environment.STREAMBED_ROOT_SECRET_ACCESS_KEY);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes empty variables for absent ones', async () => {
    const empty = { STREAMBED_ROOT_ACCESS_KEY_ID: '', STREAMBED_ROOT_SECRET_ACCESS_KEY: '' };
    expect((await loadRootCredentials(folder, empty)).source).toBe('created');
  });

  it.each([
    [
      'only the id',
      { STREAMBED_ROOT_SECRET_ACCESS_KEY: undefined },
      'STREAMBED_ROOT_SECRET_ACCESS_KEY is not',
    ],
    ['only the secret', { STREAMBED_ROOT_ACCESS_KEY_ID: undefined }, 'STREAMBED_ROOT_ACCESS_KEY_ID is not'],
    ['a short id', { STREAMBED_ROOT_ACCESS_KEY_ID: 'test' }, '16 to 128'],
    ['an id with a slash', { STREAMBED_ROOT_ACCESS_KEY_ID: 'AKIA/XAMPLEEXAMPLE42' }, '16 to 128'],
    ['a short secret', { STREAMBED_ROOT_SECRET_ACCESS_KEY: 'test' }, '16 to 128'],
    [
      'a secret with a line feed',
      { STREAMBED_ROOT_SECRET_ACCESS_KEY: `${environment.STREAMBED_ROOT_SECRET_ACCESS_KEY}\n` },
      'without spaces',
    ],
  ])('refuses an environment with %s', async (_, change, message) => {
    const failed = loadRootCredentials(folder, { ...environment, ...change });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(/^(?!.*long-enough)/s);
  });

  it.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o660, 0o601, 0o777])(
    'refuses a file with mode %o and says what to do',
    async (mode) => {
      await loadRootCredentials(folder, {});
      await chmod(path(), mode);
      await expect(loadRootCredentials(folder, {})).rejects.toThrow(`chmod 600 ${path()}`);
      await chmod(path(), 0o600);
      expect((await loadRootCredentials(folder, {})).source).toBe('file');
    },
  );

  it.each([
    ['an empty file', ''],
    ['half a file', '{"accessKeyId":"AKIAEXAMPLEEXAMPLE42","secretAcc'],
    ['null', 'null'],
    ['no secret', '{"accessKeyId":"AKIAEXAMPLEEXAMPLE42","accountId":"000000000000"}'],
    [
      'a secret that is no string',
      '{"accessKeyId":"AKIAEXAMPLEEXAMPLE42","secretAccessKey":42,"accountId":"000000000000"}',
    ],
    [
      'a short secret',
      '{"accessKeyId":"AKIAEXAMPLEEXAMPLE42","secretAccessKey":"x","accountId":"000000000000"}',
    ],
    [
      'another account',
      '{"accessKeyId":"AKIAEXAMPLEEXAMPLE42","secretAccessKey":"long-enough-to-be-one","accountId":"12"}',
    ],
    ['far too much', ' '.repeat(5000)],
  ])('refuses %s without telling what is in it, and leaves it alone', async (_, text) => {
    await writeFile(path(), text, { mode: 0o600 });
    const failed = loadRootCredentials(folder, {});
    await expect(failed).rejects.toThrow('is damaged');
    await expect(failed).rejects.toThrow(/^(?!.*(long-enough|AKIA))/s);
    expect(await readFile(path(), 'utf8')).toBe(text);
  });

  it('shows its secret to no printer', async () => {
    const credentials = await loadRootCredentials(folder, {});
    const secret = credentials.secretAccessKey.reveal();
    for (const text of [
      JSON.stringify(credentials),
      inspect(credentials, { depth: 9 }),
      inspect(rootAccessKeys(credentials).find(credentials.accessKeyId)),
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('rootAccessKeys', () => {
  it('knows root and nobody else, and gives the same object each time', async () => {
    const credentials = await loadRootCredentials(folder, environment);
    const keys = rootAccessKeys(credentials);
    expect(keys.find('AKIAEXAMPLEEXAMPLE42')).toMatchObject({
      accountId: '000000000000',
      arn: 'arn:aws:iam::000000000000:root',
    });
    expect(keys.find('AKIAEXAMPLEEXAMPLE42')).toBe(keys.find('AKIAEXAMPLEEXAMPLE42'));
    for (const id of ['', 'test', 'minioadmin', '__proto__', 'akiaexampleexample42'])
      expect(keys.find(id)).toBeUndefined();
  });
});
