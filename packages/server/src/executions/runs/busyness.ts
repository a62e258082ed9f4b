import { performance } from 'node:perf_hooks';

/** The part of the time, from 0 to 1, that the process was at work since it was last asked; it has one asker. */
export function createBusyness(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
