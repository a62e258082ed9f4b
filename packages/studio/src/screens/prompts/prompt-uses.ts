import { GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { referencesIn } from '@streambed/flow/exchange';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/index.ts';
import { type FlowRow, listFlows } from '../flows/queries.ts';
import { inTurn } from '../flows/use-flow-facts.ts';
import { promptKeys } from './queries.ts';

/** A node of a flow's draft that names a prompt. */
export interface PromptUse {
  readonly flowId: string;
  readonly flow: string;
  /** Path of the node. */
  readonly node: string;
  /** `DRAFT`, or a number. */
  readonly version: string;
}

/** By the id of the prompt. */
export type PromptUses = ReadonlyMap<string, readonly PromptUse[]>;

const PROMPT_ARN = /:prompt\/([0-9A-Za-z]{10})(?::(\d{1,5}|DRAFT))?$/;

/** `…:prompt/ABCDEFGHIJ:3` as id and version; undefined for anything else. */
export const promptOfArn = (arn: string): { readonly id: string; readonly version: string } | undefined => {
  const match = PROMPT_ARN.exec(arn);
  return match ? { id: match[1]!, version: match[2] ?? 'DRAFT' } : undefined;
};

/** The prompts that a definition names. */
export const usesIn = (
  flowId: string,
  flow: string,
  definition: FlowDefinition,
): readonly (PromptUse & { readonly promptId: string })[] =>
  referencesIn(definition).flatMap(({ kind, value, places }) => {
    const prompt = kind === 'prompt' ? promptOfArn(value) : undefined;
    return prompt
      ? places.map(({ node }) => ({ promptId: prompt.id, flowId, flow, node, version: prompt.version }))
      : [];
  });

/**
 * Nothing in the API answers which flows name a prompt, so all drafts are looked through. What one of them names is kept
 * until it is edited again: of thousands of flows only those that changed are fetched the second time.
 */
export const loadPromptUses = async (
  api: Api,
  queryClient: QueryClient,
  signal: AbortSignal,
): Promise<PromptUses> => {
  const found: Promise<readonly (PromptUse & { readonly promptId: string })[]>[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listFlows(api, nextToken, signal);
    // The first drafts are read while the rest is being listed.
    for (const flow of page.items)
      found.push(
        queryClient.fetchQuery({
          queryKey: promptKeys.usesOfFlow(api, flow.id, flow.updatedAt),
          // Not the signal of whoever asks: another page may be waiting for the same answer.
          queryFn: ({ signal: own }) => inTurn(() => usesOf(api, flow, own)),
          staleTime: Number.POSITIVE_INFINITY,
          gcTime: KEPT_FOR,
        }),
      );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return Map.groupBy((await Promise.all(found)).flat(), ({ promptId }) => promptId);
};

/** ms after the last time that anybody wanted to know. */
const KEPT_FOR = 30 * 60_000;

const usesOf = async (api: Api, { id, name }: FlowRow, abortSignal: AbortSignal) => {
  try {
    const { definition = {} } = await api.bedrockAgent.send(new GetFlowCommand({ flowIdentifier: id }), {
      abortSignal,
    });
    return usesIn(id, name, definition as unknown as FlowDefinition);
  } catch (error) {
    // Deleted since it was listed.
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
};

/** Which flows name which prompts. */
export const usePromptUses = () => {
  const api = useApi();
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: promptKeys.uses(api),
    queryFn: ({ signal }) => loadPromptUses(api, queryClient, signal),
    staleTime: 30_000,
  });
};
