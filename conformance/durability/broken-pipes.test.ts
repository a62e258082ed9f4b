import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnServer, watch } from './server-process.ts';

test('a server goes on when nobody reads what it prints, and stops when it is asked to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-pipes-'));
  const child = spawnServer({ dataFolder: join(folder, 'data'), environment: { STREAMBED_LOG: 'debug' } });
  const server = watch(child);
  try {
    await server.serves();
    // As when the program that it was piped into has ended.
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let request = 0; request < 5; request += 1) {
      // A line of the log each, which finds no reader.
      expect((await fetch(`${server.url}/flows/`)).status).toBe(403);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    }
    expect(await server.stop()).toBe(0);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
