/**
 * Compares programs by how long they take from the start of the process to the first answer, and by their resident
 * memory when idle: node scripts/build/compare-starts.ts <program> [<program> …], a program being a streambed.mjs.
 * They take turns, so that what else the machine does falls on all; the first round only fills the compile cache.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, residentMemory } from '../../bench/support/measure.ts';

const ROUNDS = 7;
/** ms after which a server that nobody asks is idle. */
const SETTLED = 2_000;

const scratch = mkdtempSync(join(tmpdir(), 'streambed-compare-'));

/** One start on a new data folder: milliseconds until /health answered, MiB when idle. */
const measure = async (program: string, label: string): Promise<{ time: number; memory: number }> => {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [program, 'start', '--port', '0', '--data', mkdtempSync(join(scratch, 'data-'))],
    {
      cwd: scratch,
      env: { ...process.env, STREAMBED_LOG: 'error', NODE_COMPILE_CACHE: join(scratch, label) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  try {
    let printed = '';
    let url: string | undefined;
    for await (const chunk of child.stdout) {
      printed += chunk;
      url = /^Streambed listening on (\S+)$/m.exec(printed)?.[1];
      if (url) break;
    }
    if (!url) throw new Error(`${program} did not start: ${printed}`);
    const { status } = await fetch(`${url}/health`);
    const time = performance.now() - begun;
    if (status !== 200) throw new Error(`/health answered ${status}`);
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    return { time, memory: (await residentMemory(child.pid!)) ?? Number.NaN };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
};

try {
  const programs = process.argv.slice(2).map((program, index) => ({
    program,
    label: `cache-${index}`,
    times: [] as number[],
    memories: [] as number[],
  }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { program, label, times, memories } of programs) {
      const { time, memory } = await measure(program, label);
      if (round === 0) console.log(`${program}: first start ${time.toFixed(0)} ms`);
      else {
        times.push(time);
        memories.push(memory);
      }
    }
  }
  for (const { program, times, memories } of programs) {
    const range = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
    console.log(
      `${program}: median ${median(times).toFixed(0)} ms (${range}), idle ${median(memories).toFixed(0)} MiB`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
