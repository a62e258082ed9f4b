import type { StreambedClient } from '@streambed/client';
import type { RunEvent } from '@streambed/model/streambed';

/** Every recorded event of a run. */
export async function* readAllEvents(
  client: Pick<StreambedClient, 'getRunEvents'>,
  runId: string,
): AsyncGenerator<RunEvent> {
  const { events } = await client.getRunEvents({ runId });
  for await (const batch of events) yield* batch;
}

/** The events of several runs, one run after the other. */
export const collectEvents = async (
  client: Pick<StreambedClient, 'getRunEvents'>,
  runIds: readonly string[],
): Promise<readonly (readonly [runId: string, event: RunEvent])[]> => {
  const all: (readonly [string, RunEvent])[] = [];
  for (const runId of runIds)
    for await (const event of readAllEvents(client, runId)) all.push([runId, event]);
  return all;
};
