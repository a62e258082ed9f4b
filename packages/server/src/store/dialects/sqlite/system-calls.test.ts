import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AcknowledgedWrites } from '../../test-support/acknowledged-writes.ts';
import { Child } from '../../test-support/child-process.ts';
import { faultsAfterCrash, hear } from '../../test-support/crash.ts';
import { ABSENT } from '../../test-support/lanes.ts';
import { systemClock } from '../../test-support/system-clock.ts';
import { openSqliteStore } from './index.ts';

const canTrace =
  process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!canTrace) console.warn('skipped: the tests of system calls need a strace that may trace');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'streambed-trace-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A new folder whose first start is over, so that a trace shows writes only. */
async function freshFolder(name: string): Promise<string> {
  const folder = join(root, name);
  await (await openSqliteStore({ folder, clock: systemClock })).close();
  return folder;
}

/** Inside which writes and syncs the process is killed: the first so many. */
const INJECTED = Number(process.env.STREAMBED_INJECTED_KILLS ?? 24);
const LANES = 2;
const STEPS = 6;

/** Only traced calls are tampered with; what the trace says is not wanted. */
const tampering = (inject: string) => [
  '-e',
  'trace=pwrite64,fsync,fdatasync,ftruncate',
  '-e',
  `inject=${inject}`,
  '-o',
  '/dev/null',
];
/** The same for the write-ahead log alone. */
const tamperingWithLog = (folder: string, inject: string) => [
  ...tampering(inject),
  '-P',
  join(folder, 'streambed.db-wal'),
];

async function writeUnder(folder: string, strace: readonly string[]): Promise<Child> {
  const child = new Child(
    'write-lanes.ts',
    [folder, '1', String(LANES), String(STEPS)],
    ['strace', ...strace],
  );
  await child.ended;
  return child;
}

/** Runs `task` for each number, a few at a time. */
async function each(numbers: readonly number[], task: (number: number) => Promise<void>): Promise<void> {
  const left = [...numbers];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await task(next);
    }),
  );
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.skipIf(!canTrace)('seen from the system calls', () => {
  // reliability.md experiment 4
  test('every acknowledgement comes after the sync of all that was written to the log', async () => {
    const folder = await freshFolder('order');
    const log = join(root, 'trace');
    const calls = 'trace=write,pwrite64,pwritev,fdatasync,fsync';
    const child = await writeUnder(folder, ['-y', '-s', '64', '-e', calls, '-o', log]);
    expect(child.errors).toBe('');
    let unsynced = false;
    let syncs = 0;
    let acknowledged = 0;
    for (const line of readFileSync(log, 'utf8').split('\n')) {
      const onLog = /^[a-z0-9]+\(\d+<[^>]*streambed\.db-wal>/.test(line);
      if (onLog && line.startsWith('pwrite')) unsynced = true;
      if (onLog && /^(fdatasync|fsync)/.test(line)) {
        expect(line).toMatch(/= 0$/);
        unsynced = false;
        syncs += 1;
      }
      if (/^write\(1<.*"ack /.test(line)) {
        acknowledged += 1;
        expect(unsynced, line).toBe(false);
        expect(syncs, line).toBeGreaterThan(0);
      }
    }
    expect(acknowledged).toBe(LANES * STEPS);
    // Lanes that write together share a sync, but no step goes without one.
    expect(syncs).toBeGreaterThanOrEqual(STEPS);
  });

  // reliability.md experiment 2
  test('a kill inside any write or sync loses nothing', { timeout: 240_000 }, async () => {
    const faults: string[] = [];
    let killed = 0;
    await each(upTo(INJECTED), async (number) => {
      const folder = await freshFolder(`kill${number}`);
      const inject = `pwrite64,fsync,fdatasync,ftruncate:signal=KILL:when=${number}`;
      const child = await writeUnder(folder, tampering(inject));
      if (!child.lines.some((line) => line.startsWith('found'))) killed += 1;
      const oracle = new AcknowledgedWrites(ABSENT);
      hear(oracle, child.lines);
      faults.push(...(await faultsAfterCrash(folder, oracle, LANES)).map((fault) => `${number}: ${fault}`));
    });
    expect(faults).toEqual([]);
    expect(killed).toBeGreaterThan(20);
  });

  // reliability.md experiment 21
  test('a kill inside any write of a first start leaves a folder that opens', {
    timeout: 240_000,
  }, async () => {
    const faults: string[] = [];
    let killed = 0;
    await each(upTo(INJECTED), async (number) => {
      const folder = join(root, `first${number}`);
      const inject = `pwrite64,fsync,fdatasync,ftruncate:signal=KILL:when=${number}`;
      const child = await writeUnder(folder, tampering(inject));
      if (child.lines.length === 0) killed += 1;
      const oracle = new AcknowledgedWrites(ABSENT);
      hear(oracle, child.lines);
      faults.push(...(await faultsAfterCrash(folder, oracle, LANES)).map((fault) => `${number}: ${fault}`));
    });
    expect(faults).toEqual([]);
    expect(killed).toBeGreaterThan(10);
  });

  // reliability.md experiment 5
  test('a sync that fails stops all writes; what was acknowledged stays', { timeout: 240_000 }, async () => {
    const faults: string[] = [];
    let stopped = 0;
    await each(upTo(8), async (number) => {
      const folder = await freshFolder(`eio${number}`);
      const inject = `fsync,fdatasync:error=EIO:when=${number}`;
      const child = await writeUnder(folder, tamperingWithLog(folder, inject));
      const oracle = new AcknowledgedWrites(ABSENT);
      hear(oracle, child.lines);
      faults.push(...(await faultsAfterCrash(folder, oracle, LANES)).map((fault) => `${number}: ${fault}`));
      const firstRefusal = child.lines.findIndex((line) => line.endsWith(' Stopped'));
      if (firstRefusal < 0) return;
      stopped += 1;
      const after = child.lines.slice(firstRefusal).filter((line) => line.startsWith('ack'));
      expect(after, `${number}`).toEqual([]);
    });
    expect(faults).toEqual([]);
    expect(stopped).toBeGreaterThan(3);
  });

  // reliability.md experiment 5 and 6
  test('a write that finds no room is refused alone, and the next one succeeds', {
    timeout: 240_000,
  }, async () => {
    const faults: string[] = [];
    let refused = 0;
    await each(upTo(12), async (number) => {
      const folder = await freshFolder(`full${number}`);
      const inject = `pwrite64:error=ENOSPC:when=${number}`;
      const child = await writeUnder(folder, tamperingWithLog(folder, inject));
      const oracle = new AcknowledgedWrites(ABSENT);
      hear(oracle, child.lines);
      faults.push(...(await faultsAfterCrash(folder, oracle, LANES)).map((fault) => `${number}: ${fault}`));
      const refusals = child.lines.filter((line) => line.startsWith('refused'));
      if (refusals.length === 0) return;
      refused += 1;
      expect(new Set(refusals.map((line) => line.split(' ')[2])), `${number}`).toEqual(new Set(['DiskFull']));
      expect(child.lines.filter((line) => line.startsWith('ack')).length, `${number}`).toBeGreaterThan(0);
    });
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(3);
  });
});
