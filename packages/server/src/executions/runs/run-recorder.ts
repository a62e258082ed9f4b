import type { Clock } from '@streambed/flow/ports';
import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { LiveRun } from './live-run.ts';
import type { RunArchive } from './run-archive.ts';
import { recordOf } from './run-record.ts';
import type { RunMaterial } from './runs.ts';

/** Events wait this long for others before they are stored, ms: what is lost when the process is killed. */
const STORED_EVERY = 100;
/** Events in one chunk. A reader unpacks a chunk to read one event of it. */
const CHUNK_EVENTS = 1_000;
/** Characters in one chunk, about, before it is packed. */
const CHUNK_SIZE = 512 * 1024;

export interface RunRecorderOptions {
  readonly archive: RunArchive;
  readonly clock: Clock;
  /** Told when something of a run could not be stored; the run goes on. */
  readonly onFailure: (error: unknown, runId: string) => void;
}

interface Recording {
  readonly live: LiveRun;
  storedSize: number;
  eventCount: number;
  /** Set when storing has failed: then no more is tried, so that what is stored has no gaps. */
  hasFailed: boolean;
  /** Chunks are stored one after the other. */
  storing: Promise<void>;
}

/** Stores what happens in runs, a little later and beside them. */
export class RunRecorder {
  private readonly options: RunRecorderOptions;
  private readonly recordings = new Map<LiveRun, Recording>();
  private cancel: (() => void) | undefined;

  constructor(options: RunRecorderOptions) {
    this.options = options;
  }

  /** Resolves when the run is on disk; its events follow as they come. Rejects when it cannot be. */
  async begin(live: LiveRun, material: RunMaterial): Promise<void> {
    const storedSize = await this.options.archive.begin(live.scope, live.summary, material);
    this.recordings.set(live, {
      live,
      storedSize,
      eventCount: 0,
      hasFailed: false,
      storing: Promise.resolve(),
    });
    this.storeLater();
  }

  /** Resolves when what has happened so far in the run is stored, or cannot be. */
  async caughtUp(live: LiveRun): Promise<void> {
    const recording = this.recordings.get(live);
    if (recording) await this.store(recording);
  }

  /** Resolves when the end of the run is on disk, or cannot be brought there. */
  async end(live: LiveRun, summary: RunSummary): Promise<void> {
    const recording = this.recordings.get(live);
    if (!recording) return;
    await this.store(recording);
    this.recordings.delete(live);
    try {
      await this.options.archive.end(live.scope, recordOf(summary, recording));
    } catch (error) {
      this.options.onFailure(error, live.runId);
    }
  }

  private storeLater(): void {
    this.cancel ??= this.options.clock.after(STORED_EVERY, () => {
      this.cancel = undefined;
      for (const recording of this.recordings.values())
        if (recording.live.hasUnstored) void this.store(recording);
      if (this.recordings.size > 0) this.storeLater();
    });
  }

  private store(recording: Recording): Promise<void> {
    recording.storing = recording.storing.then(() => this.storeAll(recording));
    return recording.storing;
  }

  private async storeAll(recording: Recording): Promise<void> {
    const { live } = recording;
    while (live.hasUnstored) {
      const events = live.takeUnstored(CHUNK_EVENTS, CHUNK_SIZE);
      await this.storeChunk(recording, events);
      live.stored(events.at(-1)!.number);
    }
  }

  private async storeChunk(recording: Recording, events: readonly RunEvent[]): Promise<void> {
    if (recording.hasFailed) return;
    const { scope, runId } = recording.live;
    try {
      recording.storedSize += await this.options.archive.append(scope, runId, events);
      recording.eventCount += events.length;
    } catch (error) {
      recording.hasFailed = true;
      this.options.onFailure(error, runId);
    }
  }
}
