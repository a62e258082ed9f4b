import type { ListRunsRequest, ListRunsResponse } from '@streambed/model/streambed';
import { summaryOf } from '../../executions/index.ts';
import type { RunFilter } from '../../store/index.ts';
import { flowIdOf, flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { timeOf } from './time-of.ts';

/** Runs, newest first. Those under way are shown as they stand now; filters go by what is on record. */
export const listRuns = operation<ListRunsRequest, ListRunsResponse>({
  name: 'ListRuns',
  service: 'streambed',
  action: 'streambed:ListRuns',
  resource: ({ flowIdentifier }, scope) =>
    flowIdentifier === undefined ? '*' : flowResource(scope, flowIdentifier),
  async handle(input, context) {
    const { scope, store, executions } = context;
    const { maxResults, nextToken, flowIdentifier, ...asked } = input;
    const flowId = flowIdentifier === undefined ? undefined : flowIdOf(scope, flowIdentifier);
    // A flow of elsewhere has no runs here, like one that does not exist.
    if (flowIdentifier !== undefined && flowId === undefined) return { runSummaries: [] };
    const filter: RunFilter = {
      ...(flowId !== undefined && { flowId }),
      ...(asked.flowAliasId !== undefined && { flowAliasId: asked.flowAliasId }),
      ...(asked.flowVersion !== undefined && { flowVersion: asked.flowVersion }),
      ...(asked.status && { status: asked.status }),
      ...(asked.kind && { kind: asked.kind }),
      ...(asked.startedAfter !== undefined && { startedFrom: timeOf(asked.startedAfter, 'startedAfter') }),
      ...(asked.startedBefore !== undefined && {
        startedBefore: timeOf(asked.startedBefore, 'startedBefore'),
      }),
      ...(asked.minDurationMs !== undefined && { minDurationMs: asked.minDurationMs }),
      ...(asked.errorKind !== undefined && { errorKind: asked.errorKind }),
      ...(asked.node !== undefined && { node: asked.node }),
      ...(asked.principalArn !== undefined && { principalArn: asked.principalArn }),
    };
    await executions.runs.settled(scope);
    const page = await readPage(
      context,
      'ListRuns',
      JSON.stringify(filter),
      { ...(maxResults !== undefined && { maxResults }), ...(nextToken !== undefined && { nextToken }) },
      (request) => store.runs.list(scope, filter, request),
    );
    return {
      runSummaries: page.rows.map((record) => executions.runs.live(scope, record.id) ?? summaryOf(record)),
      ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
    };
  },
});
