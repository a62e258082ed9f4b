import { createState, DEFAULT_SETTINGS, drive } from '@streambed/flow/engine';
import { nodeTypeOf } from '@streambed/flow/nodes';
import type { Clock, FlowError, Ports } from '@streambed/flow/ports';
import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import type { Scope } from '../../store/index.ts';
import { resourceNotFound } from '../not-found.ts';
import { WorkCall } from '../work-call.ts';
import { FollowedRun } from './followed-run.ts';
import { readLiveEvents } from './read-events.ts';
import { RUN_LIMITS } from './run-limits.ts';
import type { EventsRequest, RunDetail, RunRequest, Runs, StartedRun } from './runs.ts';

export interface RunsOptions {
  readonly ports: Ports;
  readonly clock: Clock;
  readonly nodeTimeout: number;
  readonly flowTimeout: number;
  readonly maxTransitions: number;
  readonly loopContinuesWhen: boolean;
  readonly onDefect: (error: unknown, where: { executionId: string; nodeName?: string }) => void;
}

interface UnderWay {
  readonly request: RunRequest;
  readonly followed: FollowedRun;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export function createRuns(options: RunsOptions): Runs {
  const { ports, clock } = options;
  const limits = RUN_LIMITS;
  const known = new Map<string, UnderWay>();
  const keyOf = ({ accountId, region }: Scope, runId: string) => `${accountId}/${region}/${runId}`;

  const find = (scope: Scope, runId: string): UnderWay => {
    const run = known.get(keyOf(scope, runId));
    if (!run) throw noSuchRun(runId);
    return run;
  };

  return {
    async start(request): Promise<StartedRun> {
      const runId = ports.ids.uuid();
      const underWay = begin(request, runId);
      known.set(keyOf(request.scope, runId), underWay);
      return { runId };
    },
    async events({ scope, runId, after, follow, signal }: EventsRequest) {
      const { followed } = find(scope, runId);
      return readLiveEvents(followed.live, after, follow, signal, clock, async (): Promise<RunEvent[]> => []);
    },
    async get(scope, runId): Promise<RunDetail> {
      const { request, followed } = find(scope, runId);
      const { definition, inputs, pins } = request;
      return { run: followed.live.summary, definition, inputs, pins, eventCount: followed.live.count };
    },
    async stop(scope, runId, by): Promise<RunSummary> {
      const { followed, abort, done } = find(scope, runId);
      followed.stop(`Stopped by ${by}.`);
      abort.abort();
      await done;
      return followed.live.summary;
    },
    async close() {
      for (const { followed, abort } of known.values()) {
        followed.stop('The server was stopped.');
        abort.abort();
      }
      await Promise.all([...known.values()].map(({ done }) => done));
    },
  };

  function begin(request: RunRequest, runId: string): UnderWay {
    const { plan } = request;
    const state = createState(plan, inputsOf(request));
    const followed = new FollowedRun({
      scope: request.scope,
      identity: {
        runId,
        flowId: request.flowId,
        ...(request.flowAliasId !== undefined && { flowAliasId: request.flowAliasId }),
        ...(request.flowVersion !== undefined && { flowVersion: request.flowVersion }),
        kind: request.kind,
        mode: request.mode,
        ...(request.node !== undefined && { node: request.node }),
        ...(request.parentRunId !== undefined && { parentRunId: request.parentRunId }),
        startedAt: new Date(clock.now()).toISOString(),
        principalArn: request.principalArn,
        recording: 'Values',
        executionId: runId,
        ...(request.pins.length > 0 && { pinCount: request.pins.length }),
      },
      plan,
      state,
      clock,
      limits,
    });
    const abort = new AbortController();
    const origin = { ...request, executionId: runId };
    const events = drive({
      plan,
      state,
      clock,
      signal: abort.signal,
      nodeTimeout: options.nodeTimeout,
      flowTimeout: options.flowTimeout,
      breathe,
      settings: {
        ...DEFAULT_SETTINGS,
        maxConcurrency: request.maxConcurrency,
        maxTransitions: options.maxTransitions,
        loopContinuesWhen: options.loopContinuesWhen,
        detail: 'run',
      },
      execute: (call, control) =>
        followed.watch(call, control, (_, __, onDelta) =>
          nodeTypeOf(call.nodeType).execute!(
            call,
            ports,
            new WorkCall(origin, runId, request.executionRoleArn, call, control, onDelta),
          ),
        ),
      onDefect: (error, nodeName) =>
        options.onDefect(error, { executionId: runId, ...(nodeName !== undefined && { nodeName }) }),
    });
    const done = (async () => {
      for await (const batch of events) followed.take(batch);
      followed.stop('The run was stopped.');
    })();
    return { request, followed, abort, done };
  }
}

const inputsOf = ({ inputs, plan }: RunRequest) => {
  const only = plan.scopes[0]!.sources.length === 1 ? plan.steps[plan.scopes[0]!.sources[0]!]!.name : '';
  return inputs.map(({ nodeName = only, nodeOutputName, document }) => ({
    nodeName,
    ...(nodeOutputName !== undefined && { outputName: nodeOutputName }),
    document,
  }));
};

/** In the same words for a run that does not exist and for one of another account or region. */
const noSuchRun = (runId: string): FlowError =>
  resourceNotFound(`There is no run ${runId} here. Look the run up with ListRuns; old runs are deleted.`);

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
