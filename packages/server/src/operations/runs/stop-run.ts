import type { StopRunRequest, StopRunResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';
import { runArn } from './run-resource.ts';

/** Ends a run that StartRun began, and answers what it came to. One that has ended stays as it is. */
export const stopRun = operation<StopRunRequest, StopRunResponse>({
  name: 'StopRun',
  service: 'streambed',
  action: 'streambed:StopRun',
  resource: ({ runId }, scope) => runArn(scope, runId),
  handle: async ({ runId }, { scope, caller, executions }) => ({
    run: await executions.runs.stop(scope, runId, caller.arn),
  }),
});
