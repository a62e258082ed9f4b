import { createState, DEFAULT_SETTINGS, drive, type State } from '@streambed/flow/engine';
import { executeNode } from '@streambed/flow/nodes';
import type { Plan } from '@streambed/flow/plan';
import { type Clock, callerFault, FlowError, type Ports } from '@streambed/flow/ports';
import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { Scope, Store } from '../../store/index.ts';
import { resourceNotFound } from '../not-found.ts';
import { WorkCall } from '../work-call.ts';
import type { Busyness } from './busyness.ts';
import { FollowedRun, type RunIdentity } from './followed-run.ts';
import { Influence } from './influence.ts';
import type { LiveRun } from './live-run.ts';
import { nodePaths } from './node-paths.ts';
import type { PartOfFlow } from './project-run-events.ts';
import { readLiveEvents } from './read-events.ts';
import { RecordedRun } from './recorded-run.ts';
import { RunArchive } from './run-archive.ts';
import { invocationLimits, RUN_LIMITS, type RunLimits } from './run-limits.ts';
import { recordOf, summaryOf } from './run-record.ts';
import { RunRecorder } from './run-recorder.ts';
import type { EventsRequest, RunDetail, RunMaterial, RunRequest, Runs, StartedRun } from './runs.ts';
import { RunSubstitutes } from './substitutes.ts';

export interface RunsOptions {
  readonly store: Store;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly nodeTimeout: number;
  readonly flowTimeout: number;
  readonly maxTransitions: number;
  readonly loopContinuesWhen: boolean;
  readonly onDefect: (error: unknown, where: { executionId?: string; nodeName?: string }) => void;
  readonly busyness: Busyness;
  readonly limits?: RunLimits;
}

/** An execution that somebody else drives, to be recorded with its values. */
export interface InvocationToRecord {
  readonly scope: Scope;
  readonly identity: RunIdentity;
  readonly plan: Plan;
  readonly state: State;
  readonly material: RunMaterial;
}

/** Runs, and the way to record an execution that a request drives. */
export interface RecordedRuns extends Runs {
  /** Whether there is room and time to record an invocation with its values; else figures must do. */
  readonly canRecord: boolean;
  /** The run ends with the execution's last event, or when it is stopped. */
  record(invocation: InvocationToRecord): FollowedRun;
  /** Waits where a run is further ahead of the disk than memory should hold. */
  holdBack(live: LiveRun): Promise<void> | undefined;
}

interface UnderWay {
  readonly followed: FollowedRun;
  readonly material: RunMaterial;
  /** Absent for executions that a request drives. */
  readonly abort?: AbortController;
  /** Resolves when the run has ended, and its end is on record. */
  readonly done: Promise<void>;
}

export function createRuns(options: RunsOptions): RecordedRuns {
  return new RunsUnderWay(options);
}

class RunsUnderWay implements RecordedRuns {
  private readonly options: RunsOptions;
  private readonly limits: RunLimits;
  private readonly archive: RunArchive;
  private readonly recorder: RunRecorder;
  private readonly known = new Map<string, UnderWay>();
  /** Runs of StartRun, per account and region. */
  private readonly counts = new Map<string, number>();
  private isClosing = false;

  constructor(options: RunsOptions) {
    this.options = options;
    this.limits = options.limits ?? RUN_LIMITS;
    this.archive = new RunArchive(options.store);
    this.recorder = new RunRecorder({
      archive: this.archive,
      clock: options.clock,
      busyness: options.busyness,
      onFailure: (error, runId) => options.onDefect(error, { executionId: runId }),
    });
  }

  async start(request: RunRequest): Promise<StartedRun> {
    const release = this.reserve(request.scope);
    try {
      const runId = this.options.ports.ids.uuid();
      const state = createState(request.plan, request.feed);
      const { part, substitutes } = partOf(request);
      const followed = this.follow(
        request.scope,
        identityOf(request, runId, this.now()),
        request.plan,
        state,
        part,
      );
      const { definition, inputs, pins, nodeInputs } = request;
      const material = { definition, inputs, pins, ...(nodeInputs && { nodeInputs }) };
      await this.recorder.begin(followed.live, material);
      const abort = new AbortController();
      const done = this.run(request, followed, state, substitutes, abort).finally(release);
      this.keep({ followed, material, abort, done });
      return { runId };
    } catch (error) {
      release();
      throw error;
    }
  }

  async events(request: EventsRequest): Promise<AsyncIterable<readonly RunEvent[]>> {
    const { scope, runId, after, follow, signal } = request;
    const underWay = this.known.get(keyOf(scope, runId));
    if (!underWay) {
      await this.recordOf(scope, runId);
      return this.archive.events(scope, runId, after);
    }
    const stored = async (last: number): Promise<readonly RunEvent[]> => {
      for await (const events of this.archive.events(scope, runId, last)) return events;
      return [];
    };
    return readLiveEvents(underWay.followed.live, after, follow, signal, this.options.clock, stored);
  }

