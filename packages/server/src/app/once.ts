/** A value that is made when it is first asked for. */
export interface Once<Value> {
  (): Promise<Value>;
  /** The value if it was ever asked for; does not make it. A failed making counts as never. */
  ifStarted(): Promise<Value | undefined>;
}

/** Callers at the same time share one making; a failed one is tried again by the next caller. */
export const once = <Value>(make: () => Promise<Value>): Once<Value> => {
  let made: Promise<Value> | undefined;
  const ask = () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return Object.assign(ask, {
    ifStarted: async () => made?.catch(() => undefined),
  });
};
