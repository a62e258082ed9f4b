import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientsOf, invokeFlow, preparedFlow } from '../durability/clients.ts';
import { credentials, startServer } from '../durability/server-process.ts';
import { inputNode, outputNode, slot, storageNode, wire } from '../support/definitions.ts';

/** threats.md row 45 */
test.runIf(process.platform !== 'win32')(
  'a start with umask 000 leaves nothing that others may read',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'streambed-files-'));
    const dataFolder = join(folder, 'below', 'data');
    // No program of ours: the shell only takes the umask off.
    const wrapper = ['/bin/sh', '-c', 'umask 000 && exec "$@"', 'sh'];
    // What the compile cache holds is run: nobody else may put anything there.
    const caches = join(folder, 'caches');
    const environment = { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: caches };
    const server = await startServer({ dataFolder, wrapper, environment });
    try {
      for (const path of [caches, join(caches, 'streambed', 'compile')])
        expect(statSync(path).mode & 0o777, path).toBe(0o700);
      const clients = clientsOf(server);
      const flowId = await preparedFlow(clients, {
        nodes: [
          inputNode(),
          { ...storageNode('Put', 'private'), inputs: [slot('content'), slot('objectKey')] },
          outputNode(),
        ],
        connections: [
          wire('FlowInput.document', 'Put.content'),
          { ...wire('FlowInput.document', 'Put.objectKey'), name: 'key' },
          wire('Put.s3Uri', 'FlowOutput.document'),
        ],
      });
      for (const key of ['a/b/c.txt', 'x'.repeat(1_000)]) {
        const events = await Array.fromAsync(await invokeFlow(clients, flowId, key));
        expect(events.at(-1)?.flowCompletionEvent?.completionReason).toBe('SUCCESS');
      }
      clients.destroy();
      expect(looseIn(dataFolder)).toEqual([]);
      expect(readdirSync(dataFolder)).toContain('streambed.db-wal');
    } finally {
      await server.kill();
    }
    // What was loose when the server came is tightened, and the second start makes nothing loose.
    const again = await startServer({ dataFolder, wrapper, environment: noCredentials });
    try {
      expect(readdirSync(dataFolder)).toContain('credentials.json');
      expect(looseIn(dataFolder)).toEqual([]);
      expect(await again.stop()).toBe(0);
      expect(looseIn(dataFolder)).toEqual([]);
    } finally {
      await again.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Empty counts as not given: the server then makes credentials of its own. */
const noCredentials = { STREAMBED_ROOT_ACCESS_KEY_ID: '', STREAMBED_ROOT_SECRET_ACCESS_KEY: '' };

/** Folders that are not 0700 and files that are not 0600. */
const looseIn = (dataFolder: string): string[] => {
  const paths = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' });
  return ['.', ...paths].flatMap((path) => {
    const stats = statSync(join(dataFolder, path));
    const mode = stats.mode & 0o777;
    return mode === (stats.isDirectory() ? 0o700 : 0o600) ? [] : [`${path} is 0${mode.toString(8)}`];
  });
};

test('credentials from the environment are written nowhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-files-'));
  mkdirSync(join(folder, 'data'));
  const server = await startServer({ dataFolder: join(folder, 'data') });
  try {
    expect(await server.stop()).toBe(0);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      expect(bytes.includes(credentials.secretAccessKey), entry.name).toBe(false);
    }
    expect(server.output()).not.toContain(credentials.secretAccessKey);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.runIf(process.platform !== 'win32')('a credentials file that others may read is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-files-'));
  try {
    const server = await startServer({ dataFolder: folder, environment: noCredentials });
    await server.stop();
    const file = join(folder, 'credentials.json');
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    writeFileSync(file, text, { mode: 0o644 });
    const { secretAccessKey } = JSON.parse(text) as { secretAccessKey: string };
    const refused = await startServer({ dataFolder: folder, environment: noCredentials }).catch(
      (error: Error) => error,
    );
    expect(refused).toBeInstanceOf(Error);
    expect((refused as Error).message).toContain('credentials.json');
    expect((refused as Error).message).not.toContain(secretAccessKey);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
