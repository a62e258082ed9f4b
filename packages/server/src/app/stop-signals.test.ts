import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const child = fileURLToPath(new URL('./test-support/defective-child.ts', import.meta.url));

test.each([
  [
    'rejection',
    'a promise that nobody waited for is logged, and the server goes on until its signal',
    0,
    'nobody waited',
    'patiently',
  ],
  [
    'exception',
    'an exception that nobody caught is logged, and the server closes soon',
    1,
    'nobody caught',
    2_000,
  ],
  ['store', 'a store that cannot go on is logged, and the server closes soon', 1, 'the disk is gone', 2_000],
])('%s: %s', async (what, _says, exitCode, message, patience) => {
  const { stdout, ...process_ } = spawnChild(what);
  const lines = (await Array.fromAsync(stdout))
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(await process_.exitCode).toBe(exitCode);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', error: expect.stringContaining(message) }),
  );
  expect(lines).toContainEqual({ closed: patience });
  expect(lines.at(-1)).toMatchObject({ message: 'stopped' });
});

const spawnChild = (what: string) => {
  const started = spawn(process.execPath, [child, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { stdout: started.stdout, exitCode: once(started, 'close').then(([code]) => code as number) };
};
