import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { RunRecord, Scope, Store } from '../../store/index.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { recordOf } from './run-record.ts';
import type { RunMaterial } from './runs.ts';

/** Chunks that are read from the store at once. */
const CHUNKS_READ = 4;

/** Runs in the store, their material and events packed. */
export class RunArchive {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Puts a run on record that has begun, with what it was given. Answers how much that takes up. */
  async begin(scope: Scope, summary: RunSummary, material: RunMaterial): Promise<number> {
    const content = await packJson(material);
    await this.store.transaction(async ({ runs }) => {
      await runs.insert(scope, recordOf(summary, { eventCount: 0, storedSize: content.length }));
      await runs.insertMaterial(scope, summary.runId, content);
    });
    return content.length;
  }

  /** Adds consecutive events; answers how much they take up. */
  async append(scope: Scope, runId: string, events: readonly RunEvent[]): Promise<number> {
    const content = await packJson(events);
    const [first] = events as [RunEvent];
    const lastNumber = first.number + events.length - 1;
    await this.store.runs.insertEvents(scope, runId, { firstNumber: first.number, lastNumber, content });
    return content.length;
  }

  /** Says how a run has ended. */
  async end(scope: Scope, record: RunRecord): Promise<void> {
    await this.store.runs.update(scope, record);
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
  async *events(scope: Scope, runId: string, after: number): AsyncGenerator<readonly RunEvent[], void, void> {
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
