import { type ConverseStreamEvent, FlowError } from '@streambed/flow/ports';

/* What came of a call, for tests. */

/** The fault of the FlowError that a promise rejects with. */
export async function faultOf(promise: unknown): Promise<FlowError['fault']> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FlowError) return error.fault;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** All events of a stream. */
export async function collected<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What the events of an answer say. */
export const textOf = (events: readonly ConverseStreamEvent[]): string =>
  events
    .map((event) => ('contentBlockDelta' in event ? (event.contentBlockDelta.delta.text ?? '') : ''))
    .join('');
