import { performance } from 'node:perf_hooks';
import type { Clock } from '@streambed/flow/ports';

/** How often it is looked, ms, while anybody wants to know. */
const LOOKED_EVERY = 250;
/** So often, after it was last asked. */
const LOOKS = 12;
/** Of the time, from 0 to 1; above it a process has little to spare. */
const BUSY = 0.7;

/** Whether the process has time for what can wait. Looks only while it is asked now and then: it keeps no timer else. */
export class Busyness {
  /** As of the last look. */
  isBusy = false;
  private readonly clock: Clock;
  private readonly utilization: () => number;
  private cancel: (() => void) | undefined;
  private looksLeft = 0;

  /** `utilization` answers how much of the time since it was last asked the process was at work. */
  constructor(clock: Clock, utilization: () => number = eventLoopUtilization()) {
    this.clock = clock;
    this.utilization = utilization;
  }

  /** Asks; looks again soon, as long as somebody goes on asking. */
  ask(): boolean {
    this.looksLeft = LOOKS;
    if (this.cancel === undefined) this.lookLater();
    return this.isBusy;
  }

  close(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private lookLater(): void {
    this.cancel = this.clock.after(LOOKED_EVERY, () => {
      this.cancel = undefined;
      this.isBusy = this.utilization() > BUSY;
      if (--this.looksLeft > 0) this.lookLater();
      else this.isBusy = false;
    });
  }
}

function eventLoopUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
