/** What can wait waits no longer than this. Milliseconds. */
const LONGEST = 500;

/** Resolves when the browser has painted and has nothing better to do. */
export const afterPaint = (): Promise<void> =>
  new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: LONGEST }));
