import type { Clock } from '@streambed/flow/ports';
import type { Busyness } from './busyness.ts';
import type { LiveRun } from './live-run.ts';
import type { EventList, RunArchive, WholeRun } from './run-archive.ts';
import { recordOf } from './run-record.ts';
import type { RunMaterial } from './runs.ts';

/** Events wait this long for others before they are stored, ms: what is lost when the process is killed. */
const STORED_EVERY = 500;
const STORED_EVERY_WHEN_BUSY = 1_000;
/** Events in one chunk. A reader unpacks a chunk to read one event of it. */
const CHUNK_EVENTS = 1_000;
/** Characters in one chunk, about, before it is packed. */
const CHUNK_SIZE = 512 * 1024;
/** Runs that are over and go into one transaction. */
const WHOLE_AT_ONCE = 20;
/** Invocations that wait to be stored at most; of further ones only figures are kept. */
const ADOPTED = 100;

export interface RunRecorderOptions {
  readonly archive: RunArchive;
  readonly clock: Clock;
  readonly busyness: Busyness;
  /** Told when something of a run could not be stored; the run goes on. */
  readonly onFailure: (error: unknown, runId: string) => void;
}

interface Recording {
  readonly live: LiveRun;
  readonly material: RunMaterial;
  /** Whether the run itself is on record already. */
  hasBegun: boolean;
  storedSize: number;
  eventCount: number;
  /** Set when storing has failed: then no more is tried, so that what is stored has no gaps. */
  hasFailed: boolean;
  /** Writes of one run follow one another. */
  writing: Promise<void>;
  /** Of an invocation: called when its end is on record. */
  done?: () => void;
}

/** Stores what happens in runs, a little later and beside them. */
export class RunRecorder {
  private readonly options: RunRecorderOptions;
  private readonly recordings = new Map<LiveRun, Recording>();
  private adopted = 0;
  private cancel: (() => void) | undefined;
  private storing: Promise<void> = Promise.resolve();

  constructor(options: RunRecorderOptions) {
    this.options = options;
  }

  /** Resolves when the run is on disk; its events follow as they come, until `end`. Rejects when it cannot be. */
  async begin(live: LiveRun, material: RunMaterial): Promise<void> {
    const storedSize = await this.options.archive.begin(live.scope, live.summary, material);
    this.recordings.set(live, { ...recording(live, material), hasBegun: true, storedSize });
    this.storeLater();
  }

  get canAdopt(): boolean {
    return this.adopted < ADOPTED;
  }

