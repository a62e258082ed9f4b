import type { RunEvent, RunEventStream } from '@streambed/model/streambed';
import type { StreamEvent } from '../../protocol/index.ts';

/** Batches of a run's events as the stream carries them: one frame each. */
export async function* runStream(
  batches: AsyncIterable<readonly RunEvent[]>,
): AsyncGenerator<readonly StreamEvent<RunEventStream>[], void, void> {
  for await (const events of batches) yield [{ name: 'batch', payload: { events: [...events] } }];
}
