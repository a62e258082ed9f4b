import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BedrockAgentClient, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileCache, credentials, region, spawnServer, watch } from '../durability/server-process.ts';
import { attackedServer } from './attacked-server.ts';

const attacked = attackedServer();

/** threats.md row 20 */
describe('there are no credentials that everybody knows', () => {
  test.each([
    ['test', 'test'],
    ['minioadmin', 'minioadmin'],
    ['admin', 'admin'],
    ['root', 'root'],
    ['streambed', 'streambed'],
    ['000000000000', '000000000000'],
    ['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['LKIAQAAAAAAAHFR7TTNO', 'test'],
    ['the right key id', 'no secret', credentials.accessKeyId, ''],
    ['the right key id', 'test', credentials.accessKeyId, 'test'],
    [
      'the key id in small letters',
      'the secret',
      credentials.accessKeyId.toLowerCase(),
      credentials.secretAccessKey,
    ],
  ])('%s with %s is refused', async (id, secret, accessKeyId = id, secretAccessKey = secret) => {
    const client = new BedrockAgentClient({
      endpoint: attacked.server.url,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
    const failure = await client.send(new ListFlowsCommand({})).then(
      () => expect.unreachable('somebody came in'),
      (error: Error & { $metadata?: { httpStatusCode?: number } }) => error,
    );
    client.destroy();
    expect(failure.$metadata?.httpStatusCode).toBe(403);
    expect(failure.message).not.toContain(credentials.secretAccessKey);
  });

  test.each(['0.0.0.0', '::'])('a server of one’s own making does not listen on %s', async (host) => {
    const refused = watch(
      spawnServer({
        dataFolder: join(attacked.folder, 'beyond'),
        flags: ['--host', host],
        environment: { STREAMBED_ROOT_ACCESS_KEY_ID: '', STREAMBED_ROOT_SECRET_ACCESS_KEY: '' },
      }),
    );
    const end = await Promise.race([refused.ended, refused.serves()]);
    await refused.kill();
    expect(end).toBe(1);
    expect(refused.output()).toContain('STREAMBED_ROOT_ACCESS_KEY_ID');
    expect(readdirSync(attacked.folder)).toEqual(['data']);
  });
});

/** threats.md row 44, on the command line */
describe('the command line shows secrets where one asks for them, and nowhere else', () => {
  const bin = fileURLToPath(new URL('../../packages/cli/bin/streambed.mjs', import.meta.url));
  const SECRETS = {
    STREAMBED_ROOT_ACCESS_KEY_ID: 'AKIACANARYCANARY0001',
    STREAMBED_ROOT_SECRET_ACCESS_KEY: 'canaryOfTheRootSecretAccessKey0001',
    AWS_SECRET_ACCESS_KEY: 'canaryOfTheAwsSecretAccessKey00001',
    AWS_SESSION_TOKEN: 'canaryOfTheSessionToken',
    OPENAI_API_KEY: 'sk-canaryOfOpenAi',
    ANTHROPIC_API_KEY: 'sk-ant-canaryOfAnthropic',
    GEMINI_API_KEY: 'canaryOfGemini',
  };
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'streambed-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...words: string[]): Promise<string> => {
    const child: ChildProcess = spawn(process.execPath, [bin, ...words], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        OLLAMA_HOST: '127.0.0.1:1',
        NODE_COMPILE_CACHE: compileCache,
        ...SECRETS,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, errors] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    return out + errors;
  };
  const shown = (output: string) => Object.values(SECRETS).filter((secret) => output.includes(secret));

  test('help shows none, of no command', async () => {
    const all = await run('--help');
    const commands = [...all.matchAll(/^ {2}([a-z]+)\b.* {2,}/gm)].map(([, name]) => name!);
    expect(commands).toContain('start');
    expect(commands.length).toBeGreaterThan(1);
    for (const help of await Promise.all(commands.map((name) => run(name, '--help'))))
      expect(shown(help)).toEqual([]);
    expect(shown(all)).toEqual([]);
  });

  test.each([
    'start --port canary',
    'start --no-such-flag',
    'start --config missing.yaml',
    'list',
    'invoke ABCDEFGHIJ --input x',
    'no-such-command',
  ])('a command that fails shows none: %s', async (line) => {
    expect(shown(await run(...line.split(' ')))).toEqual([]);
  });

  test('doctor shows none', async () => {
    expect(shown(await run('doctor'))).toEqual([]);
  });

  test('env shows the root credentials, since that is what it is for, and nothing else', async () => {
    expect(shown(await run('env', '--data', join(folder, 'data')))).toEqual([
      SECRETS.STREAMBED_ROOT_ACCESS_KEY_ID,
      SECRETS.STREAMBED_ROOT_SECRET_ACCESS_KEY,
    ]);
  });
});
