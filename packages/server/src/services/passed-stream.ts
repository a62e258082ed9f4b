/**
 * Streams that hand on what others give. Plain iterators and no generators: a token passes a dozen of them, and each
 * generator around another makes it wait for some turns of the microtask queue more.
 */

/**
 * A stream that is opened when it is first asked. What `open` rejects with, the first `next` does; from then on the
 * stream is as the one that was opened, and one that is left before it was asked is never opened.
 */
export function openedStream<Event>(
  open: () => Promise<AsyncIterator<Event, unknown>>,
): AsyncIterable<Event> {
  return {
    [Symbol.asyncIterator]() {
      let opening: Promise<AsyncIterator<Event, unknown>> | undefined;
      let opened: AsyncIterator<Event, unknown> | undefined;
      let over = false;
      const first = async (): Promise<IteratorResult<Event, unknown>> => {
        if (over) return NO_MORE;
        opening ??= open();
        try {
          opened = await opening;
        } catch (error) {
          over = true;
          throw error;
        }
        return await opened.next();
      };
      return {
        next: () => opened?.next() ?? first(),
        async return() {
          over = true;
          const inner = opened ?? (await opening?.catch(() => undefined));
          await inner?.return?.();
          return NO_MORE;
        },
      };
    },
  };
}

/** A stream with any number of events for each of another's, which is asked only when all of them are taken. */
export function changedStream<From, To>(
  stream: AsyncIterable<From>,
  change: (event: From) => readonly To[],
): AsyncIterable<To> {
  return {
    [Symbol.asyncIterator]() {
      const inner = stream[Symbol.asyncIterator]();
      let events: readonly To[] = [];
      let position = 0;
      const next = async (): Promise<IteratorResult<To, unknown>> => {
        while (position >= events.length) {
          const result = await inner.next();
          if (result.done) return result;
          try {
            events = change(result.value);
          } catch (error) {
            await inner.return?.();
            throw error;
          }
          position = 0;
        }
        return { done: false, value: events[position++] as To };
      };
      return {
        next,
        async return() {
          await inner.return?.();
          return NO_MORE;
        },
      };
    },
  };
}

const NO_MORE: IteratorReturnResult<undefined> = { done: true, value: undefined };
