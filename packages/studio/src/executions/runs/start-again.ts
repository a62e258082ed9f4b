import type { StreambedClient } from '@streambed/client';
import type { GetRunResponse, Iteration, RunSummary, StartRunRequest } from '@streambed/model/streambed';

/** What a run was of, said again: its alias, its version, or, where neither is known, the definition that ran. */
const targetOf = ({ run, definition }: GetRunResponse): Partial<StartRunRequest> => {
  if (run.flowAliasId !== undefined) return { flowAliasIdentifier: run.flowAliasId };
  if (run.flowVersion !== undefined) return { flowVersion: run.flowVersion };
  return definition === undefined ? {} : { definition };
};

/** Starts a run and answers its id; the run goes on whether or not somebody reads its stream. */
const startOnly = async (client: StreambedClient, request: StartRunRequest): Promise<string> => {
  const abort = new AbortController();
  const { runId } = await client.startRun(request, { signal: abort.signal });
  abort.abort();
  return runId;
};

/** The same input once more, on the same alias or version as it is now. Answers the new run's id. */
export const startAgain = async (
  client: StreambedClient,
  { runId }: Pick<RunSummary, 'runId'>,
): Promise<string> => {
  const recorded = await client.getRun({ runId });
  const { run, inputs, pins } = recorded;
  return startOnly(client, {
    flowIdentifier: run.flowId,
    ...targetOf(recorded),
    ...(inputs && { inputs }),
    ...(pins && pins.length > 0 && run.flowAliasId === undefined && { pins }),
  });
};

/** From the node on afresh, with what the run recorded before it. */
export const startFrom = async (
  client: StreambedClient,
  recorded: GetRunResponse,
  node: string,
  iteration: readonly Iteration[],
): Promise<string> =>
  startOnly(client, {
    flowIdentifier: recorded.run.flowId,
    ...targetOf(recorded),
    mode: 'FromNode',
    node,
    fromRun: recorded.run.runId,
    ...(iteration.length > 0 && { iteration: [...iteration] }),
  });
