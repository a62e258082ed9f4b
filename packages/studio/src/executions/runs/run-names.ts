import { paginateListFlowAliases, paginateListFlows } from '@aws-sdk/client-bedrock-agent';
import type { RunSummary } from '@streambed/model/streambed';
import { useQueries, useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/index.ts';

/** What people call flows and aliases; runs know their ids only. */
export interface RunNames {
  /** By the flow's id. */
  readonly flows: ReadonlyMap<string, string>;
  /** By `FLOWID/ALIASID`. */
  readonly aliases: ReadonlyMap<string, string>;
}

type Run = Pick<RunSummary, 'flowId' | 'flowAliasId'>;

const FRESH = 60_000;

const loadFlowNames = async ({ bedrockAgent }: Api): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  for await (const page of paginateListFlows({ client: bedrockAgent, pageSize: 100 }, {}))
    for (const { id, name } of page.flowSummaries ?? [])
      if (id !== undefined && name !== undefined) names.set(id, name);
  return names;
};

const loadAliasNames = async (
  { bedrockAgent }: Api,
  flowIdentifier: string,
): Promise<readonly (readonly [string, string])[]> => {
  const names: [string, string][] = [];
  for await (const page of paginateListFlowAliases({ client: bedrockAgent }, { flowIdentifier }))
    for (const { id, name } of page.flowAliasSummaries ?? [])
      if (id !== undefined && name !== undefined) names.push([`${flowIdentifier}/${id}`, name]);
  return names;
};

const NONE: ReadonlyMap<string, string> = new Map();
const together = (
  results: readonly { readonly data?: readonly (readonly [string, string])[] | undefined }[],
) => new Map(results.flatMap(({ data = [] }) => data));

/** Names for these runs, as far as they are known; flows that are gone have none. */
export const useRunNames = (runs: readonly Run[]): RunNames => {
  const api = useApi();
  const { data: flows = NONE } = useQuery({
    queryKey: ['flow-names', api.region, api.principalArn],
    queryFn: () => loadFlowNames(api),
    staleTime: FRESH,
  });
  const called = new Set(
    runs.flatMap(({ flowId, flowAliasId }) =>
      flowAliasId === undefined || flowAliasId === 'TSTALIASID' || !flows.has(flowId) ? [] : [flowId],
    ),
  );
  const aliases = useQueries({
    queries: [...called].map((flowId) => ({
      queryKey: ['alias-names', api.region, api.principalArn, flowId],
      queryFn: () => loadAliasNames(api, flowId),
      staleTime: FRESH,
    })),
    combine: together,
  });
  return { flows, aliases };
};
