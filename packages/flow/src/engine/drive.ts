import type { Plan } from '../plan/index.ts';
import type { Clock, Fault, Work, WorkResult } from '../ports/index.ts';
import { FlowError } from '../ports/index.ts';
import { advance, faultOf, outstandingCalls, type Settled } from './advance.ts';
import type { FlowEvent } from './flow-event.ts';
import type { State } from './state.ts';
import { type Call, DEFAULT_LIMITS, type EngineLimits } from './turn.ts';

export interface DriveOptions {
  readonly plan: Plan;
  /** Mutated; may have been read back from storage. */
  readonly state: State;
  /** Does the work of one node; `control.signal` is aborted when its result is no longer wanted. */
  readonly execute: (call: Call, control: CallControl) => Promise<WorkResult>;
  readonly clock: Clock;
  readonly limits?: EngineLimits;
  /** Aborted when nobody wants the execution any more: the generator ends without further events. */
  readonly signal?: AbortSignal;
  /** Milliseconds that one node may take; then it fails as a dependency. */
  readonly nodeTimeout: number;
  /** Milliseconds that the whole execution may take. */
  readonly flowTimeout: number;
  /** Lets others have a turn: resolves in a later turn of the event loop. */
  readonly breathe: () => Promise<void>;
  /** Told of thrown values that are not FlowErrors, whose details no client sees. */
  readonly onDefect?: (error: unknown, call: Call) => void;
}

export interface CallControl {
  readonly signal: AbortSignal;
}

/** After so many settled calls in one turn of the event loop the driver breathes. */
const CALLS_PER_BREATH = 256;

/**
 * Runs an execution to its end: makes the calls that advance() asks for and feeds it what comes back. Yields events
 * in batches, each after it happened; while the consumer does not ask for more, nothing new starts, so a slow reader
 * slows the flow instead of filling memory. Ends after flowCompleted or flowFailed, or silently when aborted. However
 * it ends, calls still under way are aborted.
 */
export async function* drive(options: DriveOptions): AsyncGenerator<readonly FlowEvent[], void, void> {
  const { plan, state, clock, limits = DEFAULT_LIMITS, signal } = options;
  const calls = new CallsUnderWay(options);
  try {
    for (const call of outstandingCalls(plan, state)) calls.start(call);
    let settled: Settled | undefined;
    let sinceBreath = 0;
    while (!signal?.aborted) {
      const turn = advance(plan, state, settled, clock.now(), limits);
      for (const call of turn.calls) calls.start(call);
      if (turn.events.length > 0) yield turn.events;
      if (state.status !== 'running') return;
      settled = undefined;
      if (turn.more || ++sinceBreath >= CALLS_PER_BREATH) {
        sinceBreath = 0;
        await options.breathe();
        if (turn.more) continue;
      }
      settled = calls.take() ?? (await calls.next());
      if (settled === undefined) return;
    }
  } finally {
    calls.abandon();
  }
}

/**
 * Identifies a piece of work over retries, restarts and machines: `execution/iterations…/node`. Ports derive
 * idempotency keys from it (reliability.md section 2, promise 4).
 */
export function callKey(executionId: string, call: Pick<Call, 'chain' | 'nodeName'>): string {
  let key = executionId;
  for (const { nodeName, index } of call.chain) key += `/${nodeName}:${index}`;
  return `${key}/${call.nodeName}`;
}

/** The calls an execution waits for, their time-outs, and the results that have come back. */
class CallsUnderWay {
  private readonly options: DriveOptions;
  private readonly pending = new Map<number, PendingCall>();
  private readonly settled: Settled[] = [];
  private taken = 0;
  private wake: (() => void) | undefined;
  private readonly startedAt: number;
  private cancelTimer: (() => void) | undefined;
  private onAbort: (() => void) | undefined;
  private abandoned = false;

  constructor(options: DriveOptions) {
    this.options = options;
    this.startedAt = options.clock.monotonic();
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
      (result) => this.settle(pending, { call, result }),
      (error: unknown) => {
        if (!(error instanceof FlowError) && !this.abandoned) this.options.onDefect?.(error, call);
        this.settle(pending, { call, fault: faultOf(error) });
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

  /** Waits for a settled call; undefined when the execution is aborted. */
  async next(): Promise<Settled | undefined> {
    this.watch();
    if (this.settled.length === 0 && !this.options.signal?.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.wake = undefined;
    return this.options.signal?.aborted ? undefined : this.take();
  }

  /** Nobody waits any more: whatever is still running is told so. */
  abandon(): void {
    this.abandoned = true;
    this.cancelTimer?.();
    if (this.onAbort) this.options.signal?.removeEventListener('abort', this.onAbort);
    for (const pending of this.pending.values()) pending.abort();
    this.pending.clear();
  }

  private settle(pending: PendingCall, settled: Settled): void {
    if (!this.pending.delete(pending.call.id)) return;
    this.settled.push(settled);
    this.wake?.();
  }

  /** Arms the timer and the abort listener the first time that something is really waited for. */
  private watch(): void {
    if (this.cancelTimer === undefined) this.arm();
    if (this.onAbort === undefined && this.options.signal) {
      this.onAbort = () => this.wake?.();
      this.options.signal.addEventListener('abort', this.onAbort, { once: true });
    }
  }

  /** One timer serves all calls: it wakes at the earliest deadline there can be. */
  private arm(): void {
    const now = this.options.clock.monotonic();
    let wait = this.startedAt + this.options.flowTimeout - now;
    for (const pending of this.pending.values())
      wait = Math.min(wait, pending.startedAt + this.options.nodeTimeout - now);
    if (this.pending.size === 0) wait = Math.min(wait, this.options.nodeTimeout);
    this.cancelTimer = this.options.clock.after(Math.max(wait, 1), () => this.onTimer());
  }

  private onTimer(): void {
    const { clock, flowTimeout, nodeTimeout } = this.options;
    const now = clock.monotonic();
    const flowIsLate = now - this.startedAt >= flowTimeout;
    for (const pending of [...this.pending.values()]) {
      if (!flowIsLate && now - pending.startedAt < nodeTimeout) continue;
      const fault = flowIsLate ? flowTimedOut(flowTimeout) : nodeTimedOut(pending.call, nodeTimeout);
      this.settle(pending, { call: pending.call, fault });
      pending.abort();
    }
    if (!this.abandoned) this.arm();
  }
}

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

const flowTimedOut = (timeout: number): Fault => ({
  kind: 'serviceQuotaExceeded',
  blame: 'author',
  message: `The execution took longer than the ${timeout / 1000} seconds that it may take and was stopped.`,
});
