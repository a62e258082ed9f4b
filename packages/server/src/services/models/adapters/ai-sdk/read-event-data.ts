import { createParser } from 'eventsource-parser';

/** What the events of a stream say, as it comes. */
export interface EventData {
  /** The data of the events that came next, at least one; undefined at the end. Nothing is read before it is asked for. */
  next(): Promise<readonly string[] | undefined>;
  /** Ends the stream. Not waited for: the connection behind it may be one that no longer answers. */
  cancel(): void;
}

/** The last event of OpenAI's streams, which is no JSON. */
export const DONE = '[DONE]';

/**
 * Reads server-sent events from a body, without a chain of streams: each link of one costs a token more than all that
 * is done with it here. An event that the end cuts off is none, unless it is `[DONE]`, behind which some servers send
 * no empty line.
 */
export function readEventData(body: ReadableStream<Uint8Array>): EventData {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let batch: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => batch.push(data) });
  const taken = (): string[] => {
    const events = batch;
    batch = [];
    return events;
  };
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          // The parser keeps a CR until it knows whether a LF follows: this lets out what is whole, and then the rest.
          parser.feed('\r');
          const whole = taken();
          parser.feed('\n\n');
          const last = [...whole, ...taken().filter((data) => data === DONE)];
          return last.length > 0 ? last : undefined;
        }
        parser.feed(decoder.decode(value, { stream: true }));
        if (batch.length > 0) return taken();
      }
    },
    cancel() {
      void reader.cancel().catch(() => {});
    },
  };
}