  async get(scope: Scope, runId: string): Promise<RunDetail> {
    const underWay = this.known.get(keyOf(scope, runId));
    if (underWay) {
      const { live } = underWay.followed;
      const { definition, inputs, pins } = underWay.material;
      return { run: live.summary, definition, inputs, pins, eventCount: live.count };
    }
    const record = await this.recordOf(scope, runId);
    const material = await this.archive.material(scope, runId);
    return {
      run: summaryOf(record),
      ...(material && { definition: material.definition, inputs: material.inputs, pins: material.pins }),
      eventCount: record.eventCount,
    };
  }

  live(scope: Scope, runId: string): RunSummary | undefined {
    return this.known.get(keyOf(scope, runId))?.followed.live.summary;
  }

  async settled({ accountId, region }: Scope): Promise<void> {
    const ending = [...this.known.values()].filter(
      ({ followed: { live }, abort }) =>
        abort && live.ended && live.scope.accountId === accountId && live.scope.region === region,
    );
    await Promise.allSettled(ending.map(({ done }) => done));
  }

  async stop(scope: Scope, runId: string, by: string): Promise<RunSummary> {
    const underWay = this.known.get(keyOf(scope, runId));
    if (!underWay) return summaryOf(await this.recordOf(scope, runId));
    const { followed, abort, done } = underWay;
    if (!abort)
      throw new FlowError({
        kind: 'conflict',
        blame: 'caller',
        message: `Run ${runId} belongs to a request that waits for it, and ends with that request.`,
      });
    followed.stop(`Stopped by ${by}.`);
    abort.abort();
    await done;
    return followed.live.summary;
  }

  async recording(scope: Scope, runId: string): Promise<RecordedRun> {
    const recorded = new RecordedRun(runId);
    const underWay = this.known.get(keyOf(scope, runId));
    if (underWay) {
      const { live } = underWay.followed;
      if (!live.ended)
        throw callerFault(`Run ${runId} has not ended; wait for its end, or stop it with StopRun.`);
      // Its end may not be on record yet; what is all in memory need not wait for that.
      const events = live.after(0, Number.MAX_SAFE_INTEGER);
      if (events) {
        for (const event of events) recorded.add(event);
        return recorded;
      }
      await underWay.done;
    }
    const { recording } = await this.recordOf(scope, runId);
    if (recording !== 'Values')
      throw callerFault(
        `Run ${runId} was recorded without values, or they were let go since, so nothing can be taken from it.`,
      );
    for await (const events of this.archive.events(scope, runId, 0))
      for (const event of events) recorded.add(event);
    return recorded;
  }

  get canRecord(): boolean {
    return this.recorder.canAdopt;
  }

  record({ scope, identity, plan, state, material }: InvocationToRecord): FollowedRun {
    const followed = this.follow(scope, identity, plan, state, {}, invocationLimits(this.limits));
    this.keep({ followed, material, done: this.recorder.adopt(followed.live, material) });
    return followed;
  }

  holdBack(live: LiveRun): Promise<void> | undefined {
    return live.isAhead ? this.recorder.caughtUp(live) : undefined;
  }

  async recover(): Promise<void> {
    for (const { scope, ...record } of await this.options.store.runs.underWay()) {
      try {
        await this.endOnRecord(scope, summaryOf(record), record.storedSize);
      } catch (error) {
        this.options.onDefect(error, { executionId: record.id });
      }
    }
  }

  async close(): Promise<void> {
    this.isClosing = true;
    const underWay = [...this.known.values()];
    for (const { followed, abort } of underWay) {
      followed.stop('The server was stopped.');
      abort?.abort();
    }
    await this.recorder.close();
    await Promise.all(underWay.map(({ done }) => done));
  }

  private now(): string {
    return new Date(this.options.clock.now()).toISOString();
  }

  /** Counts one more run of StartRun; answers what takes it off again. */
  private reserve({ accountId, region }: Scope): () => void {
    const scope = `${accountId}/${region}`;
    const count = this.counts.get(scope) ?? 0;
    if (this.isClosing) throw unavailable('The server is shutting down.');
    if (count >= this.limits.concurrent)
      throw unavailable(
        `${count} runs are under way, the most that there may be at once. Wait for one to end, or stop one with StopRun.`,
      );
    this.counts.set(scope, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = this.counts.get(scope)! - 1;
      if (left === 0) this.counts.delete(scope);
      else this.counts.set(scope, left);
    };
  }

  private follow(
    scope: Scope,
    identity: RunIdentity,
    plan: Plan,
    state: State,
    part: PartOfFlow = {},
    limits = this.limits,
  ): FollowedRun {
    const { clock } = this.options;
    return new FollowedRun({ scope, identity, plan, state, part, clock, limits });
  }

  private keep(underWay: UnderWay): void {
    const { scope, runId } = underWay.followed.live;
    const key = keyOf(scope, runId);
    this.known.set(key, underWay);
    void underWay.done.then(() => this.known.delete(key));
  }

