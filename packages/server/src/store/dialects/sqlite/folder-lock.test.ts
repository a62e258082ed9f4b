import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Child } from '../../test-support/child-process.ts';
import { SimulatedClock } from '../../test-support/simulated-clock.ts';
import { openSqliteStore } from './index.ts';

/** reliability.md experiment 23: one process per data folder, and no stale lock that needs a person. */
describe('a data folder', () => {
  let folder: string;
  let children: Child[];
  const hold = (where = folder) => {
    const child = new Child('hold-folder.ts', [where]);
    children.push(child);
    return child;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streambed-lock-'));
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill()));
    rmSync(folder, { recursive: true });
  });

  const refusal = (child: Child): { code: string; message: string; took: number } =>
    JSON.parse(child.lines[0] as string);

  test('is held by one process; the second says by which and since when', async () => {
    const first = hold();
    await first.untilLines(1);
    expect(first.lines).toEqual(['holding']);
    const second = hold();
    await second.ended;
    const { code, message, took } = refusal(second);
    expect(code).toBe('FolderInUse');
    const started = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
    expect(message).toMatch(
      new RegExp(
        `^The data folder ${folder} is in use by process ${first.pid} \\(started ${started}\\); ` +
          'stop it or choose another with STREAMBED_DATA\\.$',
      ),
    );
    expect(took).toBeLessThan(10_000);
  });

  test('is free at once after its holder ended or was killed', async () => {
    for (const end of ['kill', 'finish', 'kill', 'kill'] as const) {
      const holder = hold();
      await holder.untilLines(1);
      expect(holder.lines).toEqual(['holding']);
      await holder[end]();
    }
  });

  test('stays with a holder that is paused', async () => {
    const holder = hold();
    await holder.untilLines(1);
    holder.signal('SIGSTOP');
    const second = hold();
    await second.ended;
    expect(refusal(second).code).toBe('FolderInUse');
    holder.signal('SIGCONT');
    await holder.finish();
    expect(holder.errors).toBe('');
  });

  test('goes to exactly one of those that start at the same instant', async () => {
    for (let round = 0; round < 4; round += 1) {
      const rivals = [hold(), hold(), hold()];
      await Promise.all(rivals.map((rival) => rival.untilLines(1)));
      const holders = rivals.filter((rival) => rival.lines[0] === 'holding');
      expect(holders).toHaveLength(1);
      for (const rival of rivals) {
        if (rival !== holders[0]) expect(refusal(rival).code).toBe('FolderInUse');
      }
      await Promise.all(rivals.map((rival) => rival.kill()));
    }
  });

  test('that was copied belongs to nobody', async () => {
    const copy = join(folder, 'copy');
    const holder = hold(join(folder, 'data'));
    await holder.untilLines(1);
    cpSync(join(folder, 'data'), copy, { recursive: true });
    const other = hold(copy);
    await other.untilLines(1);
    expect(other.lines).toEqual(['holding']);
  });

  test('is held against the same process too', async () => {
    const clock = new SimulatedClock();
    const store = await openSqliteStore({ folder, clock });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(openSqliteStore({ folder, clock })).rejects.toMatchObject({
        code: 'FolderInUse',
        message: expect.stringContaining(`process ${process.pid} `),
      });
      // The refused attempt must not have dropped the lock of the one that holds it.
      const other = hold();
      await other.ended;
      expect(refusal(other).code).toBe('FolderInUse');
    }
    await store.close();
    const other = hold();
    await other.untilLines(1);
    expect(other.lines).toEqual(['holding']);
  });
});
