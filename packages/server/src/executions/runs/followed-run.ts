import type { Call, CallControl, FlowEvent, State } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import { type Clock, FlowError, type WorkResult } from '@streambed/flow/ports';
import type { RunFigures, RunStatus, RunSummary } from '@streambed/model/streambed';
import type { Scope } from '../../store/index.ts';
import { DeltaBuffer } from './delta-buffer.ts';
import { LiveRun } from './live-run.ts';
import { faultOf, type PartOfFlow, type RunEventDraft, RunEventProjection } from './project-run-events.ts';
import type { RunLimits } from './run-limits.ts';

/** What a summary says of a run from its first moment on. */
export type RunIdentity = Omit<
  RunSummary,
  'status' | 'figures' | 'endedAt' | 'fault' | 'reason' | 'eventsLeftOut'
>;

export interface FollowedRunOptions {
  readonly scope: Scope;
  readonly identity: RunIdentity;
  readonly plan: Plan;
  readonly state: State;
  readonly part?: PartOfFlow;
  readonly clock: Clock;
  readonly limits: RunLimits;
}

/** One execution told as a run: its events, its figures, its end. */
export class FollowedRun {
  readonly live: LiveRun;
  private readonly options: FollowedRunOptions;
  private readonly projection: RunEventProjection;
  private readonly deltas: DeltaBuffer;
  private readonly startedAt: number;
  private readonly tell = (draft: RunEventDraft): void => this.live.append(draft);

  constructor(options: FollowedRunOptions) {
    const { scope, identity, plan, state, part, clock, limits } = options;
    this.options = options;
    this.startedAt = clock.monotonic();
    this.projection = new RunEventProjection(plan, state, part);
    this.live = new LiveRun({ scope, runId: identity.runId }, limits, () => this.summary('Running'));
    this.deltas = new DeltaBuffer(clock, this.tell);
    this.live.append({ type: 'runStarted', at: clock.now(), run: this.summary('Running') });
  }

  /** What happened, in order. The last event of the execution ends the run. */
  take(events: readonly FlowEvent[]): void {
    this.deltas.flush();
    this.projection.project(events, this.tell);
    const last = events.at(-1);
    if (last?.type === 'flowCompleted') this.end('Succeeded');
    else if (last?.type === 'flowFailed')
      this.end('Failed', { fault: faultOf(last.fault, this.projection.fault) });
  }

  /** Ends the run before its execution came to an end; nothing happens when it has ended. */
  stop(reason: string): void {
    if (this.live.ended === undefined) this.end('Stopped', { reason });
  }

  /** Does a call's work so that the run learns what it used, and what its model writes meanwhile. */
  async watch(
    call: Call,
    control: CallControl,
    execute: (call: Call, control: CallControl, onDelta: (text: string) => void) => Promise<WorkResult>,
  ): Promise<WorkResult> {
    const onDelta = (text: string) => {
      if (!control.signal.aborted)
        this.deltas.add(call.step, text, () =>
          this.projection.about('nodeDelta', this.options.clock.now(), call.step, call.chain),
        );
    };
    try {
      const result = await execute(call, control, onDelta);
      this.projection.used(call.step, result.usage);
      return result;
    } catch (error) {
      if (error instanceof FlowError) this.projection.used(call.step, error.usage);
      throw error;
    }
  }

  private end(status: RunStatus, how: Pick<RunSummary, 'fault' | 'reason'> = {}): void {
    const at = this.options.clock.now();
    this.deltas.flush();
    this.projection.skipped(at, this.tell);
    const summary = this.summary(status, how);
    this.live.append({ type: 'runEnded', at, run: summary });
    this.live.close(summary);
  }

  private summary(status: RunStatus, how: Pick<RunSummary, 'fault' | 'reason'> = {}): RunSummary {
    const { identity, clock } = this.options;
    const { leftOut = 0 } = this.live ?? {};
    return {
      ...identity,
      status,
      ...(status !== 'Running' && { endedAt: new Date(clock.now()).toISOString() }),
      figures: this.figures(),
      ...how,
      ...(leftOut > 0 && { eventsLeftOut: leftOut }),
    };
  }

  private figures(): RunFigures {
    const { state, clock } = this.options;
    return figuresOf(state, clock.monotonic() - this.startedAt, this.projection.substituted);
  }
}

/** What an execution came to so far. `substituted` node runs took their outputs from elsewhere. */
export function figuresOf(state: State, duration: number, substituted = 0): RunFigures {
  const { transitions, iterations, usage } = state;
  return {
    durationMs: Math.round(duration * 1000) / 1000,
    nodeRuns: transitions - substituted,
    iterations,
    ...(usage && {
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      // The sum of nothing is no price.
      ...(usage.unpricedCalls < usage.modelCalls && { usd: usage.usd }),
      ...(usage.unpricedCalls > 0 && { hasUnpricedCalls: true }),
    }),
  };
}
