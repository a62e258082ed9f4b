import type { ConverseStreamEvent } from '@streambed/flow/ports';
import type { StreamEvent } from '../../protocol/index.ts';
import { asStreamException } from './model-exceptions.ts';

/**
 * Each event of a model as the events of a wire stream that say the same, asked for when they are wanted. Resolves with
 * the first event there; rejects with what failed before it. Leaving the iteration leaves the model's; a client that is
 * gone before it began has aborted the call's signal, which does the same.
 */
export const projectStream = async <Stream extends object>(
  answer: AsyncIterable<ConverseStreamEvent>,
  project: (event: ConverseStreamEvent) => readonly StreamEvent<Stream>[],
): Promise<AsyncIterable<readonly StreamEvent<Stream>[]>> => {
  const events = answer[Symbol.asyncIterator]();
  return projected(await events.next(), events, project);
};

async function* projected<Stream extends object>(
  first: IteratorResult<ConverseStreamEvent, unknown>,
  events: AsyncIterator<ConverseStreamEvent, unknown>,
  project: (event: ConverseStreamEvent) => readonly StreamEvent<Stream>[],
): AsyncGenerator<readonly StreamEvent<Stream>[], void, void> {
  try {
    for (let result = first; !result.done; result = await events.next()) {
      const batch = project(result.value);
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    throw asStreamException(error);
  } finally {
    await events.return?.();
  }
}
