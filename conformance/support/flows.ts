import {
  type BedrockAgentClient,
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  DeleteFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
  type GetFlowCommandOutput,
  PrepareFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Target } from '../target.ts';

/** What tests do to flows again and again; every flow made here goes with `removeAll`. */
export interface Flows {
  /** Answers the id. */
  create(definition?: FlowDefinition, name?: string): Promise<string>;
  /** Creates, prepares and waits; answers the id of a flow whose test alias serves the definition. */
  prepared(definition: FlowDefinition, name?: string): Promise<string>;
  update(id: string, definition: FlowDefinition): Promise<void>;
  /** Prepares and waits for the outcome. */
  prepare(id: string): Promise<GetFlowCommandOutput>;
  /** Updates, prepares and snapshots; answers the version's number. */
  version(id: string, definition?: FlowDefinition): Promise<string>;
  /** Answers the alias's id. */
  alias(id: string, flowVersion: string, name?: string): Promise<string>;
  get(id: string): Promise<GetFlowCommandOutput>;
  removeAll(): Promise<void>;
}

const POLL_INTERVAL = 100;

export const flowsOf = (client: BedrockAgentClient, target: Target): Flows => {
  const created = new Set<string>();
  const get = (flowIdentifier: string) => client.send(new GetFlowCommand({ flowIdentifier }));
  const flows: Flows = {
    async create(definition, name = 'conformance') {
      const { id } = await client.send(
        new CreateFlowCommand({
          name,
          executionRoleArn: target.roleArn,
          ...(definition && { definition }),
        }),
      );
      created.add(id!);
      return id!;
    },
    async prepared(definition, name) {
      const id = await flows.create(definition, name);
      const { status, validations } = await flows.prepare(id);
      if (status !== 'Prepared') throw new Error(`The flow is ${status}: ${JSON.stringify(validations)}`);
      return id;
    },
    async update(id, definition) {
      const { name, executionRoleArn } = await get(id);
      await client.send(new UpdateFlowCommand({ flowIdentifier: id, name, executionRoleArn, definition }));
    },
    async prepare(id) {
      await client.send(new PrepareFlowCommand({ flowIdentifier: id }));
      let flow = await get(id);
      while (flow.status === 'Preparing') {
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
        flow = await get(id);
      }
      return flow;
    },
    async version(id, definition) {
      if (definition) {
        await flows.update(id, definition);
        await flows.prepare(id);
      }
      const { version } = await client.send(new CreateFlowVersionCommand({ flowIdentifier: id }));
      return version!;
    },
    async alias(id, flowVersion, name = 'live') {
      const alias = await client.send(
        new CreateFlowAliasCommand({
          flowIdentifier: id,
          name,
          routingConfiguration: [{ flowVersion }],
        }),
      );
      return alias.id!;
    },
    get,
    async removeAll() {
      for (const flowIdentifier of created) {
        await client
          .send(new DeleteFlowCommand({ flowIdentifier, skipResourceInUseCheck: true }))
          .catch(ignoreAbsent);
      }
      created.clear();
    },
  };
  return flows;
};

const ignoreAbsent = (error: Error): void => {
  if (error.name !== 'ResourceNotFoundException') throw error;
};
