import type { FlowDefinition } from '@streambed/flow/definition';
import type { RunInput, StartRunRequest } from '@streambed/model/streambed';
import type { RecordedRun } from '../../executions/index.ts';
import { validationException } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import type { RunSource } from './run-source.ts';

/** The run that a new one takes something from. */
export interface EarlierRun {
  readonly definition: FlowDefinition;
  readonly inputs: readonly RunInput[];
  /** Rejects with FlowError when the run has not ended. */
  recording(): Promise<RecordedRun>;
}

/**
 * The run that `fromRun` names; undefined when it names none. Rejects with FlowError `resourceNotFound`, and with a
 * ValidationException for a run of another flow or one that is kept without its values.
 */
export async function earlierRun(
  { fromRun }: StartRunRequest,
  { flowId }: RunSource,
  { scope, executions }: OperationContext,
): Promise<EarlierRun | undefined> {
  if (fromRun === undefined) return undefined;
  const { run, definition, inputs } = await executions.runs.get(scope, fromRun);
  if (run.flowId !== flowId)
    throw validationException(`Run ${fromRun} is one of flow ${run.flowId}, not of ${flowId}.`);
  if (!definition || !inputs)
    throw validationException(
      `Run ${fromRun} was recorded without values, or they were let go since, so nothing can be taken from it.`,
    );
  return { definition, inputs, recording: () => executions.runs.recording(scope, fromRun) };
}
