import { createStreambedClient, type StreambedClient } from '@streambed/client';
import type { RunEvent, StartRunRequest } from '@streambed/model/streambed';
import type { Target } from '../../target.ts';

/** A client of Streambed's own operations on the target. */
export const streambedClient = (target: Target): StreambedClient =>
  createStreambedClient({
    endpoint: target.url,
    region: target.region,
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
