/** (d) From the start of the process to its first answered request, and its resident memory when idle. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, report, residentMemory } from './support/measure.ts';

const main = new URL('../packages/cli/bin/streambed.mjs', import.meta.url).pathname;
const starts: number[] = [];
const memories: number[] = [];
for (let round = 0; round < 7; round++) {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-'));
  const begun = performance.now();
  const child = spawn(process.execPath, [main, 'start', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const found = /listening on (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const answer = await fetch(`${url}/health`);
  if (answer.status !== 200) throw new Error(`/health answered ${answer.status}`);
  const elapsed = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const memory = await residentMemory(child.pid!);
  // The first round fills the compile cache, as the first start on a machine does.
  if (round === 0) report('start to first answer, first time on this machine', `${elapsed.toFixed(0)} ms`);
  else {
    starts.push(elapsed);
    if (memory !== undefined) memories.push(memory);
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
report('start to first answer', `${median(starts).toFixed(0)} ms`, {
  text: '≤ 400 ms',
  met: median(starts) <= 400,
});
if (memories.length > 0)
  report('resident memory when idle', `${median(memories).toFixed(0)} MiB`, {
    text: '≤ 130 MiB',
    met: median(memories) <= 130,
  });
