import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore, type RunRecord, type Scope } from '../../store/index.ts';
import { type RetentionSettings, RunRetention } from './run-retention.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = 100 * DAY;
const home: Scope = { accountId: '000000000000', region: 'us-east-1' };
const other: Scope = { accountId: '000000000000', region: 'eu-west-1' };

const clock = {
  now: () => NOW,
  monotonic: () => performance.now(),
  after(delay: number, action: () => void) {
    const timer = setTimeout(action, delay).unref();
    return () => clearTimeout(timer);
  },
};

const generous: RetentionSettings = { days: 1_000, runs: 1_000, runsWithValues: 1_000, size: 1_000_000 };

async function open(change: Partial<RetentionSettings>) {
  const folder = await mkdtemp(join(tmpdir(), 'streambed-retention-'));
  const store = await openSqliteStore({ folder, clock });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const retention = new RunRetention({
    store,
    clock,
    settings: { ...generous, ...change },
    onFailure: (error) => {
      throw error;
    },
  });
  /** A run so many days old, with values of this size. */
  const add = async (id: string, age: number, size = 0, scope = home): Promise<void> => {
    const run: RunRecord = {
      id,
      flowId: 'FLOW000001',
      kind: 'Test',
      mode: 'Whole',
      status: 'Succeeded',
      startedAt: NOW - age * DAY,
      endedAt: NOW - age * DAY,
      figures: { nodeRuns: 1 },
      recording: size > 0 ? 'Values' : 'Figures',
      pinCount: 0,
      eventCount: 1,
      eventsLeftOut: 0,
      storedSize: size,
    };
    await store.runs.insert(scope, run);
    if (size > 0) await store.runs.insertMaterial(scope, id, 'x');
    if (size > 0)
      await store.runs.insertEvents(scope, id, { firstNumber: 1, lastNumber: 1, content: 'x'.repeat(size) });
  };
  /** Ids newest first, those with values in capitals. */
  const left = async (scope = home) =>
    (await store.runs.list(scope, {}, { limit: 1_000 })).rows.map(({ id, recording }) =>
      recording === 'Values' ? id.toUpperCase() : id,
    );
  return { store, retention, add, left };
}

test('what is too old goes, in every account and region', async () => {
  const { retention, add, left } = await open({ days: 10 });
  await add('young', 9);
  await add('old', 11, 5);
  await add('foreign', 12, 5, other);
  for (let index = 0; index < 250; index++) await add(`many-${index}`, 20 + index / 1_000);
  await retention.apply();
  expect(await left()).toEqual(['young']);
  expect(await left(other)).toEqual([]);
});

test('of too many the oldest go', async () => {
  const { retention, add, left } = await open({ runs: 3 });
  for (const [age, id] of ['a', 'b', 'c', 'd', 'e'].entries()) await add(id, age);
  await add('foreign', 50, 0, other);
  await retention.apply();
  expect(await left()).toEqual(['a', 'b', 'c']);
  expect(await left(other)).toEqual(['foreign']);
});

test('of too many with values the oldest lose them, and keep their figures', async () => {
  const { store, retention, add, left } = await open({ runsWithValues: 2 });
  for (const [age, id] of ['a', 'b', 'c', 'd'].entries()) await add(id, age, 5);
  await retention.apply();
  expect(await left()).toEqual(['A', 'B', 'c', 'd']);
  expect(await store.runs.get(home, 'd')).toMatchObject({ figures: { nodeRuns: 1 }, storedSize: 0 });
  expect(await store.runs.events(home, 'd', 0, 9)).toEqual([]);
  expect(await store.runs.material(home, 'd')).toBeUndefined();
  expect(await store.runs.events(home, 'a', 0, 9)).toHaveLength(1);
});

test('values that take up too much go, the oldest first', async () => {
  const { retention, add, left } = await open({ size: 250 });
  for (let age = 0; age < 12; age++) await add(`run-${String(age).padStart(2, '0')}`, age, 100);
  await retention.apply();
  expect((await left()).filter((id) => id.startsWith('RUN'))).toEqual(['RUN-00', 'RUN-01']);
});

test('a run that is under way stays, however old', async () => {
  const { store, retention, left } = await open({ days: 1, runs: 1, runsWithValues: 1, size: 1 });
  await store.runs.insert(home, {
    id: 'running',
    flowId: 'FLOW000001',
    kind: 'Test',
    mode: 'Whole',
    status: 'Running',
    startedAt: 0,
    figures: { nodeRuns: 0 },
    recording: 'Values',
    pinCount: 0,
    eventCount: 0,
    eventsLeftOut: 0,
    storedSize: 10,
  });
  await retention.apply();
  expect(await left()).toEqual(['RUNNING']);
});
