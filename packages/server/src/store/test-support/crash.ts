import { checkIntegrity, openSqliteStore } from '../dialects/sqlite/index.ts';
import type { AcknowledgedWrites } from './acknowledged-writes.ts';
import { readLane } from './lanes.ts';
import { systemClock } from './system-clock.ts';

/** Tells the oracle what write-lanes.ts said. Gives the number of acknowledged writes. */
export function hear(oracle: AcknowledgedWrites, lines: readonly string[]): number {
  let acknowledged = 0;
  for (const line of lines) {
    const [word, lane, ...rest] = line.split(' ') as [string, string, ...string[]];
    if (word === 'ask') oracle.ask(lane, rest.join(' '));
    if (word === 'refused' && rest[0] !== 'Stopped') oracle.refuse(lane);
    if (word === 'ack') {
      oracle.acknowledge(lane);
      acknowledged += 1;
    }
  }
  return acknowledged;
}

/** Opens a folder after a crash and gives everything that is wrong with it. */
export async function faultsAfterCrash(
  folder: string,
  oracle: AcknowledgedWrites,
  lanes: number,
): Promise<string[]> {
  const faults: string[] = [];
  const store = await openSqliteStore({
    folder,
    clock: systemClock,
    report: (event) => faults.push(JSON.stringify(event)),
  });
  for (let lane = 0; lane < lanes; lane += 1) {
    const fault = oracle.faultOf(`lane${lane}`, await readLane(store, `lane${lane}`));
    if (fault !== undefined) faults.push(fault);
  }
  const integrity = await checkIntegrity(folder);
  faults.push(...integrity.problems, ...integrity.corruptRows.map((row) => JSON.stringify(row)));
  await store.close();
  return faults;
}
