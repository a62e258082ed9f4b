import { describe, expect, test } from 'vitest';
import type { Repositories, Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  aFlow,
  anAlias,
  aPrompt,
  aVersion,
  everythingIn,
  home,
  insertOneOfEach,
  type StoreFixture,
} from './fixture.ts';

/** All or nothing, alone or in company; what is acknowledged is seen. */
export function describeTransactions(fixture: () => StoreFixture): void {
  describe('a transaction', () => {
    test('keeps all of its writes and gives what its work gives', async () => {
      const { store } = fixture();
      const value = await store.transaction(async (inside) => {
        await insertOneOfEach(inside, home);
        return (await inside.flows.get(home, 'FLOW000001'))?.name;
      });
      expect(value).toBe('summaries');
      expect(await store.flows.count(home)).toBe(1);
    });

    test('keeps nothing when its work throws, and throws the same', async () => {
      const { store } = fixture();
      const failure = new Error('changed my mind');
      await expect(
        store.transaction(async (inside) => {
          await insertOneOfEach(inside, home);
          throw failure;
        }),
      ).rejects.toBe(failure);
      expect(await everythingIn(store, home)).toStrictEqual(await everythingIn(store, nobody));
    });

    test('a work that throws before its first promise fails alike', async () => {
      const { store } = fixture();
      const failure = new Error('at once');
      await expect(
        store.transaction(() => {
          throw failure;
        }),
      ).rejects.toBe(failure);
      await store.flows.insert(home, aFlow());
    });

    test('is over once a statement failed, even if its work goes on', async () => {
      const { store } = fixture();
      await store.flows.insert(home, aFlow());
      await expect(
        store.transaction(async (inside) => {
          await inside.prompts.insert(home, aPrompt());
          await inside.flows.insert(home, aFlow()).catch(() => {});
        }),
      ).rejects.toMatchObject({ code: 'DuplicateRow' });
      expect(await store.prompts.countDrafts(home)).toBe(0);
    });

    test('shows nothing outside before it is done', async () => {
      const { store } = fixture();
      await store.transaction(async (inside) => {
        await inside.flows.insert(home, aFlow());
        expect(await inside.flows.count(home)).toBe(1);
        expect(await store.flows.count(home)).toBe(0);
        expect(await store.flows.get(home, 'FLOW000001')).toBeUndefined();
      });
      expect(await store.flows.count(home)).toBe(1);
    });

    test('leaves repositories that do nothing more', async () => {
      const { store } = fixture();
      let leaked: Repositories | undefined;
      await store.transaction(async (inside) => {
        leaked = inside;
      });
      await expect(leaked?.flows.insert(home, aFlow())).rejects.toMatchObject({ code: 'TransactionEnded' });
      await expect(leaked?.flows.get(home, 'FLOW000001')).rejects.toMatchObject({ code: 'TransactionEnded' });
      expect(await store.flows.count(home)).toBe(0);
    });

    test('that never ends is rolled back and lets the others through', async () => {
      const { store, clock } = fixture();
      let begun = () => {};
      const running = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const stuck = store.transaction(async (inside) => {
        await inside.flows.insert(home, aFlow());
        begun();
        await new Promise(() => {});
      });
      const next = store.flows.insert(home, aFlow({ id: 'FLOW000002' }));
      const outcome = expect(stuck).rejects.toMatchObject({ code: 'TransactionTimeout' });
      await running;
      clock.advance(60_000);
      await outcome;
      await next;
      expect(await store.flows.get(home, 'FLOW000001')).toBeUndefined();
      expect(await store.flows.get(home, 'FLOW000002')).toBeDefined();
    });

    test('many at once fail or succeed each alone', async () => {
      const { store } = fixture();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 400 }, (_, index) =>
          store.transaction(async (inside) => {
            await inside.flows.insert(home, aFlow({ id: `F${index}` }));
            await inside.flowVersions.insert(home, aVersion({ flowId: `F${index}` }));
            if (index % 3 === 0) throw new Error('no');
            if (index % 7 === 0) await inside.flows.insert(home, aFlow({ id: `F${index}` }));
          }),
        ),
      );
      for (const [index, { status }] of outcomes.entries()) {
        const kept = index % 3 !== 0 && index % 7 !== 0;
        expect(status).toBe(kept ? 'fulfilled' : 'rejected');
        expect((await store.flows.get(home, `F${index}`)) !== undefined).toBe(kept);
        expect(await store.flowVersions.count(home, `F${index}`)).toBe(kept ? 1 : 0);
      }
    });

    test('reads and writes of one never mix with another: a counter loses no step', async () => {
      const { store } = fixture();
      await store.flows.insert(home, aFlow());
      await Promise.all(
        Array.from({ length: 200 }, () =>
          store.transaction(async (inside) => {
            const flow = await inside.flows.get(home, 'FLOW000001');
            await Promise.resolve();
            await inside.flows.update(home, aFlow({ lastVersion: (flow?.lastVersion ?? 0) + 1 }));
          }),
        ),
      );
      expect((await store.flows.get(home, 'FLOW000001'))?.lastVersion).toBe(200);
    });
  });

  describe('a change of a flow', () => {
    test('is told after it can be read and before it is acknowledged', async () => {
      const { store } = fixture();
      const told: [Scope, string][] = [];
      const seen: Promise<number>[] = [];
      store.onFlowChanged((scope, flowId) => {
        told.push([scope, flowId]);
        seen.push(store.flows.count(home));
      });
      const insert = store.flows.insert(home, aFlow());
      expect(told).toEqual([]);
      await insert;
      expect(told).toEqual([[home, 'FLOW000001']]);
      expect(await Promise.all(seen)).toEqual([1]);
    });

    test('is told for versions and aliases, not for what changed nothing', async () => {
      const { store } = fixture();
      await store.flows.insert(home, aFlow());
      let told = 0;
      store.onFlowChanged(() => {
        told += 1;
      });
      const tells = async (expected: number, write: Promise<unknown>) => {
        told = 0;
        await write.catch(() => {});
        expect(told).toBe(expected);
      };
      await tells(1, store.flows.update(home, aFlow({ name: 'x' })));
      await tells(1, store.flowVersions.insert(home, aVersion()));
      await tells(1, store.flowAliases.insert(home, anAlias()));
      await tells(1, store.flowAliases.update(home, anAlias({ name: 'y' })));
      await tells(1, store.flowAliases.delete(home, 'FLOW000001', 'ALIAS00001'));
      await tells(1, store.flowVersions.delete(home, 'FLOW000001', 1));
      await tells(0, store.flows.update(home, aFlow({ id: 'none' })));
      await tells(0, store.flowVersions.delete(home, 'FLOW000001', 1));
      await tells(0, store.flows.insert(home, aFlow()));
      await tells(0, store.prompts.insert(home, aPrompt()));
      await tells(
        0,
        store.transaction(async (inside) => {
          await inside.flows.update(home, aFlow({ name: 'z' }));
          throw new Error('no');
        }),
      );
      await tells(1, store.flows.delete(home, 'FLOW000001'));
    });

    test('a listener that throws is reported and hinders nobody', async () => {
      const { store, events } = fixture();
      let told = 0;
      store.onFlowChanged(() => {
        throw new Error('bad listener');
      });
      store.onFlowChanged(() => {
        told += 1;
      });
      await store.flows.insert(home, aFlow());
      expect(told).toBe(1);
      expect(events.map(({ kind }) => kind)).toEqual(['listenerFailed']);
    });
  });

  test('close waits for what was asked before, then refuses', async () => {
    const { store } = fixture();
    const write = store.flows.insert(home, aFlow());
    const closed = store.close();
    const late = store.flows.insert(home, aFlow({ id: 'FLOW000002' }));
    await expect(late).rejects.toMatchObject({ code: 'Closed' });
    await write;
    await closed;
    await store.close();
    await expect(store.flows.get(home, 'FLOW000001')).rejects.toBeInstanceOf(StoreError);
    const again = await fixture().reopen();
    expect(await again.flows.count(home)).toBe(1);
  });
}

const nobody: Scope = { accountId: 'nobody', region: 'nowhere' };
