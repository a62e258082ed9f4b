import type { GetRunRequest, GetRunResponse } from '@streambed/model/streambed';
import { operation } from '../operation.ts';
import { runArn } from './run-resource.ts';

/** A run with what it was given: the definition as it ran, inputs, pins. */
export const getRun = operation<GetRunRequest, GetRunResponse>({
  name: 'GetRun',
  service: 'streambed',
  action: 'streambed:GetRun',
  resource: ({ runId }, scope) => runArn(scope, runId),
  async handle({ runId }, { scope, executions }) {
    const { run, definition, inputs, pins, eventCount } = await executions.runs.get(scope, runId);
    return {
      run,
      ...(definition && { definition: definition as unknown as NonNullable<GetRunResponse['definition']> }),
      ...(inputs && { inputs: [...inputs] }),
      ...(pins && { pins: [...pins] }),
      eventCount,
    };
  },
});
