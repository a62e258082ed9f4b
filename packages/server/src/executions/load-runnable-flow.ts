import { compilePlan, type Plan, PlanError } from '@streambed/flow/plan';
import { authorFault, callerFault, FlowError } from '@streambed/flow/ports';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { FlowAliasRecord, FlowRecord, FlowVersionRecord, Scope, Store } from '../store/index.ts';
import { noSuchAlias, noSuchFlow, resourceNotFound } from './not-found.ts';

/** What an alias serves, ready to run. */
export interface RunnableFlow {
  readonly plan: Plan;
  readonly definition: FlowDefinition;
  /** `DRAFT` or a number. */
  readonly flowVersion: string;
  /** Whether invocations are recorded with their values, or only with figures. */
  readonly recordsValues: boolean;
  readonly executionRoleArn: string;
  /** Most nodes in parallel; without limit for `Automatic`. */
  readonly maxConcurrency: number;
  /** About how much memory it holds, in characters of its definition. */
  readonly weight: number;
}

/**
 * Reads what an alias serves and compiles it. Rejects with FlowError: `resourceNotFound`, or `validation` when nothing
 * is prepared, or when what is stored cannot be run by this version.
 */
export async function loadRunnableFlow(
  store: Pick<Store, 'flows' | 'flowAliases' | 'flowVersions' | 'tags'>,
  scope: Scope,
  flowId: string,
  aliasId: string,
): Promise<RunnableFlow> {
  const flow = await store.flows.get(scope, flowId);
  if (!flow) throw noSuchFlow(scope, flowId);
  const alias = await store.flowAliases.get(scope, flowId, aliasId);
  if (!alias) throw noSuchAlias(flowId, aliasId);
  const { definition, executionRoleArn } = await servedBy(store, scope, flow, alias);
  const flowVersion = alias.routingConfiguration[0]?.flowVersion ?? 'DRAFT';
  const { type, maxConcurrency } = alias.concurrencyConfiguration ?? { type: 'Automatic' };
  return {
    plan: planOf(flowId, definition),
    definition,
    flowVersion,
    recordsValues: flowVersion === 'DRAFT' || (await isRecorded(store, scope, flowId, aliasId)),
    executionRoleArn,
    maxConcurrency: (type === 'Manual' ? maxConcurrency : undefined) ?? Number.MAX_SAFE_INTEGER,
    weight: JSON.stringify(definition).length,
  };
}

/** Of what callers of an alias send and get nothing is kept, unless its owner wants it. */
async function isRecorded(
  store: Pick<Store, 'tags'>,
  scope: Scope,
  flowId: string,
  aliasId: string,
): Promise<boolean> {
  const aliasArn = `arn:aws:bedrock:${scope.region}:${scope.accountId}:flow/${flowId}/alias/${aliasId}`;
  return (await store.tags.get(scope, aliasArn)).get(RECORD_TAG) === 'values';
}

/** The tag of an alias that says how its invocations are recorded: with `values`, or with figures only. */
export const RECORD_TAG = 'streambed:record';

async function servedBy(
  store: Pick<Store, 'flowVersions'>,
  scope: Scope,
  flow: FlowRecord,
  alias: FlowAliasRecord,
) {
  const version = alias.routingConfiguration[0]?.flowVersion ?? 'DRAFT';
  if (version !== 'DRAFT') {
    const record = await store.flowVersions.get(scope, flow.id, Number(version));
    if (record) return record;
    throw resourceNotFound(
      `Alias ${alias.id} of flow ${flow.id} routes to version ${version}, which does not exist. Route it to another with UpdateFlowAlias.`,
    );
  }
  if (flow.prepared) return flow.prepared;
  throw callerFault(
    flow.status === 'Failed'
      ? `Flow ${flow.id} could not be prepared. GetFlow lists what is wrong under validations; mend it and call PrepareFlow.`
      : `The draft of flow ${flow.id} is in status ${flow.status}. Call PrepareFlow before you invoke it.`,
  );
}

/** What was stored passed the rules of the version that stored it; those of this version may be stricter. */
function planOf(flowId: string, definition: FlowVersionRecord['definition']): Plan {
  try {
    return compilePlan(definition);
  } catch (error) {
    const cause = error instanceof PlanError ? error.message : 'its definition is damaged';
    const { fault } = authorFault(
      `Flow ${flowId} cannot be run as it is stored: ${cause}. Mend the definition and prepare the flow again.`,
    );
    throw new FlowError(fault, { cause: error });
  }
}
