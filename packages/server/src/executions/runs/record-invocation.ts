import type { FlowEvent, State } from '@streambed/flow/engine';
import type { Clock } from '@streambed/flow/ports';
import type { RunSummary } from '@streambed/model/streambed';
import type { InvokeRequest } from '../executions.ts';
import type { RunnableFlow } from '../load-runnable-flow.ts';
import type { Busyness } from './busyness.ts';
import type { RecordedRuns } from './create-runs.ts';
import type { FigureQueue } from './figure-queue.ts';
import { type FollowedRun, figuresOf, type RunIdentity } from './followed-run.ts';
import { faultOf } from './project-run-events.ts';
import { recordOf } from './run-record.ts';

/** What InvokeFlow's executions leave behind as runs. */

/** Values are recorded of so many invocations in a second while the process has little time to spare. */
const VALUES_WHEN_BUSY = 5;
const SECOND = 1_000;

/** Says which invocations are recorded with their values: all while there is time, a few when there is not. */
export class ValueBudget {
  private readonly clock: Clock;
  private readonly busyness: Busyness;
  private second = 0;
  private left = 0;

  constructor(clock: Clock, busyness: Busyness) {
    this.clock = clock;
    this.busyness = busyness;
  }

  take(): boolean {
    if (!this.busyness.ask()) return true;
    const second = Math.floor(this.clock.monotonic() / SECOND);
    if (second !== this.second) {
      this.second = second;
      this.left = VALUES_WHEN_BUSY;
    }
    return this.left-- > 0;
  }
}

/** What a summary says of an invocation from its first moment on. */
export const invocationIdentity = (
  request: InvokeRequest,
  flow: RunnableFlow,
  runId: string,
  startedAt: number,
  recording: RunSummary['recording'],
): RunIdentity => ({
  runId,
  flowId: request.flowId,
  flowAliasId: request.aliasId,
  flowVersion: flow.flowVersion,
  kind: 'Invoke',
  mode: 'Whole',
  startedAt: new Date(startedAt).toISOString(),
  principalArn: request.principalArn,
  recording,
  executionId: request.executionId,
});

/** The input as StartRun would be given it. */
export const inputOf = ({ nodeName, nodeOutputName, document }: InvokeRequest) => ({
  nodeName,
  ...(nodeOutputName !== undefined && { nodeOutputName }),
  document,
});

/** Queues the figures of an invocation that has ended; `last` is absent where it was cut off. */
export function queueFigures(
  queue: FigureQueue,
  clock: Clock,
  invocation: {
    readonly request: InvokeRequest;
    readonly flow: RunnableFlow;
    readonly runId: string;
    readonly startedAt: number;
    readonly startedMonotonic: number;
    readonly state: State;
  },
  last: FlowEvent | undefined,
): void {
  if (!queue.hasRoom()) return;
  const { request, flow, runId, startedAt, startedMonotonic, state } = invocation;
  const { flowVersion } = flow;
  const endedAt = clock.now();
  const figures = figuresOf(state, clock.monotonic() - startedMonotonic);
  const fault = last?.type === 'flowFailed' ? faultOf(last.fault) : undefined;
  const status = last === undefined ? 'Stopped' : fault ? 'Failed' : 'Succeeded';
  const { scope, flowId, aliasId, principalArn, executionId } = request;
  // The state, the plan and what was sent are not held until the row is written.
  queue.add({
    scope,
    record: () =>
      recordOf(
        {
          runId,
          flowId,
          flowAliasId: aliasId,
          flowVersion,
          kind: 'Invoke',
          mode: 'Whole',
          status,
          startedAt: new Date(startedAt).toISOString(),
          endedAt: new Date(endedAt).toISOString(),
          figures,
          ...(fault && { fault }),
          ...(last === undefined && { reason: HUNG_UP }),
          principalArn,
          recording: 'Figures',
          executionId,
        },
        { eventCount: 0, storedSize: 0 },
      ),
  });
}

export const HUNG_UP = 'The client hung up before the end.';

/** The events of an execution, recorded as they pass; the caller sees those that it would see otherwise. */
export async function* recorded(
  batches: AsyncIterable<readonly FlowEvent[]>,
  followed: FollowedRun,
  runs: Pick<RecordedRuns, 'holdBack'>,
  traced: boolean,
): AsyncGenerator<readonly FlowEvent[], void, void> {
  try {
    for await (const batch of batches) {
      followed.take(batch);
      await runs.holdBack(followed.live);
      const shown = batch.filter(({ type }) => (traced ? !RUN_ONLY.has(type) : OUTCOME.has(type)));
      if (shown.length > 0) yield shown;
    }
  } finally {
    followed.stop(HUNG_UP);
  }
}

const OUTCOME: ReadonlySet<FlowEvent['type']> = new Set(['flowOutput', 'flowFailed', 'flowCompleted']);
const RUN_ONLY: ReadonlySet<FlowEvent['type']> = new Set(['nodeQueued', 'nodeSkipped', 'iterationsEnded']);
