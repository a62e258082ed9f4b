import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnServer, type WatchedProcess, watch } from './server-process.ts';

const ROUNDS = 10;

/** reliability.md experiment 23 */
test(`of two servers started on one folder at the same instant exactly one serves, ${ROUNDS} times`, {
  timeout: 300_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-rivals-'));
  const dataFolder = join(folder, 'data');
  let rivals: WatchedProcess[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      rivals = [spawnServer({ dataFolder }), spawnServer({ dataFolder })].map(watch);
      const winner = await Promise.any(rivals.map((rival) => rival.serves().then(() => rival)));
      const loser = rivals.find((rival) => rival !== winner)!;
      // It gives up by itself, while the other one lives.
      expect(await Promise.race([loser.ended, loser.serves()])).toBe(1);
      expect(loser.output()).toMatch(
        new RegExp(`^The data folder .+ is in use by process ${winner.pid} \\(started `),
      );
      expect(loser.output().trim().split('\n')).toHaveLength(1);
      expect(winner.isAlive).toBe(true);
      expect((await fetch(`${winner.url}/health`)).status).toBe(200);
      // What it leaves behind when it is killed must not keep the next two out.
      await winner.kill();
    }
  } finally {
    await Promise.all(rivals.map((rival) => rival.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
});
