import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const child = fileURLToPath(new URL('./test-support/hardened-child.ts', import.meta.url));

test('a hardened process has no way from a key to a prototype, no debugger signal, and bounded regular expressions', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [child]);
  const { regularExpressionMs, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({
    accessor: false,
    ownKeys: ['__proto__'],
    isPolluted: false,
    literal: true,
    listeners: 1,
  });
  // Backtracking all the way takes half a minute or more.
  expect(regularExpressionMs).toBeLessThan(5_000);
});