  /**
   * Takes on a run that nobody is promised anything about: it is stored when there is time, most as a whole after their
   * end. Resolves when its end is on record, or cannot be brought there.
   */
  adopt(live: LiveRun, material: RunMaterial): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.adopted++;
    const done = () => {
      this.adopted--;
      this.recordings.delete(live);
      resolve();
    };
    this.recordings.set(live, { ...recording(live, material), done });
    this.storeLater();
    return promise;
  }

  /** Resolves when what has happened so far in the run is stored, or cannot be. */
  async caughtUp(live: LiveRun): Promise<void> {
    const known = this.recordings.get(live);
    if (known) await this.inTurn(known, () => this.storeEvents(known));
  }

  /** Resolves when the end of the run is on disk, or cannot be brought there. */
  async end(live: LiveRun): Promise<void> {
    const known = this.recordings.get(live);
    if (!known) return;
    await this.inTurn(known, () => this.storeEnd(known));
    this.recordings.delete(live);
  }

  /** Stores all that waits, the last thing that is done. */
  async close(): Promise<void> {
    this.cancel?.();
    await this.storeAll();
  }

  private storeLater(): void {
    const { clock, busyness } = this.options;
    const wait = busyness.ask() ? STORED_EVERY_WHEN_BUSY : STORED_EVERY;
    this.cancel ??= clock.after(wait, async () => {
      await this.storeAll();
      this.cancel = undefined;
      if (this.recordings.size > 0) this.storeLater();
    });
  }

  /** One at a time: what one has taken on, another must not store again. */
  private storeAll(): Promise<void> {
    this.storing = this.storing.then(() => this.storeAllNow());
    return this.storing;
  }

  private async storeAllNow(): Promise<void> {
    const all = [...this.recordings.values()];
    // One that is being caught up with may be about to begin: whether it has is known when that is done.
    await Promise.all(all.filter(({ live, done }) => done && live.ended).map(({ writing }) => writing));
    const whole = all.filter(({ live, hasBegun, done }) => !hasBegun && done && live.ended);
    const others = all.filter((each) => !whole.includes(each));
    await Promise.all(
      others.map((each) =>
        this.inTurn(each, () =>
          each.done && each.live.ended ? this.storeEnd(each) : this.storeEvents(each),
        ),
      ),
    );
    for (let start = 0; start < whole.length; start += WHOLE_AT_ONCE)
      await this.storeWhole(whole.slice(start, start + WHOLE_AT_ONCE));
  }

  private inTurn(each: Recording, work: () => Promise<void>): Promise<void> {
    each.writing = each.writing.then(work).catch((error: unknown) => {
      each.hasFailed = true;
      this.options.onFailure(error, each.live.runId);
      each.done?.();
    });
    return each.writing;
  }

  /** Together, for the sake of speed; where that does not go each by itself, so that one keeps no other back. */
  private async storeWhole(whole: readonly Recording[]): Promise<void> {
    const { archive, onFailure } = this.options;
    const runs = whole.map((each): WholeRun => {
      // From here on nothing else may put it on record.
      each.hasBegun = true;
      const { live, material } = each;
      return { scope: live.scope, summary: live.summary, material, chunks: chunksOf(live) };
    });
    try {
      await archive.addWhole(runs);
    } catch {
      for (const run of runs)
        await archive.addWhole([run]).catch((error: unknown) => onFailure(error, run.summary.runId));
    }
    for (const { done } of whole) done?.();
  }

  private async storeEvents(each: Recording): Promise<void> {
    const { live, material } = each;
    const { archive } = this.options;
    if (!each.hasBegun && !each.hasFailed) {
      each.storedSize = await archive.begin(live.scope, live.summary, material);
      each.hasBegun = true;
    }
    while (live.hasUnstored) {
      const events = live.takeUnstored(CHUNK_EVENTS, CHUNK_SIZE);
      try {
        if (each.hasFailed) continue;
        each.storedSize += await archive.append(live.scope, live.runId, events);
        each.eventCount = events.at(-1)!.number;
      } finally {
        // What could not be stored is let go all the same: memory is not where it can stay.
        live.stored(events.at(-1)!.number);
      }
    }
  }

  private async storeEnd(each: Recording): Promise<void> {
    const { live } = each;
    // All but the last events, should there be many.
    if (live.unstoredCount > CHUNK_EVENTS) await this.storeEvents(each);
    const chunks = each.hasFailed ? [] : chunksOf(live);
    await this.options.archive.end(live.scope, live.runId, chunks, (size) =>
      recordOf(live.summary, {
        eventCount: chunks.at(-1)?.at(-1)?.number ?? each.eventCount,
        storedSize: each.storedSize + size,
      }),
    );
    if (live.count > 0) live.stored(live.count);
    each.done?.();
  }
}

const recording = (live: LiveRun, material: RunMaterial): Recording => ({
  live,
  material,
  hasBegun: false,
  storedSize: 0,
  eventCount: 0,
  hasFailed: false,
  writing: Promise.resolve(),
});

/** All that is not stored yet, in pieces of a good size. */
function chunksOf(live: LiveRun): EventList[] {
  const chunks: EventList[] = [];
  while (live.hasUnstored) chunks.push(live.takeUnstored(CHUNK_EVENTS, CHUNK_SIZE));
  return chunks;
}
