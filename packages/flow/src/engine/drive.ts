import type { Plan } from '../plan/index.ts';
import type { Fault } from '../ports/index.ts';
import { advance, failFlow, outstandingCalls, type Settled } from './advance.ts';
import { type CallOptions, CallsUnderWay } from './calls-under-way.ts';
import type { FlowEvent } from './flow-event.ts';
import type { State } from './state.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './turn.ts';

export interface DriveOptions extends CallOptions {
  readonly plan: Plan;
  /** Mutated; may have been read back from storage. */
  readonly state: State;
  readonly settings?: EngineSettings;
  /** Lets others have a turn: resolves in a later turn of the event loop. */
  readonly breathe: () => Promise<void>;
  /** Told of the execution's last event before it is yielded; not when the execution was aborted. Must not throw. */
  readonly onEnd?: (last: FlowEvent) => void;
  /** Told when the execution ends before its last event: it was aborted, or left by its reader. Must not throw. */
  readonly onCut?: () => void;
}

/** After so many settled calls in one turn of the event loop the driver breathes. */
const CALLS_PER_BREATH = 256;

/**
 * Runs an execution to its end: makes the calls that advance() asks for and feeds it what comes back. Yields events
 * in batches, each after it happened; while the consumer does not ask for more, nothing new starts, so a slow reader
 * slows the flow instead of filling memory. Ends after flowCompleted or flowFailed, or silently when aborted. However
 * it ends, calls still under way are aborted; a call that has been started before an abort is told of it at once.
 */
export async function* drive(options: DriveOptions): AsyncGenerator<readonly FlowEvent[], void, void> {
  const { plan, state, clock, settings = DEFAULT_SETTINGS, signal } = options;
  if (signal?.aborted) return;
  const calls = new CallsUnderWay(options);
  try {
    for (const call of outstandingCalls(plan, state)) calls.start(call);
    let settled: Settled | undefined;
    let sinceBreath = 0;
    while (!signal?.aborted) {
      const turn = calls.isLate
        ? failFlow(plan, state, flowTimedOut(options.flowTimeout), clock.now())
        : advance(plan, state, settled, clock.now(), settings);
      if (turn.defect !== undefined) options.onDefect?.(turn.defect, state.fault?.node);
      for (const call of turn.calls) calls.start(call);
      if (state.status !== 'running') options.onEnd?.(turn.events.at(-1)!);
      if (turn.events.length > 0) yield turn.events;
      if (state.status !== 'running') return;
      if (turn.more || ++sinceBreath >= CALLS_PER_BREATH) {
        sinceBreath = 0;
        await options.breathe();
      }
      settled = turn.more ? undefined : (calls.take() ?? (await calls.next()));
    }
  } finally {
    calls.end();
    if (state.status === 'running') options.onCut?.();
  }
}

const flowTimedOut = (timeout: number): Fault => ({
  kind: 'serviceQuotaExceeded',
  blame: 'author',
  message: `The execution took longer than the ${timeout / 1000} seconds that it may take and was stopped.`,
});
