import { createStreambedClient, type StreambedClient } from '@streambed/client';
import type { RunEvent, RunSummary, StartRunRequest } from '@streambed/model/streambed';
import type { Target } from '../../target.ts';

/** A client of Streambed's own operations on the target. */
export const streambedClient = (target: Target, region = target.region): StreambedClient =>
  createStreambedClient({
    endpoint: target.url,
    region,
    credentials: async () => target.credentials,
  });

export interface ReadRun {
  readonly runId: string;
  readonly events: readonly RunEvent[];
}

/** Starts a run and reads its events to the end. */
export const run = async (client: StreambedClient, input: StartRunRequest): Promise<ReadRun> => {
  const { runId, events } = await client.startRun(input);
  return { runId, events: await all(events) };
};

/** Reads until something has happened, and leaves; the run goes on. Answers what it read. */
export const readUntil = async (
  batches: AsyncIterable<readonly RunEvent[]>,
  isIt: (event: RunEvent) => boolean,
): Promise<RunEvent[]> => {
  const events: RunEvent[] = [];
  for await (const batch of batches) {
    events.push(...batch);
    if (batch.some(isIt)) return events;
  }
  throw new Error(`it did not happen: ${story(events).join(', ')}`);
};

/** The summary that a run ended with. */
export const endOf = (events: readonly RunEvent[]): RunSummary => {
  const last = events.at(-1);
  if (last?.type !== 'runEnded' || !last.run) throw new Error(`the last event is ${JSON.stringify(last)}`);
  return last.run;
};

/** All events of a stream. */
export const all = async (batches: AsyncIterable<readonly RunEvent[]>): Promise<RunEvent[]> => {
  const events: RunEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return events;
};

/** What happened, a line each: `Refine/Critic[0] nodeSettled`. */
export const story = (events: readonly RunEvent[]): string[] =>
  events.map(({ node = '', iteration = [], type, origin }) => {
    const place = `${node}${iteration.map(({ index }) => `[${index}]`).join('')}`;
    return `${place === '' ? '' : `${place} `}${type}${origin && origin !== 'Computed' ? ` ${origin}` : ''}`;
  });
