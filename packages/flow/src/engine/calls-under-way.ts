import { type Clock, type Fault, FlowError, type Work, type WorkResult } from '../ports/index.ts';
import { faultOf, type Settled } from './advance.ts';
import type { Call } from './turn.ts';

export interface CallControl {
  /** Aborted when nobody wants the result any more. */
  readonly signal: AbortSignal;
}

export interface CallOptions {
  /** Does the work of one node; `control.signal` is aborted when its result is no longer wanted. */
  readonly execute: (call: Call, control: CallControl) => Promise<WorkResult>;
  readonly clock: Clock;
  /** Aborted when nobody wants the execution any more. */
  readonly signal?: AbortSignal;
  /** Milliseconds that one node may take; then it fails as a dependency. */
  readonly nodeTimeout: number;
  /** Milliseconds that the whole execution may take. */
  readonly flowTimeout: number;
  /**
   * Told of failures that are no FlowError, whose details no client sees, and of the node that was at work. Must not
   * throw.
   */
  readonly onDefect?: (error: unknown, nodeName: string | undefined) => void;
}

/**
 * The calls an execution waits for, the results that have come back, and the time that is left. Whatever ends the
 * execution early (its signal, its time-out, its consumer) stops the calls that are still running at that moment.
 */
export class CallsUnderWay {
  /** Set when the execution has taken longer than it may. */
  isLate = false;
  private readonly options: CallOptions;
  /** In the order in which they were started, so the first is the first to be late. */
  private readonly pending = new Map<number, PendingCall>();
  private readonly settled: Settled[] = [];
  private taken = 0;
  private wake: (() => void) | undefined;
  private readonly startedAt: number;
  private cancelTimer: () => void;
  private readonly onAbort = () => this.stopAll();

  constructor(options: CallOptions) {
    this.options = options;
    this.startedAt = options.clock.monotonic();
    this.cancelTimer = this.armTimer(Math.min(options.nodeTimeout, options.flowTimeout));
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  start(call: Call): void {
    const pending = new PendingCall(call, this.options.clock.monotonic());
    this.pending.set(call.id, pending);
    let running: Promise<WorkResult>;
    try {
      running = this.options.execute(call, pending);
    } catch (error) {
      running = Promise.reject(error);
    }
    running.then(
      (result) => this.settle({ call, result }),
      (error: unknown) => {
        const { actions, usage } = error instanceof FlowError ? error : NOTHING_TOLD;
        const isWanted = this.settle({
          call,
          fault: faultOf(error),
          ...(actions && { actions }),
          ...(usage && { usage }),
        });
        // What a call throws after it was told to stop is only its way of stopping.
        if (isWanted && !(error instanceof FlowError)) this.options.onDefect?.(error, call.nodeName);
      },
    );
  }

  /** A settled call, if one is there already. */
  take(): Settled | undefined {
    if (this.taken === this.settled.length) return undefined;
    const next = this.settled[this.taken++];
    if (this.taken === this.settled.length) {
      this.settled.length = 0;
      this.taken = 0;
    }
    return next;
  }

  /** Waits for a settled call; undefined when the execution is aborted or late. */
  async next(): Promise<Settled | undefined> {
    if (this.settled.length === 0 && !this.isLate && !this.options.signal?.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.wake = undefined;
    return this.take();
  }

  /** The execution is over: whatever is still running is told so, and nothing is left armed. */
  end(): void {
    this.cancelTimer();
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.stopAll();
  }

  /** False when nobody waits for the call any more. */
  private settle(settled: Settled): boolean {
    if (!this.pending.delete(settled.call.id)) return false;
    this.settled.push(settled);
    this.wake?.();
    return true;
  }

  private stopAll(): void {
    const stopped = [...this.pending.values()];
    this.pending.clear();
    this.wake?.();
    for (const call of stopped) call.abort();
  }

  /** One timer serves the execution and all its calls: it wakes at the earliest deadline there can be. */
  private armTimer(wait: number): () => void {
    return this.options.clock.after(Math.max(wait, 1), () => this.onTimer());
  }

  private onTimer(): void {
    const { clock, flowTimeout, nodeTimeout } = this.options;
    const now = clock.monotonic();
    const left = this.startedAt + flowTimeout - now;
    if (left <= 0) {
      this.isLate = true;
      this.stopAll();
      return;
    }
    let wait = Math.min(left, nodeTimeout);
    const late: PendingCall[] = [];
    for (const pending of this.pending.values()) {
      const callLeft = pending.startedAt + nodeTimeout - now;
      if (callLeft > 0) {
        wait = Math.min(left, callLeft);
        break;
      }
      late.push(pending);
    }
    for (const pending of late) {
      this.settle({ call: pending.call, fault: nodeTimedOut(pending.call, nodeTimeout) });
      pending.abort();
    }
    this.cancelTimer = this.armTimer(wait);
  }
}

/** What is no FlowError says nothing of what was done before it. */
const NOTHING_TOLD = { actions: undefined, usage: undefined };

class PendingCall implements CallControl {
  readonly call: Call;
  readonly startedAt: number;
  /** Made only when the work asks for its signal: most work ends before anyone wants to stop it. */
  private controller: AbortController | undefined;

  constructor(call: Call, startedAt: number) {
    this.call = call;
    this.startedAt = startedAt;
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  abort(): void {
    this.controller ??= new AbortController();
    this.controller.abort();
  }
}

const nodeTimedOut = (call: Work, timeout: number): Fault => ({
  kind: 'dependencyFailed',
  blame: 'dependency',
  message: `Node ${call.nodeName} (${call.nodeType}) did not finish within ${timeout / 1000} seconds and was stopped.`,
  resourceName: call.nodeName,
});
