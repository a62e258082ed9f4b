import type { ListFlowFiguresRequest, ListFlowFiguresResponse } from '@streambed/model/streambed';
import { validationException } from '../../protocol/index.ts';
import { flowIdOf, flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';
import { timeOf } from './time-of.ts';

const DAY = 24 * 60 * 60 * 1000;
const BUCKETS = 24;

/** How flows did in a time, by default the last 24 hours: runs, failures, durations, costs; most runs first. */
export const listFlowFigures = operation<ListFlowFiguresRequest, ListFlowFiguresResponse>({
  name: 'ListFlowFigures',
  service: 'streambed',
  action: 'streambed:ListFlowFigures',
  resource: ({ flowIdentifier }, scope) =>
    flowIdentifier === undefined ? '*' : flowResource(scope, flowIdentifier),
  async handle(input, { scope, store, clock, executions }) {
    const { flowIdentifier, buckets = BUCKETS, by = 'Flow' } = input;
    // What begins in this very millisecond counts too.
    const before =
      input.startedBefore === undefined ? clock.now() + 1 : timeOf(input.startedBefore, 'startedBefore');
    const from = input.startedAfter === undefined ? before - DAY : timeOf(input.startedAfter, 'startedAfter');
    if (from >= before)
      throw validationException('startedAfter must be earlier than startedBefore.', [
        { name: 'startedAfter', message: 'must be earlier than startedBefore' },
      ]);
    const flowId = flowIdentifier === undefined ? undefined : flowIdOf(scope, flowIdentifier);
    if (flowIdentifier !== undefined && flowId === undefined) return { figures: [] };
    await executions.runs.settled(scope);
    const figures = await store.runs.figures(scope, {
      from,
      before,
      buckets,
      by,
      ...(flowId !== undefined && { flowId }),
    });
    return {
      figures: figures
        .toSorted((a, b) => b.runs - a.runs || a.flowId.localeCompare(b.flowId))
        .map(({ lastRunAt, runsPerBucket, failedPerBucket, ...same }) => ({
          ...same,
          lastRunAt: timestamp(lastRunAt),
          runsPerBucket: [...runsPerBucket],
          failedPerBucket: [...failedPerBucket],
        })),
    };
  },
});
