import { describe, expect, test } from 'vitest';
import { RunnableFlows } from './runnable-flows.ts';
import { echo, FlowStore, scope } from './test-support/flow-store.ts';

const open = (limits?: { entries: number; weight: number }) => {
  const store = new FlowStore();
  return { store, flows: new RunnableFlows(store.asStore(), limits) };
};

/** A read that ends when the test says so. */
function hold(store: FlowStore): () => void {
  let release = () => {};
  store.gate = new Promise((resolve) => {
    release = resolve;
  });
  return () => {
    store.gate = Promise.resolve();
    release();
  };
}

const weightOf = (size: number): number => JSON.stringify(echo(size)).length;

describe('what an alias serves', () => {
  test('is read once, however many ask at once or later', async () => {
    const { store, flows } = open();
    store.add('FLOW', echo());
    const found = await Promise.all(Array.from({ length: 9 }, () => flows.find(scope, 'FLOW', 'TSTALIASID')));
    expect(new Set([...found, await flows.find(scope, 'FLOW', 'TSTALIASID')]).size).toBe(1);
    expect(store.reads).toBe(1);
  });

  test('is read again after a change of the flow, of each of its aliases', async () => {
    const { store, flows } = open();
    store.add('FLOW', echo());
    store.route('FLOW', 'OTHER', 'DRAFT');
    const before = await Promise.all(
      ['TSTALIASID', 'OTHER'].map((alias) => flows.find(scope, 'FLOW', alias)),
    );
    store.changed('FLOW');
    const after = await Promise.all(['TSTALIASID', 'OTHER'].map((alias) => flows.find(scope, 'FLOW', alias)));
    expect(after.every((flow) => !before.includes(flow))).toBe(true);
  });

  test('stays when another flow changes, or the flow of that id in another region', async () => {
    const { store, flows } = open();
    store.add('FLOW', echo());
    const found = await flows.find(scope, 'FLOW', 'TSTALIASID');
    store.changed('FLO');
    store.changed('FLOWS');
    store.changed('FLOW', { ...scope, region: 'eu-west-1' });
    expect(await flows.find(scope, 'FLOW', 'TSTALIASID')).toBe(found);
  });

  test('is kept although other flows change all the time', async () => {
    const { store, flows } = open();
    store.add('FLOW', echo());
    const release = hold(store);
    const found = flows.find(scope, 'FLOW', 'TSTALIASID');
    store.changed('OTHER');
    release();
    expect(await flows.find(scope, 'FLOW', 'TSTALIASID')).toBe(await found);
    expect(store.reads).toBe(1);
  });

  test('that changes while it is read is not kept: who asks after the change sees the change', async () => {
    const { store, flows } = open();
    store.add('FLOW', echo(1));
    const release = hold(store);
    const before = flows.find(scope, 'FLOW', 'TSTALIASID');
    store.add('FLOW', echo(2));
    store.changed('FLOW');
    const after = flows.find(scope, 'FLOW', 'TSTALIASID');
    release();
    expect((await before).weight).toBe(weightOf(1));
    expect((await after).weight).toBe(weightOf(2));
    expect((await flows.find(scope, 'FLOW', 'TSTALIASID')).weight).toBe(weightOf(2));
  });

  test('that could not be read is asked for again', async () => {
    const { store, flows } = open();
    await expect(flows.find(scope, 'FLOW', 'TSTALIASID')).rejects.toMatchObject({
      fault: { kind: 'resourceNotFound' },
    });
    store.add('FLOW', echo());
    expect(await flows.find(scope, 'FLOW', 'TSTALIASID')).toHaveProperty('plan');
  });

  test('that fails late does not take away what came after it', async () => {
    const { store, flows } = open();
    const release = hold(store);
    const before = flows.find(scope, 'FLOW', 'TSTALIASID');
    store.changed('FLOW');
    store.add('FLOW', echo());
    const after = flows.find(scope, 'FLOW', 'TSTALIASID');
    release();
    await expect(before).rejects.toThrow();
    expect(await flows.find(scope, 'FLOW', 'TSTALIASID')).toBe(await after);
    expect(store.reads).toBe(2);
  });
});

describe('what is kept', () => {
  const fill = async (limits: { entries: number; weight: number }, sizes: readonly number[]) => {
    const { store, flows } = open(limits);
    for (const [index, size] of sizes.entries()) {
      store.add(`FLOW${index}`, echo(size));
      await flows.find(scope, `FLOW${index}`, 'TSTALIASID');
    }
    const isKept = async (index: number) => {
      const { reads } = store;
      await flows.find(scope, `FLOW${index}`, 'TSTALIASID');
      return store.reads === reads;
    };
    return { store, flows, isKept };
  };

  test('is bounded by number; the least recently used goes first', async () => {
    const { flows, store, isKept } = await fill({ entries: 3, weight: 1e9 }, [0, 0, 0]);
    await flows.find(scope, 'FLOW0', 'TSTALIASID');
    store.add('FLOW3', echo());
    await flows.find(scope, 'FLOW3', 'TSTALIASID');
    expect(await isKept(0)).toBe(true);
    expect(await isKept(2)).toBe(true);
    expect(await isKept(1)).toBe(false);
  });

  test('is bounded by weight, since one flow may hold megabytes of code', async () => {
    const { isKept } = await fill({ entries: 100, weight: 2.5 * weightOf(10_000) }, [10_000, 10_000, 10_000]);
    expect(await isKept(1)).toBe(true);
    expect(await isKept(2)).toBe(true);
    expect(await isKept(0)).toBe(false);
  });

  test('is at least the latest, even if it alone is too heavy', async () => {
    const { isKept } = await fill({ entries: 100, weight: 1_000 }, [0, 10_000]);
    expect(await isKept(1)).toBe(true);
    expect(await isKept(0)).toBe(false);
  });

  test('never weighed anything if its flow changed while it was read', async () => {
    const { store, flows, isKept } = await fill({ entries: 100, weight: 2.5 * weightOf(10_000) }, [10_000]);
    store.add('CHANGING', echo(10_000));
    for (let round = 0; round < 5; round++) {
      const release = hold(store);
      const found = flows.find(scope, 'CHANGING', 'TSTALIASID');
      store.changed('CHANGING');
      release();
      await found;
    }
    await flows.find(scope, 'CHANGING', 'TSTALIASID');
    expect(await isKept(0)).toBe(true);
  });

  test('weighs nothing any more when its flow has changed', async () => {
    const { store, flows, isKept } = await fill(
      { entries: 100, weight: 2.5 * weightOf(10_000) },
      [10_000, 10_000],
    );
    for (let round = 0; round < 5; round++) {
      store.changed('FLOW1');
      await flows.find(scope, 'FLOW1', 'TSTALIASID');
    }
    expect(await isKept(0)).toBe(true);
  });
});
