import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { expect, test } from 'vitest';
import { startClient } from './acknowledging-client.ts';
import { type Acknowledgements, readJournal } from './journal.ts';
import { faultsOf } from './oracle.ts';
import { randomFrom, seedOfRun } from './random.ts';
import { keys } from './resources.ts';
import {
  credentials,
  region,
  type ServerProcess,
  spawnServer,
  startServer,
  watch,
} from './server-process.ts';

const CYCLES = 50;
/** Writes of the client that are under way at the same time. */
const LANES = 4;
/** Every so many cycles a server is killed while it starts, too. */
const KILL_STARTING = 5;

/** reliability.md experiment 1 */
test(`a server that is killed with -9 ${CYCLES} times loses no acknowledged write`, {
  timeout: 400_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-durability-'));
  const dataFolder = join(folder, 'data');
  const databaseFile = join(dataFolder, 'streambed.db');
  const journal = join(folder, 'journal');
  const seed = seedOfRun();
  const random = randomFrom(seed);
  const client = startClient(journal, seed, LANES);
  try {
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      const server = await startServer({ dataFolder });
      try {
        await client.work(server.url);
        // From 0.1 to 1.5 s, the shorter times more often.
        await sleep(100 + 1_400 * random.fraction() ** 3);
      } finally {
        await server.kill();
      }
      await client.lost();
      if (cycle % KILL_STARTING === 0) {
        const starting = watch(spawnServer({ dataFolder }));
        await sleep(600 * random.fraction());
        await starting.kill();
      }
    }

    const last = await startServer({ dataFolder });
    await client.finish(last.url);
    const record = readJournal(journal);
    console.info(
      `killed ${CYCLES} times: ${record.acknowledged} acknowledged writes to ${record.states.size} resources, ` +
        `${record.unanswered} unanswered (STREAMBED_SEED=${seed})`,
    );
    expect(record.faults).toEqual([]);
    expect(await faultsAt(last, record)).toEqual([]);
    // Each kind of write was among them, and kills fell into writes.
    expect([...record.calls.keys()].sort()).toHaveLength(15);
    expect(record.unanswered).toBeGreaterThan(CYCLES);
    expect(await last.stop(), last.output()).toBe(0);
    expect(last.output()).not.toContain('"level":"error"');
    expect(checks(databaseFile)).toEqual({ integrity: [{ integrity_check: 'ok' }], foreignKeys: [] });

    // What would have been found if one row had been lost.
    const lost = loseOneVersion(databaseFile);
    const again = await startServer({ dataFolder });
    expect((await faultsAt(again, record)).join('\n')).toContain(`${lost} is null, but {`);
    await again.stop();
  } catch (error) {
    throw new Error(`STREAMBED_SEED=${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    client.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

const faultsAt = async ({ url }: ServerProcess, record: Acknowledgements): Promise<string[]> => {
  const client = new BedrockAgentClient({ endpoint: url, region, credentials });
  try {
    return await faultsOf(client, record);
  } finally {
    client.destroy();
  }
};

const checks = (file: string) => {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return {
      integrity: database.prepare('PRAGMA integrity_check').all(),
      foreignKeys: database.prepare('PRAGMA foreign_key_check').all(),
    };
  } finally {
    database.close();
  }
};

/** Deletes a row behind the server's back; gives its key in the journal. */
const loseOneVersion = (file: string): string => {
  const database = new DatabaseSync(file);
  try {
    const row = database
      .prepare('DELETE FROM flow_version WHERE rowid = (SELECT rowid FROM flow_version LIMIT 1) RETURNING *')
      .get()!;
    return keys.flowVersion(String(row.flow_id), String(row.version));
  } finally {
    database.close();
  }
};
