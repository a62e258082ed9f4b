import type { JsonValue } from '@streambed/model';
import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { Scope } from '../../store/index.ts';
import { cutEvent } from './cut-event.ts';
import type { RunEventDraft } from './project-run-events.ts';
import type { RunLimits } from './run-limits.ts';
import { ValueSizes } from './value-sizes.ts';

/** What is told even of a run that has told too much already. */
const ALWAYS_TOLD: ReadonlySet<RunEvent['type']> = new Set(['flowOutput', 'nodeFailed', 'runEnded']);

/**
 * The events of a run under way: numbered, kept for those who read along, and taken by whoever stores them. Nobody who
 * reads ever holds it up: what is stored and fills the buffer is let go, and read from the store.
 */
export class LiveRun {
  readonly scope: Scope;
  readonly runId: string;
  /** Events that were not told, since there were too many. */
  leftOut = 0;
  /** Set once, with the last event. */
  ended: RunSummary | undefined;
  /** Resolves when the last event is told. */
  readonly end: Promise<void>;
  /** Characters of JSON recorded so far, about. */
  recordedSize = 0;
  private readonly limits: RunLimits;
  private readonly sizeOf: (value: JsonValue) => number;
  private readonly makeSummary: () => RunSummary;
  /** Events `first`, `first + 1`, … */
  private buffer: RunEvent[] = [];
  private bufferSizes: number[] = [];
  private first = 1;
  private bufferSize = 0;
  private unstoredSize = 0;
  /** The number of the last event that is stored, and of the last that was taken to be. */
  private storedUpTo = 0;
  private takenUpTo = 0;
  private at = 0;
  private waiting: (() => void)[] = [];
  private readonly resolveEnd: () => void;

  constructor(
    { scope, runId }: { readonly scope: Scope; readonly runId: string },
    limits: RunLimits,
    summary: () => RunSummary,
  ) {
    this.scope = scope;
    this.runId = runId;
    this.limits = limits;
    const sizes = new ValueSizes(limits.valueSize);
    this.sizeOf = (value) => sizes.of(value);
    this.makeSummary = summary;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.end = promise;
    this.resolveEnd = resolve;
  }

  /** How many events were told. */
  get count(): number {
    return this.first + this.buffer.length - 1;
  }

  get firstBuffered(): number {
    return this.first;
  }

  /** As it stands now. */
  get summary(): RunSummary {
    return this.ended ?? this.makeSummary();
  }

  /** Whether more is waiting to be stored than should. */
  get isAhead(): boolean {
    return this.unstoredSize > this.limits.unstoredSize;
  }

  /** Events that nobody has taken to be stored. */
  get unstoredCount(): number {
    return this.count - this.takenUpTo;
  }

  get hasUnstored(): boolean {
    return this.unstoredCount > 0;
  }

  /** The draft becomes the event, and must not be used again. */
  append(draft: RunEventDraft): void {
    if (this.count >= this.limits.events && !ALWAYS_TOLD.has(draft.type)) {
      this.leftOut++;
      return;
    }
    const isFull = this.recordedSize > this.limits.runSize;
    const most = isFull ? this.limits.shortValueSize : this.limits.valueSize;
    const size = cutEvent(draft, most, this.sizeOf);
    this.at = Math.max(this.at, draft.at);
    draft.number = this.count + 1;
    draft.at = this.at;
    this.buffer.push(draft as RunEvent);
    this.bufferSizes.push(size);
    this.recordedSize += size;
    this.bufferSize += size;
    this.unstoredSize += size;
    this.wake();
  }

  /** To be called with the last event. */
  close(summary: RunSummary): void {
    this.ended = summary;
    this.resolveEnd();
    this.wake();
  }

  /** Events after the number, at most `most`; empty when there is none yet, undefined when they must be read from the store. */
  after(number: number, most: number): readonly RunEvent[] | undefined {
    if (number + 1 < this.first) return undefined;
    const start = number + 1 - this.first;
    return this.buffer.slice(start, start + most);
  }

  /** Resolves when there is more, the run has ended, or the signal is aborted. */
  changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.waiting.push(done);
    });
  }

  /** What nobody has taken to be stored yet: the first events of it, at least one if there is any. */
  takeUnstored(events: number, size: number): readonly RunEvent[] {
    const start = this.takenUpTo + 1 - this.first;
    let end = start;
    for (let left = size; end < this.buffer.length && end - start < events && left > 0; end++)
      left -= this.bufferSizes[end]!;
    this.takenUpTo += end - start;
    return this.buffer.slice(start, end);
  }

  /** What was taken is stored up to this number, or given up. */
  stored(upTo: number): void {
    for (let number = this.storedUpTo + 1; number <= upTo; number++)
      this.unstoredSize -= this.bufferSizes[number - this.first]!;
    this.storedUpTo = Math.max(this.storedUpTo, upTo);
    let drop = 0;
    while (this.bufferSize > this.limits.bufferSize && this.first + drop <= this.storedUpTo)
      this.bufferSize -= this.bufferSizes[drop++]!;
    if (drop === 0) return;
    this.buffer.splice(0, drop);
    this.bufferSizes.splice(0, drop);
    this.first += drop;
  }

  private wake(): void {
    if (this.waiting.length === 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
