import { writeSync } from 'node:fs';
import { openSqliteStore } from '../dialects/sqlite/index.ts';
import { readLane, stateAfter, writeStep } from './lanes.ts';
import { systemClock } from './system-clock.ts';

/*
 * node write-lanes.ts FOLDER FIRST_STEP LANES STEPS
 * Writes lanes side by side and says on stdout, before and after each write, `ask LANE STATE`, `ack LANE`, or
 * `refused LANE CODE`. Begins at FIRST_STEP, which must be beyond all steps before; ends after STEPS, or never with 0.
 */
const [folder, firstStep, lanes, steps] = process.argv.slice(2) as [string, string, string, string];
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openSqliteStore({ folder, clock: systemClock });

async function run(lane: string): Promise<void> {
  for (let done = 0; steps === '0' || done < Number(steps); done += 1) {
    const step = Number(firstStep) + done;
    say(`ask ${lane} ${stateAfter(step)}`);
    try {
      await writeStep(store, lane, step);
      say(`ack ${lane}`);
    } catch (error) {
      say(`refused ${lane} ${(error as { code?: string }).code}`);
    }
  }
}

say('open');
await Promise.all(Array.from({ length: Number(lanes) }, (_, index) => run(`lane${index}`)));
for (let index = 0; index < Number(lanes); index += 1) {
  say(`found lane${index} ${await readLane(store, `lane${index}`)}`);
}
await store.close();
