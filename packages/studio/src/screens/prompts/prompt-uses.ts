import { GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { referencesIn } from '@streambed/flow/exchange';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/index.ts';
import { listFlows } from '../flows/queries.ts';
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

export interface PromptUses {
  /** By the id of the prompt. */
  readonly byPrompt: ReadonlyMap<string, readonly PromptUse[]>;
  /** Not all flows were looked through: there are too many. */
  readonly isPartial: boolean;
}

/** Of so many flows the drafts are looked through; nothing in the API answers the question. */
export const MOST_FLOWS = 500;

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

export const loadPromptUses = async (api: Api, signal: AbortSignal): Promise<PromptUses> => {
  const flows: { readonly id: string; readonly name: string }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listFlows(api, nextToken, signal);
    flows.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && flows.length < MOST_FLOWS);
  const uses = await Promise.all(
    flows.slice(0, MOST_FLOWS).map(({ id, name }) =>
      inTurn(async () => {
        try {
          const { definition = {} } = await api.bedrockAgent.send(
            new GetFlowCommand({ flowIdentifier: id }),
            { abortSignal: signal },
          );
          return usesIn(id, name, definition as unknown as FlowDefinition);
        } catch (error) {
          // Deleted since it was listed.
          if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
          throw error;
        }
      }),
    ),
  );
  return {
    byPrompt: Map.groupBy(uses.flat(), ({ promptId }) => promptId),
    isPartial: flows.length > MOST_FLOWS || nextToken !== undefined,
  };
};

/** Which flows name which prompts. */
export const usePromptUses = () => {
  const api = useApi();
  return useQuery({
    queryKey: promptKeys.uses(api),
    queryFn: ({ signal }) => loadPromptUses(api, signal),
    staleTime: 30_000,
  });
};
