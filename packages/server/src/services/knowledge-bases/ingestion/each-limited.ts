export interface EachLimitedOptions<Item> {
  /** At the same time. */
  readonly most: number;
  /** What those at the same time may weigh together; one that weighs more is worked on alone. */
  readonly weight: number;
  readonly weightOf: (item: Item) => number;
  readonly signal: AbortSignal;
}

/**
 * Works on items as they come, several at the same time; asks for the next when there is room. Rejects with the first
 * failure, when all that was begun has ended; `work` is told by its signal.
 */
export async function eachLimited<Item>(
  items: AsyncIterable<Item>,
  { most, weight, weightOf, signal }: EachLimitedOptions<Item>,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const running = new Set<Promise<void>>();
  let held = 0;
  // Not a race of all that run: each would be waited for anew with every item.
  let oneEnded = (): void => undefined;
  const begin = (item: Item, weighs: number): void => {
    held += weighs;
    const ends = work(item, either)
      .catch((error: unknown) => failure.abort(error))
      .finally(() => {
        held -= weighs;
        running.delete(ends);
        oneEnded();
      });
    running.add(ends);
  };
  try {
    for await (const item of items) {
      const weighs = weightOf(item);
      while (running.size > 0 && (running.size >= most || held + weighs > weight))
        await new Promise<void>((resolve) => {
          oneEnded = resolve;
        });
      if (either.aborted) break;
      begin(item, weighs);
    }
  } catch (error) {
    failure.abort(error);
  }
  await Promise.all(running);
  either.throwIfAborted();
}
