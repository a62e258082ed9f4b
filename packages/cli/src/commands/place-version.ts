import {
  type BedrockAgentClient,
  CreateFlowAliasCommand,
  CreateFlowVersionCommand,
  type FlowAliasSummary,
  UpdateFlowAliasCommand,
} from '@aws-sdk/client-bedrock-agent';
import { type FlowDefinition, parseDefinition } from '@streambed/flow/definition';
import { listAliases, listVersions, TEST_ALIAS, versionDefinition } from '../client/index.ts';
import { diffDefinitions } from '../definitions/index.ts';
import { usageFailure } from '../failure.ts';

export interface PlacedVersion {
  readonly version: string;
  /** Whether the version was made just now. */
  readonly created: boolean;
  readonly alias?: {
    readonly id: string;
    readonly arn: string;
    readonly name: string;
    readonly note: string;
  };
  /** Whether anything is another than before. */
  readonly changed: boolean;
}

/**
 * Makes sure that a version with a number holds the definition, and that the alias, when one is wanted, points to it.
 * What is so already stays: deploying the same file again makes no version.
 */
export const placeVersion = async (
  agent: BedrockAgentClient,
  flowId: string,
  { definition, alias }: { readonly definition: FlowDefinition; readonly alias: string | undefined },
): Promise<PlacedVersion> => {
  if (alias === TEST_ALIAS)
    throw usageFailure(`${TEST_ALIAS} always serves the prepared draft; give the alias another name.`);
  const holds = async (version: string): Promise<boolean> => {
    const parsed = parseDefinition((await versionDefinition(agent, flowId, version)) ?? {});
    return parsed.ok && diffDefinitions(parsed.definition, definition).length === 0;
  };
  const present = alias === undefined ? undefined : findNamed(await listAliases(agent, flowId), alias);
  const served = present?.routingConfiguration?.[0]?.flowVersion;
  if (present && served !== undefined && served !== 'DRAFT' && (await holds(served)))
    return { version: served, created: false, alias: aliasOf(present, ' (as before)'), changed: false };

  const [newest] = await listVersions(agent, flowId);
  const reusable = newest !== undefined && (await holds(String(newest)));
  const version = reusable
    ? String(newest)
    : (await agent.send(new CreateFlowVersionCommand({ flowIdentifier: flowId }))).version!;
  if (alias === undefined) return { version, created: !reusable, changed: !reusable };

  const routingConfiguration = [{ flowVersion: version }];
  const placed = present
    ? await agent.send(
        new UpdateFlowAliasCommand({
          flowIdentifier: flowId,
          aliasIdentifier: present.id!,
          name: present.name!,
          // What an update leaves out is taken away.
          ...(present.description !== undefined && { description: present.description }),
          ...(present.concurrencyConfiguration && {
            concurrencyConfiguration: present.concurrencyConfiguration,
          }),
          routingConfiguration,
        }),
      )
    : await agent.send(
        new CreateFlowAliasCommand({ flowIdentifier: flowId, name: alias, routingConfiguration }),
      );
  const note = present ? ` (was version ${served ?? 'DRAFT'})` : ' (new)';
  return { version, created: !reusable, alias: aliasOf(placed, note), changed: true };
};

const findNamed = (aliases: readonly FlowAliasSummary[], given: string): FlowAliasSummary | undefined =>
  aliases.find(({ id }) => id === given) ?? aliases.find(({ name }) => name === given);

const aliasOf = (
  { id, arn, name }: { id?: string | undefined; arn?: string | undefined; name?: string | undefined },
  note: string,
) => ({ id: id!, arn: arn!, name: name!, note });
