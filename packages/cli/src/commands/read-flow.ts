import { type BedrockAgentClient, GetFlowVersionCommand } from '@aws-sdk/client-bedrock-agent';
import { parseDefinition } from '@streambed/flow/definition';
import { findFlow, unlessMissing } from '../client/index.ts';
import type { FlowRequest } from '../definitions/index.ts';
import { Failure, usageFailure } from '../failure.ts';

/** A flow's draft, or one of its versions, as the request that would create it. Throws a Failure when it is not there. */
export const readFlow = async (
  agent: BedrockAgentClient,
  given: string,
  version: string | undefined,
): Promise<FlowRequest> => {
  const flow = await findFlow(agent, given);
  const read =
    version === undefined || version === 'DRAFT' ? flow : await readVersion(agent, flow.id!, version);
  const { name, description, executionRoleArn, customerEncryptionKeyArn, definition } = read;
  const parsed = parseDefinition(definition ?? {});
  if (!parsed.ok) {
    const [{ path, rule } = { path: '', rule: 'it cannot be read' }] = parsed.violations;
    throw new Failure(
      `The definition of ${given} is of a form that this release does not know: ${path}: ${rule}.`,
    );
  }
  return {
    name: name!,
    ...(description !== undefined && { description }),
    executionRoleArn: executionRoleArn!,
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    definition: parsed.definition,
  };
};

const readVersion = async (agent: BedrockAgentClient, flowIdentifier: string, flowVersion: string) => {
  if (!/^\d{1,5}$/.test(flowVersion)) throw usageFailure(`--version must be a number, not ${flowVersion}.`);
  const found = await unlessMissing(agent.send(new GetFlowVersionCommand({ flowIdentifier, flowVersion })));
  if (found) return found;
  throw usageFailure(`Flow ${flowIdentifier} has no version ${flowVersion}.`);
};
