import type { RunEventStream, StartRunRequest } from '@streambed/model/streambed';
import type { StreamEvent } from '../../protocol/index.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { runRequest } from './run-request.ts';
import { runStream } from './run-stream.ts';

export interface StartRunOutput {
  readonly runId: string;
  readonly events: AsyncIterable<readonly StreamEvent<RunEventStream>[]>;
}

/**
 * Runs a flow, or a part of it, and streams what happens. The run goes on when the stream breaks: GetRunEvents takes it
 * up, StopRun ends it.
 */
export const startRun = operation<StartRunRequest, StartRunOutput>({
  name: 'StartRun',
  service: 'streambed',
  action: 'streambed:StartRun',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, context) {
    const { scope, signal, executions } = context;
    const { runId } = await executions.runs.start(await runRequest(input, context));
    const events = await executions.runs.events({ scope, runId, after: 0, follow: true, signal });
    return { runId, events: runStream(events) };
  },
});
