import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFunctions } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('logs', patience, () => {
  test('have every line, none forged, and a bounded size', async () => {
    const functions = await openFunctions();
    await functions.put('talks', {
      'index.mjs': `export const handler = async ({ flood }) => {
        if (flood) { for (let i = 0; i < 3000; i++) console.log('x'.repeat(1000)); return 'flooded'; }
        process.stdout.write('no line feed'); console.log(); console.log(); console.error('red \\u001b[31m, \\u202eltr, \\u0000.'); };`,
    });
    const { logTail } = await functions.invoke('talks');
    expect(logTail).toContain('no line feed\n\n');
    expect(logTail).toContain('red \\u001b[31m, \\u202eltr, \\u0000.');
    const flooded = await functions.invoke('talks', { flood: true });
    expect(flooded.payload).toBe('flooded');
    expect(flooded.logTail!.length).toBeLessThanOrEqual(4096);
    expect(flooded.logTail).toContain('more output was left out');
    await functions.invoke('talks');
    for (let round = 0; round < 5; round++) await functions.invoke('talks', { flood: true });
    const log = join(functions.logFolder, 'talks.log');
    const { requestId } = await functions.invoke('talks');
    // Written behind the answers' back; the close below would wait for it too.
    await expect
      .poll(() => readFile(log, 'utf8'), { timeout: 20_000 })
      .toContain(`END RequestId: ${requestId}`);
    expect((await stat(log)).mode & 0o777).toBe(0o600);
    expect((await stat(log)).size).toBeLessThan(8 * 1024 * 1024);
    expect(await readdir(functions.logFolder)).toEqual(expect.arrayContaining(['talks.log', 'talks.log.1']));
    await functions.close();
  });

  test('a disk that does not take them is told once, and functions still run', async () => {
    const warnings: string[] = [];
    const functions = await openFunctions({ warn: (message) => warnings.push(message) });
    await writeFile(functions.logFolder, 'a file in the way');
    await functions.put('runs', { 'index.mjs': 'export const handler = async () => "fine";' });
    expect(await functions.result('runs')).toBe('fine');
    expect(await functions.result('runs')).toBe('fine');
    await expect.poll(() => warnings, { timeout: 20_000 }).toEqual([expect.stringContaining('runs')]);
    await functions.close();
  });
});
