/**
 * (d) From the start of the process to its first answered request, and its resident memory when idle: with an empty data
 * folder, and with one that holds a knowledge base of 100,000 chunks of 384 dimensions.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../packages/server/src/store/index.ts';
import { systemClock } from '../packages/server/src/store/test-support/system-clock.ts';
import { fillKnowledgeBase, random } from './support/knowledge-base.ts';
import { median, report, residentMemory } from './support/measure.ts';

const main = new URL('../packages/cli/bin/streambed.mjs', import.meta.url).pathname;
const ROUNDS = 6;
const CHUNKS = 100_000;
const DIMENSIONS = 384;

interface Started {
  /** ms. */
  readonly elapsed: number;
  /** MiB. */
  readonly memory: number | undefined;
}

async function start(folder: string): Promise<Started> {
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
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return { elapsed, memory };
}

function tell(what: string, started: readonly Started[]): void {
  const elapsed = median(started.map((round) => round.elapsed));
  report(`start to first answer${what}`, `${elapsed.toFixed(0)} ms`, {
    text: '≤ 400 ms',
    met: elapsed <= 400,
  });
  const memories = started.flatMap(({ memory }) => memory ?? []);
  if (memories.length > 0)
    report(`resident memory when idle${what}`, `${median(memories).toFixed(0)} MiB`, {
      text: '≤ 130 MiB',
      met: median(memories) <= 130,
    });
}

const fresh: Started[] = [];
for (let round = 0; round <= ROUNDS; round++) {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-'));
  const started = await start(folder);
  rmSync(folder, { recursive: true, force: true });
  // The first round fills the compile cache, as the first start on a machine does.
  if (round > 0) fresh.push(started);
  else report('start to first answer, first time on this machine', `${started.elapsed.toFixed(0)} ms`);
}
tell('', fresh);

const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-'));
const store = await openSqliteStore({ folder, clock: systemClock });
const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
await fillKnowledgeBase(store, {
  chunks: CHUNKS,
  configuration: { type: 'VECTOR' },
  vectorOf: () => vector,
});
await store.close();
const filled: Started[] = [];
for (let round = 0; round < ROUNDS; round++) filled.push(await start(folder));
rmSync(folder, { recursive: true, force: true });
tell(`, ${CHUNKS} chunks stored`, filled);
