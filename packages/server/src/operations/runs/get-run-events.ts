import type { GetRunEventsRequest, RunEventStream } from '@streambed/model/streambed';
import type { StreamEvent } from '../../protocol/index.ts';
import { operation } from '../operation.ts';
import { runArn } from './run-resource.ts';
import { runStream } from './run-stream.ts';

/** The events of a run after a number; with `follow` until it ends. The way back into a stream that broke. */
export const getRunEvents = operation<
  GetRunEventsRequest,
  { readonly events: AsyncIterable<readonly StreamEvent<RunEventStream>[]> }
>({
  name: 'GetRunEvents',
  service: 'streambed',
  action: 'streambed:GetRunEvents',
  resource: ({ runId }, scope) => runArn(scope, runId),
  async handle({ runId, after = 0, follow = false }, { scope, signal, executions }) {
    return { events: runStream(await executions.runs.events({ scope, runId, after, follow, signal })) };
  },
});
