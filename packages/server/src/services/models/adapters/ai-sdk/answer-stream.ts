import type { ProviderStreamEvent } from '../../provider-adapter.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { notOfItsApi } from './json-shape.ts';
import { DONE, type EventData, readEventData } from './read-event-data.ts';

export interface AnswerStreamOptions {
  /** Sends the request; resolves with the body of an answer that is a success. */
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
  readonly reader: AnswerReader;
  /** The one that the reader writes to. */
  readonly writer: AnswerWriter;
  /** Told each event's JSON after the reader has read it. */
  readonly seen?: ((event: unknown) => void) | undefined;
  /** The events behind the message's last block. */
  readonly ending: () => readonly ProviderStreamEvent[];
}

/** An answer as it is written. Not a generator: one that waits for the provider would not hear of its end. */
export interface AnswerStream {
  next(): Promise<IteratorResult<ProviderStreamEvent, undefined>>;
  /** Ends the stream, also while `next` waits, which then rejects. */
  leave(): void;
}

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const NO_MORE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The events of ConverseStream that a stream of server-sent events says, one at a time and each before the next is
 * looked at: what comes before an error is handed on, even where both came in one piece.
 */
export function createAnswerStream(options: AnswerStreamOptions): AnswerStream {
  const { open, reader, writer, seen, ending } = options;
  let source: EventData | undefined;
  let batch: readonly string[] = [];
  let position = 0;
  let started = false;
  let sawDone = false;
  let over = false;
  let left = false;
  const ready: ProviderStreamEvent[] = [];

  const take = (data: string): void => {
    if (data === DONE) {
      sawDone = true;
      return;
    }
    const event: unknown = JSON.parse(data);
    reader.event(event);
    seen?.(event);
    if (!started) ready.push({ messageStart: { role: 'assistant' } });
    started = true;
    takeWritten();
  };
  const takeWritten = (): void => {
    for (const event of writer.events) ready.push(event);
    writer.events.length = 0;
  };
  const end = (): void => {
    over = true;
    if (!started && !sawDone) throw notOfItsApi();
    reader.end(sawDone);
    takeWritten();
    ready.push(...ending());
  };

  const readOn = async (): Promise<void> => {
    // Node sends at the end of a tick what was written in it: the event before goes out before its successor is looked for.
    if (source) await nextTick();
    source ??= readEventData(await open());
    if (left) source.cancel();
    const more = await source.next();
    if (left) throw new Error('The stream was left.');
    if (more) {
      batch = more;
      position = 0;
    } else end();
  };

  return {
    async next() {
      try {
        for (;;) {
          const event = ready.shift();
          if (event) return { done: false, value: event };
          if (over) return NO_MORE;
          const data = batch[position++];
          if (data !== undefined) take(data);
          else await readOn();
        }
      } catch (error) {
        over = true;
        source?.cancel();
        throw error;
      }
    },
    leave() {
      left = true;
      over = true;
      source?.cancel();
    },
  };
}
