import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findConnection } from './connection.ts';

const url = 'http://127.0.0.1:4777';
const root = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'aSecretThatIsLongEnough' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-connection-'));
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ ...root, accountId: '000000000000' }), {
    mode: 0o600,
  });
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ url, pid: process.pid }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keys = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' };

describe('where commands call', () => {
  test('is the server of the data folder when nothing else is said', async () => {
    expect(await findConnection({}, { STREAMBED_DATA: folder })).toEqual({
      endpoint: url,
      region: 'us-east-1',
      credentials: root,
      isCloud: false,
      name: url,
    });
  });

  test('is what the AWS variables name', async () => {
    const env = { ...keys, AWS_ENDPOINT_URL: 'http://10.0.0.1:4600', STREAMBED_DATA: folder };
    expect(await findConnection({}, env)).toEqual({
      endpoint: 'http://10.0.0.1:4600',
      region: 'us-east-1',
      isCloud: false,
      name: 'http://10.0.0.1:4600',
    });
  });

  test('is the cloud when credentials are named and no endpoint', async () => {
    expect(await findConnection({}, { ...keys, AWS_REGION: 'eu-west-1', STREAMBED_DATA: folder })).toEqual({
      region: 'eu-west-1',
      isCloud: true,
      name: 'Amazon Bedrock in eu-west-1',
    });
    expect(await findConnection({ profile: 'work' }, { STREAMBED_DATA: folder })).toEqual({
      profile: 'work',
      isCloud: true,
      name: 'Amazon Bedrock',
    });
  });

  test('is the local server with its credentials when only its endpoint is named', async () => {
    const { credentials } = await findConnection({ endpointUrl: `${url}/` }, { STREAMBED_DATA: folder });
    expect(credentials).toEqual(root);
    const other = await findConnection({ endpointUrl: 'http://127.0.0.1:1' }, { STREAMBED_DATA: folder });
    expect(other.credentials).toBeUndefined();
  });

  test('is the server of --data whatever the environment says', async () => {
    expect((await findConnection({ data: folder }, keys)).endpoint).toBe(url);
  });

  test.each([
    [
      'the service’s own variable wins',
      { AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_BEDROCK_AGENT: 'http://b:2' },
      {},
      'http://b:2',
    ],
    ['the option wins', { AWS_ENDPOINT_URL: 'http://a:1' }, { endpointUrl: 'http://c:3' }, 'http://c:3'],
    ['an empty variable is none', { AWS_ENDPOINT_URL: '' }, {}, undefined],
  ])('%s', async (_, env, options, endpoint) => {
    expect((await findConnection(options, { ...keys, ...env })).endpoint).toBe(endpoint);
  });

  test('knows AWS by its name', async () => {
    const of = async (endpointUrl: string) => (await findConnection({ endpointUrl }, keys)).isCloud;
    expect(await of('https://bedrock-agent.eu-west-1.amazonaws.com')).toBe(true);
    expect(await of('https://amazonaws.com.example.org')).toBe(false);
  });

  test.each(['127.0.0.1:4600', 'ftp://x', 'not a url'])('%j is no endpoint', async (endpointUrl) => {
    await expect(findConnection({ endpointUrl }, keys)).rejects.toThrow(
      `The endpoint ${endpointUrl} is not a URL`,
    );
  });

  test.each([
    [
      'no server',
      () => rmSync(join(folder, 'server.json')),
      /^No server runs on the data folder .*streambed start/,
    ],
    [
      'a server that was killed',
      () => writeFileSync(join(folder, 'server.json'), JSON.stringify({ url, pid: 2 ** 30 })),
      /^No server runs on the data folder/,
    ],
    [
      'garbage in server.json',
      () => writeFileSync(join(folder, 'server.json'), '{'),
      /^No server runs on the data folder/,
    ],
    ['no credentials', () => rmSync(join(folder, 'credentials.json')), /started with credentials of its own/],
    [
      'credentials that others may read',
      () => {
        rmSync(join(folder, 'credentials.json'));
        writeFileSync(join(folder, 'credentials.json'), '{}', { mode: 0o644 });
      },
      /chmod 600/,
    ],
  ])('says what is wrong with %s', async (_, spoil, message) => {
    spoil();
    const asked = findConnection({}, { STREAMBED_DATA: folder });
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toMatchObject({ exitCode: 3 });
  });
});
