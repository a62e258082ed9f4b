import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkIntegrity, openSqliteStore, type Scope } from '../../store/index.ts';
import { Busyness } from './busyness.ts';
import { LiveRun } from './live-run.ts';
import { RunArchive } from './run-archive.ts';
import { RUN_LIMITS } from './run-limits.ts';
import { RunRecorder } from './run-recorder.ts';

const scope: Scope = { accountId: '000000000000', region: 'us-east-1' };
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay: number, action: () => void) {
    const timer = setTimeout(action, delay).unref();
    return () => clearTimeout(timer);
  },
};
const material = { definition: { nodes: [] }, inputs: [{ document: 'x' }], pins: [] };

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'streambed-recorder-'));
  const store = await openSqliteStore({ folder, clock });
  onTestFinished(async () => {
    await store.close();
    expect(await checkIntegrity(folder)).toMatchObject({ ok: true });
    await rm(folder, { recursive: true, force: true });
  });
  const archive = new RunArchive(store);
  const onFailure = vi.fn();
  const recorder = new RunRecorder({ archive, clock, busyness: new Busyness(clock, () => 0), onFailure });
  const stored = async (runId: string): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    for await (const chunk of archive.events(scope, runId, 0)) events.push(...chunk);
    return events;
  };
  return { store, archive, recorder, onFailure, stored };
}

/** A run with a few events, which may have ended. */
function live(runId: string, events: number, isOver: boolean, limits = RUN_LIMITS): LiveRun {
  const summary: RunSummary = {
    runId,
    flowId: 'FLOW000001',
    kind: 'Invoke',
    mode: 'Whole',
    status: 'Running',
    startedAt: '2026-11-22T00:00:00.000Z',
    figures: { nodeRuns: events },
    recording: 'Values',
  };
  const run = new LiveRun({ scope, runId }, limits, () => summary);
  for (let index = 0; index < events; index++)
    run.append({ type: 'nodeSettled', at: 1, node: 'Work', outputs: { text: `${index}` } });
  if (isOver) end(run, summary);
  return run;
}

function end(run: LiveRun, summary = run.summary): void {
  const ended: RunSummary = { ...summary, status: 'Succeeded', endedAt: '2026-11-22T00:00:01.000Z' };
  run.append({ type: 'runEnded', at: 2, run: ended });
  run.close(ended);
}

test('a run is on disk before anything is promised, its events follow, and its end is the last', async () => {
  const { archive, recorder, stored } = await open();
  const run = live('run-1', 3, false);
  await recorder.begin(run, material);
  expect(await archive.get(scope, 'run-1')).toMatchObject({ status: 'Running' });
  expect(await archive.material(scope, 'run-1')).toEqual(material);
  await recorder.caughtUp(run);
  expect(await stored('run-1')).toHaveLength(3);
  end(run);
  await recorder.end(run);
  expect(await stored('run-1')).toEqual(run.after(0, 10));
  expect(await archive.get(scope, 'run-1')).toMatchObject({ status: 'Succeeded', eventCount: 4 });
});

test('invocations that are over are stored as a whole, those under way bit by bit', async () => {
  const { archive, recorder, onFailure, stored } = await open();
  const over = Array.from({ length: 45 }, (_, index) => live(`over-${index}`, index, true));
  const slow = live('slow', 5, false);
  const done = [...over, slow].map((run) => recorder.adopt(run, material));
  await Promise.all(done.slice(0, -1));
  for (const [index] of over.entries()) expect(await stored(`over-${index}`)).toHaveLength(index + 1);
  expect(await stored('slow')).toHaveLength(5);
  expect(await archive.get(scope, 'slow')).toMatchObject({ status: 'Running' });
  end(slow);
  await done.at(-1);
  expect(await archive.get(scope, 'slow')).toMatchObject({ status: 'Succeeded', eventCount: 6 });
  expect(onFailure).not.toHaveBeenCalled();
});

test('what is being stored when the server ends is stored once', async () => {
  const { archive, recorder, onFailure } = await open();
  const runs = Array.from({ length: 50 }, (_, index) => live(`run-${index}`, 3, true));
  const done = runs.map((run) => recorder.adopt(run, material));
  // While the first of them are on their way to the disk.
  await done[0];
  await Promise.all([recorder.close(), recorder.close()]);
  await Promise.all(done);
  expect(onFailure).not.toHaveBeenCalled();
  for (const { runId } of runs)
    expect(await archive.get(scope, runId)).toMatchObject({ status: 'Succeeded', eventCount: 4 });
});

test.each(['before', 'while'])(
  'an invocation that is caught up with %s it is stored as a whole is stored once',
  async (when) => {
    const { archive, recorder, onFailure, stored } = await open();
    const runs = Array.from({ length: 5 }, (_, index) => live(`run-${index}`, 3, when === 'while'));
    const done = runs.map((run) => recorder.adopt(run, material));
    if (when === 'while') {
      const closing = recorder.close();
      await Promise.all([closing, ...runs.map((run) => recorder.caughtUp(run))]);
    } else {
      const caughtUp = runs.map((run) => recorder.caughtUp(run));
      for (const run of runs) end(run);
      await Promise.all([recorder.close(), ...caughtUp]);
    }
    await Promise.all(done);
    expect(onFailure).not.toHaveBeenCalled();
    for (const { runId } of runs) {
      expect(await archive.get(scope, runId)).toMatchObject({ status: 'Succeeded', eventCount: 4 });
      expect((await stored(runId)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    }
  },
);

test('of invocations that are stored together, one that cannot be stored keeps no other back', async () => {
  const { archive, recorder, onFailure } = await open();
  await archive.begin(scope, live('twice', 0, false).summary, material);
  const runs = ['one', 'twice', 'three'].map((runId) => live(runId, 2, true));
  await Promise.all([...runs.map((run) => recorder.adopt(run, material)), recorder.close()]);
  for (const runId of ['one', 'three'])
    expect(await archive.get(scope, runId)).toMatchObject({ status: 'Succeeded' });
  expect(onFailure.mock.calls.map(([, runId]) => runId as string)).toEqual(['twice']);
});

test('there is room for so many invocations, and again when they are stored', async () => {
  const { recorder } = await open();
  const done: Promise<void>[] = [];
  while (recorder.canAdopt) done.push(recorder.adopt(live(`run-${done.length}`, 1, true), material));
  expect(done).toHaveLength(100);
  await Promise.all(done);
  expect(recorder.canAdopt).toBe(true);
});

test('storing that fails is told once, leaves no gap, and holds nobody up', async () => {
  const { store, archive, recorder, onFailure, stored } = await open();
  const run = live('run-1', 3, false);
  await recorder.begin(run, material);
  await recorder.caughtUp(run);
  const insertEvents = vi
    .spyOn(store.runs, 'insertEvents')
    .mockRejectedValueOnce(new Error('the disk is full'));
  run.append({ type: 'nodeSettled', at: 1, node: 'Lost', outputs: {} });
  await recorder.caughtUp(run);
  run.append({ type: 'nodeSettled', at: 1, node: 'Later', outputs: {} });
  await recorder.caughtUp(run);
  end(run);
  await recorder.end(run);
  expect(onFailure).toHaveBeenCalledTimes(1);
  insertEvents.mockRestore();
  expect(await stored('run-1')).toHaveLength(3);
  expect(await archive.get(scope, 'run-1')).toMatchObject({ status: 'Succeeded', eventCount: 3 });
});
