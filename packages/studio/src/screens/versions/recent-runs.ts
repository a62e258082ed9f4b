import type { JsonValue } from '@streambed/model';
import type { RunStatus } from '@streambed/model/streambed';
import type { Api } from '../../api/index.ts';

/** A run of the draft that has ended, with what it was given. */
export interface Run {
  readonly status: RunStatus;
  readonly document: JsonValue | undefined;
}

/** Of so many runs the inputs are looked up. */
const LOOKED_AT = 20;

/** The latest whole runs of a flow's draft that have ended, newest first. */
export const recentRuns = async (
  { streambed }: Api,
  flowIdentifier: string,
  signal: AbortSignal,
): Promise<readonly Run[]> => {
  const { runSummaries } = await streambed.listRuns(
    { flowIdentifier, kind: 'Test', maxResults: 50 },
    { signal },
  );
  const ended = runSummaries
    .filter(
      ({ mode, status, recording }) => mode === 'Whole' && status !== 'Running' && recording === 'Values',
    )
    .slice(0, LOOKED_AT);
  return Promise.all(
    ended.map(async ({ runId, status }) => {
      const { inputs } = await streambed.getRun({ runId }, { signal });
      return { status, document: inputs?.[0]?.document as JsonValue | undefined };
    }),
  );
};
