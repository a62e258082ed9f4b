import { ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/index.ts';

/** What there is already, of this server's flows and runs. */
export interface Beginnings {
  readonly flow: { readonly id: string; readonly name: string } | undefined;
  readonly hasRun: boolean;
}

const look = async ({ bedrockAgent, streambed }: Api, signal: AbortSignal): Promise<Beginnings> => {
  const [flows, runs] = await Promise.all([
    bedrockAgent.send(new ListFlowsCommand({ maxResults: 1 }), { abortSignal: signal }),
    streambed.listRuns({ maxResults: 1 }, { signal }),
  ]);
  const [flow] = flows.flowSummaries ?? [];
  return {
    flow: flow && { id: flow.id ?? '', name: flow.name ?? '' },
    hasRun: runs.runSummaries.length > 0,
  };
};

/** Looked up again every few seconds, so that steps tick themselves. */
export const useBeginnings = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['beginnings', api.region, api.principalArn],
    queryFn: ({ signal }) => look(api, signal),
    refetchInterval: 5_000,
  });
};
