/** What waits for the canvas waits no longer than this. Milliseconds. */
const LONGEST = 500;

/** Resolves when the browser has painted and has nothing better to do: what stands around the canvas comes after it. */
export const afterCanvas = (): Promise<void> =>
  new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: LONGEST }));