  private async run(
    request: RunRequest,
    followed: FollowedRun,
    state: State,
    substitutes: RunSubstitutes,
    abort: AbortController,
  ): Promise<void> {
    const { ports, clock, nodeTimeout, flowTimeout, onDefect } = this.options;
    const { live } = followed;
    const origin = { ...request, executionId: live.runId };
    const batches = drive({
      plan: request.plan,
      state,
      clock,
      signal: abort.signal,
      nodeTimeout,
      flowTimeout,
      breathe,
      settings: {
        ...DEFAULT_SETTINGS,
        maxConcurrency: request.maxConcurrency,
        maxTransitions: this.options.maxTransitions,
        loopContinuesWhen: this.options.loopContinuesWhen,
        detail: 'run',
        substitutes,
      },
      execute: (call, control) =>
        followed.watch(call, control, (_, __, onDelta) =>
          executeNode(
            call,
            ports,
            new WorkCall(origin, live.runId, request.executionRoleArn, call, control, onDelta),
          ),
        ),
      onDefect: (error, nodeName) =>
        onDefect(error, { executionId: live.runId, ...(nodeName !== undefined && { nodeName }) }),
    });
    try {
      for await (const batch of batches) {
        followed.take(batch);
        await this.holdBack(live);
      }
    } catch (error) {
      onDefect(error, { executionId: live.runId });
    }
    followed.stop('The run was stopped.');
    await this.recorder.end(live);
  }

  private async recordOf(scope: Scope, runId: string) {
    const record = await this.archive.get(scope, runId);
    if (!record) throw noSuchRun(runId);
    return record;
  }

  /** A run that was cut off with its server gets its last event, and its row. */
  private async endOnRecord(scope: Scope, summary: RunSummary, storedSize: number): Promise<void> {
    let last: RunEvent | undefined;
    let count = 0;
    for await (const events of this.archive.events(scope, summary.runId, 0)) {
      last = events.at(-1)!;
      count = last.number;
    }
    const at = Math.max(this.options.clock.now(), last?.at ?? 0);
    const ended: RunSummary = {
      ...summary,
      status: 'Stopped',
      endedAt: new Date(at).toISOString(),
      reason: 'The server ended while the run was under way; what came after its last event is not known.',
    };
    const event: RunEvent = { number: count + 1, at, type: 'runEnded', run: ended };
    await this.archive.end(scope, summary.runId, [[event]], (size) =>
      recordOf(ended, { eventCount: event.number, storedSize: storedSize + size }),
    );
  }
}

/** What is told and substituted otherwise because only a part runs, or another run is taken up. */
function partOf(request: RunRequest): { readonly part: PartOfFlow; readonly substitutes: RunSubstitutes } {
  const { plan, part: { pathPrefix = '', madeUp = new Set<string>() } = {}, from, iteration } = request;
  const paths = nodePaths(plan, pathPrefix);
  // A part that stands for one iteration is told as that; a run from a node on has iterations of its own.
  const around = request.mode === 'OnlyNode' ? (iteration ?? []) : [];
  const substitutes = new RunSubstitutes({
    paths,
    pins: request.pins,
    iteration: around,
    ...(from && {
      recording: {
        run: from.recording,
        influence: new Influence(plan, paths.indexOf(request.node!), iteration),
        definitionThen: from.definition,
        definitionNow: request.definition,
      },
    }),
  });
  const hidden = new Set(plan.steps.filter(({ name }) => madeUp.has(name)).map(({ index }) => index));
  return {
    substitutes,
    part: {
      pathPrefix,
      iteration: around,
      hidden,
      reasonFor: (step, chain) => substitutes.takeReason(step, chain),
    },
  };
}

const identityOf = (request: RunRequest, runId: string, startedAt: string): RunIdentity => ({
  runId,
  flowId: request.flowId,
  ...(request.flowAliasId !== undefined && { flowAliasId: request.flowAliasId }),
  ...(request.flowVersion !== undefined && { flowVersion: request.flowVersion }),
  kind: request.kind,
  mode: request.mode,
  ...(request.node !== undefined && { node: request.node }),
  ...(request.parentRunId !== undefined && { parentRunId: request.parentRunId }),
  startedAt,
  principalArn: request.principalArn,
  recording: 'Values',
  executionId: runId,
  ...(request.pins.length > 0 && { pinCount: request.pins.length }),
});

const keyOf = ({ accountId, region }: Scope, runId: string): string => `${accountId}/${region}/${runId}`;

/** In the same words for a run that does not exist and for one of another account or region. */
const noSuchRun = (runId: string): FlowError =>
  resourceNotFound(`There is no run ${runId} here. Look the run up with ListRuns; old runs are deleted.`);

const unavailable = (message: string): FlowError =>
  new FlowError({ kind: 'serviceQuotaExceeded', blame: 'caller', message });

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
