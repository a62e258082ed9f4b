import {
  CreateFlowCommand,
  GetFlowCommand,
  ListFlowAliasesCommand,
  ListFlowsCommand,
  ListFlowVersionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { FlowDefinition, FlowSummary } from '@streambed/model/bedrock-agent';
import type { FlowFigures } from '@streambed/model/streambed';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Api } from '../../api/index.ts';
import { freeName, usualRole } from './new-flow.ts';

/** A flow of the list. The SDK's dates are Date, the model's are text. */
export type FlowRow = Omit<FlowSummary, 'createdAt' | 'updatedAt'> & {
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export const flowKeys = {
  all: ['flows'] as const,
  list: ({ region, principalArn }: Api) => ['flows', 'list', region, principalArn] as const,
  figures: ({ region, principalArn }: Api) => ['flows', 'figures', region, principalArn] as const,
  facts: (flowId: string) => ['flows', 'facts', flowId] as const,
  tags: (flowArn: string) => ['flows', 'tags', flowArn] as const,
  one: (flowId: string) => ['flows', 'one', flowId] as const,
};

export const listFlows = async (api: Api, nextToken: string | undefined, abortSignal: AbortSignal) => {
  const { flowSummaries = [], nextToken: next } = await api.bedrockAgent.send(
    new ListFlowsCommand({ nextToken, maxResults: 100 }),
    { abortSignal },
  );
  return { items: flowSummaries as readonly FlowRow[], nextToken: next };
};

const DAY = 86_400_000;

/** How the flows of the last 24 hours did, by their id; an hour to a bucket. */
export const listFigures = async (
  { streambed }: Api,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FlowFigures>> => {
  const now = Date.now();
  const { figures } = await streambed.listFlowFigures(
    {
      startedAfter: new Date(now - DAY).toISOString(),
      startedBefore: new Date(now).toISOString(),
      buckets: 24,
    },
    { signal },
  );
  return new Map(figures.map((each) => [each.flowId, each]));
};

/** What of a flow the list does not say. */
export interface FlowFacts {
  /** undefined when there is no version yet. */
  readonly latestVersion: string | undefined;
  readonly versionCount: number;
  /** Without the draft's own alias. */
  readonly aliases: readonly { readonly name: string; readonly version: string }[];
}

export const getFlowFacts = async (
  { bedrockAgent }: Api,
  flowIdentifier: string,
  abortSignal?: AbortSignal,
): Promise<FlowFacts> => {
  const options = abortSignal ? { abortSignal } : {};
  const [versions, aliases] = await Promise.all([
    bedrockAgent.send(new ListFlowVersionsCommand({ flowIdentifier }), options),
    bedrockAgent.send(new ListFlowAliasesCommand({ flowIdentifier }), options),
  ]);
  const numbers = (versions.flowVersionSummaries ?? [])
    .map(({ version }) => Number(version))
    .filter((number) => !Number.isNaN(number));
  return {
    latestVersion: numbers.length === 0 ? undefined : String(Math.max(...numbers)),
    versionCount: numbers.length,
    aliases: (aliases.flowAliasSummaries ?? [])
      .filter(({ id }) => id !== 'TSTALIASID')
      .map(({ name = '', routingConfiguration }) => ({
        name,
        version: routingConfiguration?.[0]?.flowVersion ?? '',
      })),
  };
};

/** `key:value`, or the key alone. */
export const getTags = async (
  { bedrockAgent }: Api,
  resourceArn: string,
  abortSignal?: AbortSignal,
): Promise<readonly string[]> => {
  const { tags = {} } = await bedrockAgent.send(
    new ListTagsForResourceCommand({ resourceArn }),
    abortSignal ? { abortSignal } : {},
  );
  return Object.entries(tags).map(([key, value]) => (value === '' ? key : `${key}:${value}`));
};

/** Which model new flows ask: the server's default, else one that the offline model answers for. */
export const defaultModel = async ({ streambed }: Api): Promise<string> => {
  const { defaultModelId } = await streambed.getModelSettings();
  return defaultModelId ?? 'amazon.nova-lite-v1:0';
};

export interface FlowToCreate {
  readonly name: string;
  readonly description?: string;
  readonly definition: FlowDefinition;
  /** What lies beside the definition: positions, saved inputs. */
  readonly studio?: object;
}

/** Creates a flow, under the next free name when its own is taken, and resolves to its id. */
export const createFlow = async (
  api: Api,
  { name, description, definition, studio }: FlowToCreate,
): Promise<{ readonly id: string; readonly name: string }> => {
  const taken: string[] = [];
  for (;;) {
    const free = freeName(name, taken);
    try {
      const { id = '' } = await api.bedrockAgent.send(
        new CreateFlowCommand({
          name: free,
          executionRoleArn: usualRole(api.accountId),
          // The SDK's unions want a member for what is unknown; ours are the same on the wire.
          definition: definition as never,
          ...(description && { description }),
        }),
      );
      if (studio)
        await api.streambed.putStudioDocument({ flowIdentifier: id, content: studio as never, revision: 0 });
      return { id, name: free };
    } catch (error) {
      const isTaken = error instanceof Error && error.name === 'ConflictException' && taken.length < 50;
      if (!isTaken) throw error;
      taken.push(free);
    }
  }
};

/** A second flow with the same draft, positions, notes and saved inputs. */
export const duplicateFlow = async (
  api: Api,
  flowId: string,
  nameOf: (name: string) => string,
): Promise<{ readonly id: string; readonly name: string }> => {
  const [flow, document] = await Promise.all([
    api.bedrockAgent.send(new GetFlowCommand({ flowIdentifier: flowId })),
    api.streambed.getStudioDocument({ flowIdentifier: flowId }),
  ]);
  return createFlow(api, {
    name: nameOf(flow.name ?? '').slice(0, 100),
    definition: (flow.definition ?? {}) as FlowDefinition,
    ...(flow.description !== undefined && { description: flow.description }),
    ...(document.revision > 0 && { studio: document.content as object }),
  });
};

/** Takes deleted flows out of what is kept here, so that nobody asks the server about them again. */
export const forgetFlows = async (queryClient: QueryClient, ids: readonly string[]): Promise<void> => {
  const gone = new Set(ids);
  queryClient.setQueriesData<InfiniteData<{ readonly items: readonly FlowRow[] }>>(
    { queryKey: ['flows', 'list'] },
    (kept) =>
      kept && {
        ...kept,
        pages: kept.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !gone.has(id)) })),
      },
  );
  await queryClient.invalidateQueries({ queryKey: ['flows', 'list'] });
};
