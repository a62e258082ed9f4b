import { compilePlan, type Plan } from '@streambed/flow/plan';
import { FlowError } from '@streambed/flow/ports';
import type { FlowAliasRecord, FlowRecord, Scope, Store } from '../store/index.ts';

/** What an alias serves, ready to run. */
export interface RunnableFlow {
  readonly plan: Plan;
  readonly executionRoleArn: string;
  /** Most nodes in parallel; without limit for `Automatic`. */
  readonly maxConcurrency: number;
}

/** How many compiled flows are kept; the least recently used goes first. */
const CACHED_FLOWS = 500;

/**
 * Finds what an alias serves and compiles it, once for as long as the flow stays as it is. Entries go when the store
 * reports a committed change of their flow, so an invocation after a change sees the change.
 */
export class RunnableFlows {
  private readonly store: Store;
  private readonly cached = new Map<string, Map<string, RunnableFlow>>();
  /** Raised by every change, so that what was read before a change is not kept after it. */
  private changes = 0;

  constructor(store: Store) {
    this.store = store;
    store.onFlowChanged((scope, flowId) => {
      this.changes++;
      this.cached.delete(flowKey(scope, flowId));
    });
  }

  /** Rejects with FlowError: `resourceNotFound`, or `validation` when nothing is prepared. */
  async find(scope: Scope, flowId: string, aliasId: string): Promise<RunnableFlow> {
    const key = flowKey(scope, flowId);
    const aliases = this.cached.get(key);
    const known = aliases?.get(aliasId);
    if (aliases && known) {
      this.cached.delete(key);
      this.cached.set(key, aliases);
      return known;
    }
    const before = this.changes;
    const flow = await this.load(scope, flowId, aliasId);
    if (this.changes === before) this.keep(key, aliasId, flow);
    return flow;
  }

  private keep(key: string, aliasId: string, flow: RunnableFlow): void {
    const aliases = this.cached.get(key) ?? new Map<string, RunnableFlow>();
    this.cached.set(key, aliases.set(aliasId, flow));
    if (this.cached.size <= CACHED_FLOWS) return;
    const oldest = this.cached.keys().next().value;
    if (oldest !== undefined) this.cached.delete(oldest);
  }

  private async load(scope: Scope, flowId: string, aliasId: string): Promise<RunnableFlow> {
    const flow = await this.store.flows.get(scope, flowId);
    if (!flow)
      throw notFound(`Could not find flow ${flowId}. Check its id, and the region that you signed for.`);
    const alias = await this.store.flowAliases.get(scope, flowId, aliasId);
    if (!alias) throw notFound(`Flow ${flowId} has no alias ${aliasId}. Create it, or invoke TSTALIASID.`);
    const { definition, executionRoleArn } = await this.served(scope, flow, alias);
    const { type, maxConcurrency } = alias.concurrencyConfiguration ?? { type: 'Automatic' };
    return {
      plan: compilePlan(definition),
      executionRoleArn,
      maxConcurrency: (type === 'Manual' ? maxConcurrency : undefined) ?? Number.MAX_SAFE_INTEGER,
    };
  }

  private async served(scope: Scope, flow: FlowRecord, alias: FlowAliasRecord) {
    const version = alias.routingConfiguration[0]?.flowVersion ?? 'DRAFT';
    if (version !== 'DRAFT') {
      const record = await this.store.flowVersions.get(scope, flow.id, Number(version));
      if (record) return record;
      throw notFound(
        `Alias ${alias.id} of flow ${flow.id} routes to version ${version}, which does not exist.`,
      );
    }
    if (flow.prepared) return flow.prepared;
    throw new FlowError({
      kind: 'validation',
      blame: 'caller',
      message:
        flow.status === 'Failed'
          ? `Flow ${flow.id} could not be prepared. GetFlow lists what is wrong under validations; mend it and call PrepareFlow.`
          : `The draft of flow ${flow.id} is in status ${flow.status}. Call PrepareFlow before you invoke it.`,
    });
  }
}

const flowKey = (scope: Scope, flowId: string): string => `${scope.accountId}/${scope.region}/${flowId}`;

const notFound = (message: string): FlowError =>
  new FlowError({ kind: 'resourceNotFound', blame: 'caller', message });
