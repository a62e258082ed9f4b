import type { RunSummary } from '@streambed/model/streambed';
import type { RunRecord } from '../../store/index.ts';

/** What is stored of a run beside what its summary says. */
export interface Stored {
  readonly eventCount: number;
  readonly storedSize: number;
}

/** A summary as the store keeps it. */
export function recordOf(summary: RunSummary, { eventCount, storedSize }: Stored): RunRecord {
  const { runId, startedAt, endedAt, pinCount = 0, eventsLeftOut = 0, ...same } = summary;
  return {
    ...same,
    id: runId,
    startedAt: Date.parse(startedAt),
    ...(endedAt !== undefined && { endedAt: Date.parse(endedAt) }),
    pinCount,
    eventsLeftOut,
    eventCount,
    storedSize,
  };
}

/** A record as it is told. */
export function summaryOf(record: RunRecord): RunSummary {
  const { id, startedAt, endedAt, pinCount, eventsLeftOut, eventCount: _, storedSize: __, ...same } = record;
  return {
    runId: id,
    ...same,
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
    ...(pinCount > 0 && { pinCount }),
    ...(eventsLeftOut > 0 && { eventsLeftOut }),
  };
}
