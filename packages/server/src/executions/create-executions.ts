import {
  createState,
  DEFAULT_SETTINGS,
  drive,
  type ExecutionUsage,
  type FlowEvent,
} from '@streambed/flow/engine';
import { nodeTypeOf } from '@streambed/flow/nodes';
import type { Clock, Ports } from '@streambed/flow/ports';
import type { Store } from '../store/index.ts';
import type { Executions, InvokeRequest } from './executions.ts';
import { RunnableFlows } from './runnable-flows.ts';
import { createRuns } from './runs/create-runs.ts';
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
  /** Told how each execution that was not aborted ended, and what its models used. */
  readonly onEnd?: (ended: EndedExecution) => void;
  /** Told of failures that are ours, whose details no client sees. */
  readonly onDefect: (error: unknown, where: { executionId: string; nodeName?: string }) => void;
}

export interface EndedExecution {
  readonly executionId: string;
  readonly flowAliasArn: string;
  readonly status: 'succeeded' | 'failed';
  readonly durationMs: number;
  /** Absent when no model was called. */
  readonly usage?: ExecutionUsage;
}

/** Executions that live as long as their request: state in memory, at most once, gone with the connection. */
export function createExecutions(options: ExecutionsOptions): Executions {
  const { ports, clock, nodeTimeout, flowTimeout, maxTransitions, loopContinuesWhen } = options;
  const flows = new RunnableFlows(options.store);
  const ended = (last: FlowEvent, started: number, { executionId, flowAliasArn }: InvokeRequest): void => {
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
    runs: createRuns(options),
    async invoke(request, signal) {
      const flow = await flows.find(request.scope, request.flowId, request.aliasId);
      const { plan, executionRoleArn, maxConcurrency } = flow;
      const run = ports.ids.uuid();
      const started = clock.monotonic();
      const state = createState(plan, {
        nodeName: request.nodeName,
        ...(request.nodeOutputName !== undefined && { outputName: request.nodeOutputName }),
        document: request.document,
      });
      const events = drive({
        plan,
        state,
        clock,
        signal,
        nodeTimeout,
        flowTimeout,
        breathe,
        settings: {
          ...DEFAULT_SETTINGS,
          maxConcurrency,
          maxTransitions,
          loopContinuesWhen,
          detail: request.traced ? 'everything' : 'outcome',
        },
        execute: (call, control) =>
          nodeTypeOf(call.nodeType).execute!(
            call,
            ports,
            new WorkCall(request, run, executionRoleArn, call, control),
          ),
        ...(options.onEnd && { onEnd: (last: FlowEvent) => ended(last, started, request) }),
        onDefect: (error, nodeName) =>
          options.onDefect(error, {
            executionId: request.executionId,
            ...(nodeName !== undefined && { nodeName }),
          }),
      });
      return { plan, events };
    },
  };
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
