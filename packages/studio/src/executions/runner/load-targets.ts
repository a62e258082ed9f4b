import {
  type BedrockAgentClient,
  paginateListFlowAliases,
  paginateListFlowVersions,
} from '@aws-sdk/client-bedrock-agent';
import type { RunTarget } from './executions.ts';

/** The flow's aliases, then its versions, newest first. */
export const loadTargets = async (
  client: BedrockAgentClient,
  flowIdentifier: string,
): Promise<readonly RunTarget[]> => {
  const targets: RunTarget[] = [];
  for await (const page of paginateListFlowAliases({ client }, { flowIdentifier }))
    for (const { id, name } of page.flowAliasSummaries ?? [])
      if (id !== undefined && id !== 'TSTALIASID')
        targets.push({ kind: 'alias', aliasId: id, name: name ?? id });
  const versions: RunTarget[] = [];
  for await (const page of paginateListFlowVersions({ client }, { flowIdentifier }))
    for (const { version } of page.flowVersionSummaries ?? [])
      if (version !== undefined && version !== 'DRAFT') versions.push({ kind: 'version', version });
  const numberOf = (target: RunTarget) => (target.kind === 'version' ? Number(target.version) : 0);
  return [...targets, ...versions.sort((a, b) => numberOf(b) - numberOf(a))];
};
