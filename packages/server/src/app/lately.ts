import type { Clock } from '@streambed/flow/ports';

/**
 * What was found out of each key, for whoever asks at the same time or soon after: asking again and again does not make
 * the work again and again. A failure is told to those who wait for it, and holds no longer.
 *
 * @param find finds it out; at most once at a time for each key
 * @param holdsFor ms for which it is told again, counted from when it was found
 */
export const lately = <Key, Value>(
  find: (key: Key) => Promise<Value>,
  holdsFor: number,
  clock: Clock,
): ((key: Key) => Promise<Value>) => {
  const found = new Map<Key, { readonly value: Promise<Value>; until: number }>();
  return (key) => {
    const known = found.get(key);
    if (known && clock.monotonic() < known.until) return known.value;
    const made = { value: find(key), until: Number.POSITIVE_INFINITY };
    found.set(key, made);
    made.value.then(
      () => {
        made.until = clock.monotonic() + holdsFor;
      },
      () => {
        if (found.get(key) === made) found.delete(key);
      },
    );
    return made.value;
  };
};
