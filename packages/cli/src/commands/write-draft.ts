import {
  type BedrockAgentClient,
  CreateFlowCommand,
  type FlowSummary,
  type GetFlowResponse,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { FlowDefinition } from '@streambed/flow/definition';
import { type Connection, findFlow, listFlows, type SdkDefinition, severalNamed } from '../client/index.ts';
import type { FlowSource } from '../definitions/index.ts';
import { usageFailure } from '../failure.ts';

/** Streambed does not act as the role in this release; the API wants one all the same. */
export const LOCAL_ROLE = 'arn:aws:iam::000000000000:role/StreambedFlow';

/** A flow as it shall be. What `source` does not say stays as it is. */
export interface WantedFlow {
  readonly source: FlowSource;
  readonly name: string;
  readonly definition: FlowDefinition;
  readonly role: string | undefined;
}

/** The one flow of that name; undefined for none. Throws a Failure when several share it. */
export const findNamed = async (
  agent: BedrockAgentClient,
  name: string,
  option = '',
): Promise<GetFlowResponse | undefined> => {
  const named: FlowSummary[] = (await listFlows(agent)).filter((flow) => flow.name === name);
  if (named.length > 1) throw severalNamed(name, named, option);
  return named[0]?.id === undefined ? undefined : findFlow(agent, named[0].id);
};

/** Creates the flow, or replaces the draft of `present`. Resolves with the id. */
export const writeDraft = async (
  agent: BedrockAgentClient,
  present: GetFlowResponse | undefined,
  { source, name, definition, role }: WantedFlow,
  { isCloud }: Connection,
): Promise<string> => {
  const description = source.description ?? present?.description;
  const customerEncryptionKeyArn = source.customerEncryptionKeyArn ?? present?.customerEncryptionKeyArn;
  const members = {
    name,
    ...(description !== undefined && { description }),
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    definition: definition as SdkDefinition,
  };
  if (present) {
    const executionRoleArn = role ?? present.executionRoleArn!;
    await agent.send(new UpdateFlowCommand({ ...members, executionRoleArn, flowIdentifier: present.id! }));
    return present.id!;
  }
  if (role === undefined && isCloud)
    throw usageFailure('A flow in the cloud needs an execution role: give its ARN with --role.');
  const tags = source.tags && { tags: { ...source.tags } };
  const created = await agent.send(
    new CreateFlowCommand({ ...members, ...tags, executionRoleArn: role ?? LOCAL_ROLE }),
  );
  return created.id!;
};
