import {
  type Call,
  type CallControl,
  createState,
  DEFAULT_SETTINGS,
  drive,
  type ExecutionUsage,
  type FlowEvent,
} from '@streambed/flow/engine';
import { executeNode } from '@streambed/flow/nodes';
import type { Clock, Ports, WorkResult } from '@streambed/flow/ports';
import type { Store } from '../store/index.ts';
import type { Executions, InvokeRequest } from './executions.ts';
import type { RunnableFlow } from './load-runnable-flow.ts';
import { RunnableFlows } from './runnable-flows.ts';
import { Busyness } from './runs/busyness.ts';
import { createRuns } from './runs/create-runs.ts';
import { FigureQueue } from './runs/figure-queue.ts';
import {
  HUNG_UP,
  inputOf,
  invocationIdentity,
  queueFigures,
  recorded,
  ValueBudget,
} from './runs/record-invocation.ts';
import { type RetentionSettings, RunRetention } from './runs/run-retention.ts';
import { WorkCall } from './work-call.ts';

export interface ExecutionsOptions {
  readonly store: Store;
  readonly ports: Ports;
  readonly clock: Clock;
  /** Milliseconds that one node may take. */
  readonly nodeTimeout: number;
  /** Milliseconds that a whole execution may take. */
  readonly flowTimeout: number;
  /** Most node runs of one execution. */
  readonly maxTransitions: number;
  /** Whether a true continueCondition continues a loop; see docs/COMPATIBILITY.md. */
  readonly loopContinuesWhen: boolean;
  /** What is kept of runs; without it all of them are. */
  readonly retention?: RetentionSettings;
  /** Told how each execution that was not aborted ended, and what its models used. */
  readonly onEnd?: (ended: EndedExecution) => void;
  /** Told of failures that are ours, whose details no client sees. */
  readonly onDefect: (error: unknown, where: { executionId?: string; nodeName?: string }) => void;
  /** Told of how many runs no figures were kept, since there was no time to write them; now and then. */
  readonly onFiguresLeftOut?: (count: number) => void;
}

export interface EndedExecution {
  readonly executionId: string;
  readonly flowAliasArn: string;
  readonly status: 'succeeded' | 'failed';
  readonly durationMs: number;
  /** Absent when no model was called. */
  readonly usage?: ExecutionUsage;
}

/**
 * Executions of InvokeFlow, which live as long as their request (state in memory, at most once, gone with the
 * connection), and runs, which outlive it. What is recorded of either is written beside them.
 */
export function createExecutions(options: ExecutionsOptions): Executions {
  const { store, ports, clock, nodeTimeout, flowTimeout, maxTransitions, loopContinuesWhen } = options;
  const flows = new RunnableFlows(store);
  const busyness = new Busyness(clock);
  const runs = createRuns({ ...options, busyness });
  const figures = new FigureQueue({
    store,
    clock,
    busyness,
    onLeftOut: (count) => options.onFiguresLeftOut?.(count),
    onFailure: (error) => options.onDefect(error, {}),
  });
  const values = new ValueBudget(clock, busyness);
  const retention =
    options.retention &&
    new RunRetention({
      store,
      clock,
      settings: options.retention,
      onFailure: (error) => options.onDefect(error, {}),
    });

  const tellEnd = (last: FlowEvent, started: number, { executionId, flowAliasArn }: InvokeRequest): void => {
    if (last.type !== 'flowCompleted' && last.type !== 'flowFailed') return;
    options.onEnd?.({
      executionId,
      flowAliasArn,
      status: last.type === 'flowCompleted' ? 'succeeded' : 'failed',
      durationMs: clock.monotonic() - started,
      ...(last.usage && { usage: last.usage }),
    });
  };

  return {
    runs,
    async invoke(request, signal) {
      const flow = await flows.find(request.scope, request.flowId, request.aliasId);
      return flow.recordsValues && runs.canRecord && values.take()
        ? invokeRecorded(request, flow, signal)
        : invokePlainly(request, flow, signal);
    },
    async recover() {
      await runs.recover();
      retention?.start();
    },
    async close() {
      await retention?.close();
      await runs.close();
      await figures.close();
      busyness.close();
    },
  };

  /** As most are: nothing but how it went is kept. */
  function invokePlainly(request: InvokeRequest, flow: RunnableFlow, signal: AbortSignal) {
    const { plan } = flow;
    const runId = ports.ids.uuid();
    const state = createState(plan, flowInputOf(request));
    const startedMonotonic = clock.monotonic();
    const invocation = { request, flow, runId, startedAt: clock.now(), startedMonotonic, state };
    const events = drive({
      plan,
      state,
      ...common(request, signal),
      settings: { ...settingsOf(flow), detail: request.traced ? 'everything' : 'outcome' },
      execute: (call, control) => execute(request, flow, runId, call, control),
      onEnd: (last) => {
        queueFigures(figures, clock, invocation, last);
        tellEnd(last, startedMonotonic, request);
      },
      onCut: () => queueFigures(figures, clock, invocation, undefined),
    });
    return { plan, events };
  }

  function invokeRecorded(request: InvokeRequest, flow: RunnableFlow, signal: AbortSignal) {
    const { plan, definition } = flow;
    const runId = ports.ids.uuid();
    const state = createState(plan, flowInputOf(request));
    const started = clock.monotonic();
    const followed = runs.record({
      scope: request.scope,
      identity: invocationIdentity(request, flow, runId, clock.now(), 'Values'),
      plan,
      state,
      material: { definition, inputs: [inputOf(request)], pins: [] },
    });
    const events = drive({
      plan,
      state,
      ...common(request, signal),
      settings: { ...settingsOf(flow), detail: 'run' },
      execute: (call, control) =>
        followed.watch(call, control, () => execute(request, flow, runId, call, control)),
      onEnd: (last) => tellEnd(last, started, request),
    });
    // A client that leaves before it has read anything leaves a generator that never began, and so never ends.
    signal.addEventListener('abort', () => followed.stop(HUNG_UP), { once: true });
    return { plan, events: recorded(events, followed, runs, request.traced) };
  }

  function common(request: InvokeRequest, signal: AbortSignal) {
    const { executionId } = request;
    return {
      clock,
      signal,
      nodeTimeout,
      flowTimeout,
      breathe,
      onDefect: (error: unknown, nodeName: string | undefined) =>
        options.onDefect(error, { executionId, ...(nodeName !== undefined && { nodeName }) }),
    };
  }

  function settingsOf({ maxConcurrency }: RunnableFlow) {
    return { ...DEFAULT_SETTINGS, maxConcurrency, maxTransitions, loopContinuesWhen };
  }

  function execute(
    request: InvokeRequest,
    { executionRoleArn }: RunnableFlow,
    runId: string,
    call: Call,
    control: CallControl,
  ): Promise<WorkResult> {
    const work = new WorkCall(request, runId, executionRoleArn, call, control);
    return executeNode(call, ports, work);
  }
}

const flowInputOf = ({ nodeName, nodeOutputName, document }: InvokeRequest) => ({
  nodeName,
  ...(nodeOutputName !== undefined && { outputName: nodeOutputName }),
  document,
});

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
