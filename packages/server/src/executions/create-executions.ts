import { createState, DEFAULT_SETTINGS, drive } from '@streambed/flow/engine';
import { nodeTypeOf } from '@streambed/flow/nodes';
import type { Clock, Ports } from '@streambed/flow/ports';
import type { Store } from '../store/index.ts';
import type { Executions } from './executions.ts';
import { RunnableFlows } from './runnable-flows.ts';
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
  /** Told of failures that are ours, whose details no client sees. */
  readonly onDefect: (error: unknown, where: { executionId: string; nodeName?: string }) => void;
}

/** Executions that live as long as their request: state in memory, at most once, gone with the connection. */
export function createExecutions(options: ExecutionsOptions): Executions {
  const { ports, clock, nodeTimeout, flowTimeout, maxTransitions, loopContinuesWhen } = options;
  const flows = new RunnableFlows(options.store);
  return {
    async invoke(request, signal) {
      const flow = await flows.find(request.scope, request.flowId, request.aliasId);
      const { plan, executionRoleArn, maxConcurrency } = flow;
      const run = ports.ids.uuid();
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
