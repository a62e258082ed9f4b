import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { StoreFixture } from '../../contract/fixture.ts';
import { describeStore } from '../../contract.ts';
import { SimulatedClock } from '../../test-support/simulated-clock.ts';
import { databaseFile } from './data-folder.ts';
import { openSqliteStore, type StoreEvent } from './index.ts';

describeStore('SQLite', async (): Promise<StoreFixture> => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-store-'));
  const clock = new SimulatedClock();
  const events: StoreEvent[] = [];
  const open = () => openSqliteStore({ folder, clock, report: (event) => events.push(event) });
  let store = await open();
  return {
    store,
    clock,
    events,
    damage(table, where, column, value) {
      const database = new DatabaseSync(databaseFile(folder), { timeout: 5_000 });
      const condition = Object.keys(where)
        .map((key) => `"${key}" = ?`)
        .join(' AND ');
      database
        .prepare(`UPDATE "${table}" SET "${column}" = ? WHERE ${condition}`)
        .run(value as SQLInputValue, ...Object.values(where));
      database.close();
    },
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async dispose() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
