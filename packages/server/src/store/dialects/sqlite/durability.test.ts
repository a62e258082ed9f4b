import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AcknowledgedWrites } from '../../test-support/acknowledged-writes.ts';
import { Child } from '../../test-support/child-process.ts';
import { faultsAfterCrash, hear } from '../../test-support/crash.ts';
import { ABSENT } from '../../test-support/lanes.ts';

const LANES = 8;
/** Folders that go through their cycles side by side. */
const FOLDERS = 5;
/** 10 on a change; more of an evening. */
const CYCLES = Number(process.env.STREAMBED_KILL_CYCLES ?? 10);

/** reliability.md experiment 1, on the store alone. */
describe('a process that is killed with -9 while it writes', () => {
  test(`loses no acknowledged write, ${FOLDERS * CYCLES} times over`, {
    timeout: CYCLES * 24_000,
  }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'streambed-kill-'));
    let acknowledged = 0;
    const faults: string[] = [];
    const cycle = async (folder: string, oracle: AcknowledgedWrites, number: number) => {
      const child = new Child('write-lanes.ts', [folder, String(number * 1_000_000 + 1), String(LANES), '0']);
      try {
        // At least one turn of the lanes, then whenever.
        await child.untilLines(1 + LANES + Math.floor(Math.random() * 400));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
      } finally {
        await child.kill();
      }
      acknowledged += hear(oracle, child.lines);
      faults.push(...(await faultsAfterCrash(folder, oracle, LANES)));
    };
    try {
      await Promise.all(
        Array.from({ length: FOLDERS }, async (_, index) => {
          const oracle = new AcknowledgedWrites(ABSENT);
          for (let number = 0; number < CYCLES; number += 1)
            await cycle(join(root, `${index}`), oracle, number);
        }),
      );
    } finally {
      rmSync(root, { recursive: true });
    }
    expect(faults).toEqual([]);
    expect(acknowledged).toBeGreaterThan(FOLDERS * CYCLES);
  });
});
