import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arnOf, holdLifeline, type OpenFunctions, openFunctions, openLifeline } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('children of embedded functions', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  test('a failed invocation leaves the child warm, a crashed one is replaced', async () => {
    await functions.put('warm', {
      'index.mjs': `let count = 0; const id = crypto.randomUUID();
        export const handler = async ({ how }) => {
          count++;
          if (how === 'throw') throw new Error('thrown');
          if (how === 'exit') process.exit(1);
          return { count, id };
        };`,
    });
    const first = (await functions.result('warm')) as { count: number; id: string };
    await functions.fault('warm', { how: 'throw' });
    expect(await functions.result('warm')).toEqual({ count: 3, id: first.id });
    await functions.fault('warm', { how: 'exit' });
    const second = (await functions.result('warm')) as { count: number; id: string };
    expect(second.count).toBe(1);
    expect(second.id).not.toBe(first.id);
  });

  test('a function that does not end in time is killed', async () => {
    const lifeline = await openLifeline();
    await functions.put('slow', {
      'function.yaml': 'timeout: 1',
      'index.mjs': `${holdLifeline(lifeline)}
        export const handler = async ({ quick }) => { if (quick) return id; for (;;); };`,
    });
    const id = await functions.result('slow', { quick: true });
    const fault = await functions.fault('slow');
    expect(fault.message).toMatch(/Sandbox\.Timedout: .* Task timed out after 1\.00 seconds/);
    await lifeline.ended;
    expect(await functions.result('slow', { quick: true })).not.toBe(id);
    await functions.put('slow', { 'index.mjs': 'export const handler = async () => "edited";' });
    expect(await functions.result('slow')).toBe('edited');
    await lifeline.close();
  });

  test('a function that does not start in time is killed', async () => {
    const impatient = await openFunctions({ limits: { startTimeout: 300 } });
    await impatient.put('stuck', {
      'index.mjs': 'await new Promise((done) => setTimeout(done, 3600000)); export const handler = 1;',
    });
    const fault = await impatient.fault('stuck');
    expect(fault.message).toContain('did not ask for an event within 0.3 seconds');
    await impatient.close();
  });

  test('a call that is given up kills the child', async () => {
    const lifeline = await openLifeline();
    await functions.put('endless', {
      'index.mjs': `${holdLifeline(lifeline)} export const handler = async () => { for (;;); };`,
    });
    const control = new AbortController();
    const answer = functions.invoke('endless', {}, control.signal);
    await lifeline.begun;
    control.abort(new Error('given up'));
    await expect(answer).rejects.toThrow('given up');
    await lifeline.ended;
    await functions.put('endless', { 'index.mjs': 'export const handler = async () => "edited";' });
    expect(await functions.result('endless')).toBe('edited');
    await lifeline.close();
  });

  test('a changed file takes effect with the next call', async () => {
    await functions.put('edited', {
      'index.mjs': 'import { word } from "./lib/word.mjs"; export const handler = async () => word;',
      'lib/word.mjs': 'export const word = "first";',
    });
    expect(await functions.result('edited')).toBe('first');
    await functions.put('edited', { 'lib/word.mjs': 'export const word = "second one";' });
    expect(await functions.result('edited')).toBe('second one');
    await functions.put('edited', {
      'function.yaml': 'environment: { A: b }\nhandler: other.handler',
      'other.mjs': 'export const handler = async () => process.env.A;',
    });
    expect(await functions.result('edited')).toBe('b');
  });

  test('invocations run side by side up to the function’s concurrency', async () => {
    await functions.put('parallel', {
      'function.yaml': 'concurrency: 3',
      'index.mjs':
        'const id = crypto.randomUUID(); export const handler = async ({ url }) => { await fetch(url); return id; };',
    });
    // Each waits until all three have arrived: one child after the other would wait for ever.
    const { url, close } = await meetingPoint(3);
    const children = await Promise.all([1, 2, 3].map(() => functions.result('parallel', { url })));
    expect(new Set(children).size).toBe(3);
    await close();
  });

  test('more invocations wait for their turn; those given up leave the queue', async () => {
    await functions.put('single', {
      'function.yaml': 'concurrency: 1',
      'index.mjs':
        'const id = crypto.randomUUID(); let running = 0; export const handler = async (n) => { running++; await new Promise((r) => setTimeout(r, 5)); return [n, id, running--]; };',
    });
    const control = new AbortController();
    const answers = Array.from({ length: 10 }, (_, n) => functions.result('single', n));
    const abandoned = functions.invoke('single', 10, control.signal);
    control.abort(new Error('given up'));
    await expect(abandoned).rejects.toThrow('given up');
    const results = (await Promise.all(answers)) as [number, string, number][];
    expect(results.map(([n]) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(results.map(([, id]) => id)).size).toBe(1);
    expect(results.every(([, , running]) => running === 1)).toBe(true);
  });

  test('when too many wait, the next is throttled', async () => {
    const crowded = await openFunctions({ limits: { maximumWaiting: 1 } });
    await crowded.put('busy', {
      'function.yaml': 'concurrency: 1',
      'index.mjs': 'export const handler = async () => "done";',
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => crowded.result('busy')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason.fault).toMatchObject({ kind: 'throttling', resourceName: arnOf('busy') });
    await crowded.close();
  });

  test('an event that is too large is refused before anything starts', async () => {
    const fault = await functions.fault('too-large-event', 'x'.repeat(6_291_557));
    expect(fault.kind).toBe('dependencyFailed');
    expect(fault.message).toContain('6291559 bytes');
  });

  test('memory is limited, also where V8 does not count', async () => {
    await functions.put('greedy', {
      'function.yaml': 'memory: 128\nconcurrency: 1',
      'index.mjs': `export const handler = async ({ how }) => {
        const kept = [];
        for (let i = 0; i < 400; i++) kept.push(how === 'buffers' ? Buffer.alloc(16 << 20, 1) : new Array(2 << 20).fill(i + 0.5));
        return kept.length; };`,
    });
    expect((await functions.fault('greedy', { how: 'buffers' })).kind).toBe('dependencyFailed');
    expect((await functions.fault('greedy', { how: 'objects' })).kind).toBe('dependencyFailed');
  });

  test('children and their folders are gone after close', async () => {
    const other = await openFunctions();
    const lifeline = await openLifeline();
    await other.put('lives', {
      'index.mjs': `${holdLifeline(lifeline)} export const handler = async () => process.env.TMPDIR;`,
    });
    const folder = (await other.result('lives')) as string;
    expect(await readdir(other.temporaryFolder)).toEqual([basename(folder)]);
    await other.shutDown();
    await lifeline.ended;
    await lifeline.close();
    expect(await readdir(other.temporaryFolder)).toEqual([]);
    await expect(other.invoke('lives')).rejects.toThrow('shutting down');
    await other.close();
  });

  test('what the children of a killed server left behind is cleared away', async () => {
    const other = await openFunctions();
    await mkdir(join(other.temporaryFolder, 'left-behind'), { recursive: true });
    await writeFile(join(other.temporaryFolder, 'left-behind/file'), '');
    await other.put('next', { 'index.mjs': 'export const handler = async () => process.env.TMPDIR;' });
    const folder = (await other.result('next')) as string;
    expect(await readdir(other.temporaryFolder)).toEqual([basename(folder)]);
    await other.close();
  });

  test('idle children end after a while', async () => {
    const other = await openFunctions({ limits: { idleTimeout: 50 } });
    const lifeline = await openLifeline();
    await other.put('idle', {
      'index.mjs': `${holdLifeline(lifeline)} export const handler = async () => 1;`,
    });
    await other.result('idle');
    await lifeline.ended;
    await lifeline.close();
    await other.close();
  });
});

/** A server that answers nobody before `count` have come. */
async function meetingPoint(count: number) {
  const arrived: ServerResponse[] = [];
  const server = createServer((_, response) => {
    arrived.push(response);
    if (arrived.length === count) for (const one of arrived) one.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((closed) => server.close(closed)) };
}
