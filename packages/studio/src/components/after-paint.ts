/** What can wait waits no longer than this. Milliseconds. */
const LONGEST = 500;

/** Resolves when the browser has painted and has nothing better to do. */
export const afterPaint = (): Promise<void> =>
  new Promise((resolve) => {
    // The second frame begins when the first has been painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: LONGEST })),
    );
  });
