import type {
  FlowAliasRecord,
  FlowRecord,
  FlowVersionRecord,
  RunRecord,
  Scope,
  Store,
} from '../../store/index.ts';

export const scope: Scope = { accountId: '000000000000', region: 'us-east-1' };

/** A store of flows that tests fill by hand; it counts what is read, and reads when the test lets it. */
export class FlowStore {
  readonly flows = new Map<string, FlowRecord>();
  readonly aliases = new Map<string, FlowAliasRecord>();
  readonly versions = new Map<string, FlowVersionRecord>();
  readonly tags = new Map<string, ReadonlyMap<string, string>>();
  /** The rows of runs as they were last written, by id, and the chunks of their events. */
  readonly rows = new Map<string, RunRecord>();
  readonly chunks: string[] = [];
  private readonly runs = {
    insert: async (_: Scope, run: RunRecord) => void this.rows.set(run.id, run),
    update: async (_: Scope, run: RunRecord) => this.rows.has(run.id) && !!this.rows.set(run.id, run),
    insertMaterial: async () => {},
    insertEvents: async (_: Scope, runId: string) => void this.chunks.push(runId),
  };
  /** How many flows were asked for. */
  reads = 0;
  /** What a read waits for. */
  gate: Promise<void> = Promise.resolve();
  private readonly listeners: ((scope: Scope, flowId: string) => void)[] = [];

  /** A flow with its test alias, prepared unless told otherwise. */
  add(id: string, definition: FlowVersionRecord['definition'], more: Partial<FlowRecord> = {}): void {
    this.flows.set(id, {
      id,
      name: id,
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      status: 'Prepared',
      validations: [],
      lastVersion: 0,
      createdAt: 0,
      updatedAt: 0,
      prepared: { definition, executionRoleArn: 'arn:aws:iam::000000000000:role/prepared', preparedAt: 0 },
      ...more,
    });
    this.route(id, 'TSTALIASID', 'DRAFT');
  }

  route(flowId: string, id: string, flowVersion: string, more: Partial<FlowAliasRecord> = {}): void {
    this.aliases.set(`${flowId}/${id}`, {
      flowId,
      id,
      name: id,
      routingConfiguration: [{ flowVersion }],
      createdAt: 0,
      updatedAt: 0,
      ...more,
    });
  }

  changed(flowId: string, where = scope): void {
    for (const listener of this.listeners) listener(where, flowId);
  }

  asStore(): Store {
    const inScope = <Row>(where: Scope, row: Row | undefined) =>
      where.accountId === scope.accountId && where.region === scope.region ? row : undefined;
    return {
      flows: {
        get: async (where: Scope, id: string) => {
          this.reads++;
          const row = this.flows.get(id);
          await this.gate;
          return inScope(where, row);
        },
      },
      flowAliases: {
        get: async (where: Scope, flowId: string, id: string) =>
          inScope(where, this.aliases.get(`${flowId}/${id}`)),
      },
      flowVersions: {
        get: async (where: Scope, flowId: string, version: number) =>
          inScope(where, this.versions.get(`${flowId}/${version}`)),
      },
      tags: {
        get: async (where: Scope, arn: string) => inScope(where, this.tags.get(arn)) ?? new Map(),
      },
      runs: this.runs,
      transaction: (work: (repositories: unknown) => Promise<unknown>) => work({ runs: this.runs }),
      onFlowChanged: (listener: (where: Scope, flowId: string) => void) => {
        this.listeners.push(listener);
      },
    } as unknown as Store;
  }
}

/** Takes any text and gives it back; `size` characters of description make it heavy. */
export const echo = (size = 0): FlowVersionRecord['definition'] => ({
  nodes: [
    { name: 'FlowInput', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
    {
      name: 'Work',
      type: 'LambdaFunction',
      configuration: { lambdaFunction: { lambdaArn: `arn:${'x'.repeat(size)}` } },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'functionResponse', type: 'String' }],
    },
    {
      name: 'FlowOutput',
      type: 'Output',
      inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
    },
  ],
  connections: [
    {
      type: 'Data',
      name: 'InputToWork',
      source: 'FlowInput',
      target: 'Work',
      configuration: { data: { sourceOutput: 'document', targetInput: 'text' } },
    },
    {
      type: 'Data',
      name: 'WorkToOutput',
      source: 'Work',
      target: 'FlowOutput',
      configuration: { data: { sourceOutput: 'functionResponse', targetInput: 'document' } },
    },
  ],
});
