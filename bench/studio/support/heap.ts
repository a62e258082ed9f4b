import type { CDPSession, Page } from 'playwright-core';

/** What a page holds after everything that nobody needs was collected. */
export interface Held {
  /** MB of JavaScript's heap. */
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

export const heldBy = async (cdp: CDPSession): Promise<Held> => {
  await cdp.send('Performance.enable');
  // Twice: what the first finds unreachable may have held on to more by way of finalizers.
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return { heap: of('JSHeapUsedSize') / 1_000_000, nodes: of('Nodes'), listeners: of('JSEventListeners') };
};

export const inspect = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page);
