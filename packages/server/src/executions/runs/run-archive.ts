import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { Repositories, RunEventChunk, RunRecord, Scope, Store } from '../../store/index.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { recordOf } from './run-record.ts';
import type { RunMaterial } from './runs.ts';

/** Chunks that are read from the store at once. */
const CHUNKS_READ = 4;

/** Events that are stored together. */
export type EventList = readonly RunEvent[];

/** A run that was over before anything of it was stored. */
export interface WholeRun {
  readonly scope: Scope;
  readonly summary: RunSummary;
  readonly material: RunMaterial;
  readonly chunks: readonly EventList[];
}

/** Runs in the store, their material and events packed. Sizes are characters, as they are stored. */
export class RunArchive {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Puts a run on record that has begun, with what it was given; answers the size of that. */
  async begin(scope: Scope, summary: RunSummary, material: RunMaterial): Promise<number> {
    const content = await packJson(material);
    await this.store.transaction(async ({ runs }) => {
      await runs.insert(scope, recordOf(summary, { eventCount: 0, storedSize: content.length }));
      await runs.insertMaterial(scope, summary.runId, content);
    });
    return content.length;
  }

  /** Adds consecutive events; answers their size. */
  async append(scope: Scope, runId: string, events: EventList): Promise<number> {
    const chunk = await packed(events);
    await this.store.runs.insertEvents(scope, runId, chunk);
    return chunk.content.length;
  }

  /** Adds the last events and says how the run has ended, which `record` makes of their size. */
  async end(
    scope: Scope,
    runId: string,
    chunks: readonly EventList[],
    record: (size: number) => RunRecord,
  ): Promise<void> {
    const last = await Promise.all(chunks.map(packed));
    const ended = record(sizeOf(last));
    await this.store.transaction(async ({ runs }) => {
      for (const chunk of last) await runs.insertEvents(scope, runId, chunk);
      await runs.update(scope, ended);
    });
  }

  /** Puts runs on record that are over, all or none. */
  async addWhole(whole: readonly WholeRun[]): Promise<void> {
    const ready = await Promise.all(whole.map(prepared));
    await this.store.transaction(async (repositories) => {
      for (const insert of ready) await insert(repositories);
    });
  }

  get(scope: Scope, runId: string): Promise<RunRecord | undefined> {
    return this.store.runs.get(scope, runId);
  }

  /** What a run was given; undefined where only figures are kept. */
  async material(scope: Scope, runId: string): Promise<RunMaterial | undefined> {
    const content = await this.store.runs.material(scope, runId);
    return content === undefined ? undefined : unpackJson<RunMaterial>(content);
  }

  /** Stored events after a number, in order, chunk by chunk. */
  async *events(scope: Scope, runId: string, after: number): AsyncGenerator<EventList, void, void> {
    let last = after;
    for (;;) {
      const chunks = await this.store.runs.events(scope, runId, last, CHUNKS_READ);
      for (const { lastNumber, content } of chunks) {
        const events = await unpackJson<RunEvent[]>(content);
        yield last < events[0]!.number ? events : events.filter(({ number }) => number > last);
        last = lastNumber;
      }
      if (chunks.length < CHUNKS_READ) return;
    }
  }
}

async function packed(events: EventList): Promise<RunEventChunk> {
  return {
    firstNumber: events[0]!.number,
    lastNumber: events.at(-1)!.number,
    content: await packJson(events),
  };
}

const sizeOf = (chunks: readonly RunEventChunk[]): number =>
  chunks.reduce((sum, { content }) => sum + content.length, 0);

async function prepared({ scope, summary, material, chunks }: WholeRun) {
  const content = await packJson(material);
  const events = await Promise.all(chunks.map(packed));
  const stored = {
    eventCount: events.at(-1)?.lastNumber ?? 0,
    storedSize: content.length + sizeOf(events),
  };
  return async ({ runs }: Repositories): Promise<void> => {
    await runs.insert(scope, recordOf(summary, stored));
    await runs.insertMaterial(scope, summary.runId, content);
    for (const chunk of events) await runs.insertEvents(scope, summary.runId, chunk);
  };
}
