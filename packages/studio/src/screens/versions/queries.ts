import {
  CreateFlowAliasCommand,
  GetFlowCommand,
  GetFlowVersionCommand,
  ListFlowAliasesCommand,
  ListFlowVersionsCommand,
  UpdateFlowAliasCommand,
} from '@aws-sdk/client-bedrock-agent';
import type {
  FlowAliasConcurrencyConfiguration,
  FlowDefinition,
  FlowStatus,
} from '@streambed/model/bedrock-agent';
import type { FlowFigures } from '@streambed/model/streambed';
import { type Api, failureOf } from '../../api/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { recordMove } from './alias-history.ts';

/** The draft's own alias, which every flow has and nobody can move. */
export const TEST_ALIAS = 'TSTALIASID';
export const DRAFT = 'DRAFT';
/** What the test alias runs: the draft as it was prepared last. */
export const PREPARED = 'PREPARED';

export interface VersionRow {
  /** `1`, `2` … */
  readonly version: string;
  readonly arn: string;
  readonly createdAt: Date;
}

export interface AliasRow {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  /** Version number, or `DRAFT`. */
  readonly target: string;
  readonly concurrency?: FlowAliasConcurrencyConfiguration;
  /** undefined for the draft's own. */
  readonly updatedAt: Date | undefined;
}

/** A draft or version as it is compared. */
export interface FlowSide {
  /** `DRAFT`, `PREPARED`, or a number. */
  readonly version: string;
  readonly name: string;
  readonly description?: string;
  readonly executionRoleArn: string;
  readonly customerEncryptionKeyArn?: string;
  readonly status: FlowStatus;
  readonly definition: FlowDefinition;
  /** ISO 8601; of versions when they were made. */
  readonly updatedAt: string;
}

/** The keys begin with `flow` and its id, so that whoever changes a flow can make everything of it stale. */
export const versionKeys = {
  all: (flowId: string) => ['flow', flowId] as const,
  versions: (flowId: string) => ['flow', flowId, 'versions'] as const,
  aliases: (flowId: string) => ['flow', flowId, 'aliases'] as const,
  studio: (flowId: string) => ['flow', flowId, 'studio-document'] as const,
  /** Versions do not change, so they are not among what a change makes stale; one that is deleted is not asked for. */
  side: (flowId: string, version: string) =>
    version === DRAFT
      ? (['flow', flowId, 'draft'] as const)
      : version === PREPARED
        ? (['flow', flowId, 'prepared'] as const)
        : (['flow-version', flowId, version] as const),
  figures: (flowId: string, by: 'Version' | 'Alias') => ['flow', flowId, 'figures', by] as const,
};

export const listVersions = async (
  { bedrockAgent }: Api,
  flowIdentifier: string,
  nextToken: string | undefined,
  abortSignal: AbortSignal,
) => {
  const answer = await bedrockAgent.send(
    new ListFlowVersionsCommand({ flowIdentifier, nextToken, maxResults: 100 }),
    { abortSignal },
  );
  const items = (answer.flowVersionSummaries ?? [])
    .filter(({ version }) => version !== DRAFT)
    .map(({ version = '', arn = '', createdAt = new Date(0) }): VersionRow => ({ version, arn, createdAt }));
  return { items, nextToken: answer.nextToken };
};

export const listAliases = async (
  { bedrockAgent }: Api,
  flowIdentifier: string,
  nextToken: string | undefined,
  abortSignal: AbortSignal,
) => {
  const answer = await bedrockAgent.send(
    new ListFlowAliasesCommand({ flowIdentifier, nextToken, maxResults: 100 }),
    { abortSignal },
  );
  const items = (answer.flowAliasSummaries ?? []).map(
    ({
      id = '',
      arn = '',
      name = '',
      description,
      routingConfiguration,
      concurrencyConfiguration,
      updatedAt,
    }): AliasRow => ({
      id,
      arn,
      name,
      ...(description !== undefined && { description }),
      target: routingConfiguration?.[0]?.flowVersion ?? DRAFT,
      ...(concurrencyConfiguration && {
        concurrency: concurrencyConfiguration as FlowAliasConcurrencyConfiguration,
      }),
      updatedAt: id === TEST_ALIAS ? undefined : updatedAt,
    }),
  );
  return { items, nextToken: answer.nextToken };
};

/** Every item of a list that is short by nature. */
export const all = async <Item>(
  fetchPage: (nextToken: string | undefined) => Promise<{
    readonly items: readonly Item[];
    readonly nextToken: string | undefined;
  }>,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let nextToken: string | undefined;
  do {
    const page = await fetchPage(nextToken);
    items.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return items;
};

/** The run whose definition is a side of a comparison, `run-ID`; undefined of any other side. */
export const runOfSide = (version: string): string | undefined =>
  version.startsWith('run-') ? version.slice('run-'.length) : undefined;

/** A draft, what is prepared, a version, or what a run ran. Rejects when there is none. */
export const loadSide = async (
  api: Api,
  flowIdentifier: string,
  version: string,
  abortSignal?: AbortSignal,
): Promise<FlowSide> => {
  const { bedrockAgent } = api;
  const options = abortSignal ? { abortSignal } : {};
  const runId = runOfSide(version);
  const ran = runId === undefined ? undefined : await loadRan(api, flowIdentifier, runId, abortSignal);
  const found =
    version === DRAFT || version === PREPARED || ran
      ? await bedrockAgent.send(new GetFlowCommand({ flowIdentifier }), options)
      : await bedrockAgent.send(new GetFlowVersionCommand({ flowIdentifier, flowVersion: version }), options);
  const {
    name = '',
    description,
    executionRoleArn = '',
    customerEncryptionKeyArn,
    definition,
    status,
  } = found;
  const prepared = version === PREPARED ? await loadPrepared(api, flowIdentifier, abortSignal) : undefined;
  const { updatedAt, createdAt } = found as { readonly updatedAt?: Date; readonly createdAt?: Date };
  return {
    version,
    name,
    ...(description !== undefined && { description }),
    executionRoleArn,
    ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    status: (status ?? 'NotPrepared') as FlowStatus,
    // The SDK's unions want a member for what is unknown; ours are the same on the wire.
    definition: (ran?.definition ?? prepared?.definition ?? definition ?? {}) as unknown as FlowDefinition,
    updatedAt: ran?.startedAt ?? prepared?.preparedAt ?? (updatedAt ?? createdAt)?.toISOString() ?? '',
  };
};

const loadPrepared = async ({ streambed }: Api, flowIdentifier: string, signal?: AbortSignal) => {
  const prepared = await streambed.getPreparedFlow({ flowIdentifier }, signal && { signal });
  if (prepared.definition === undefined) throw new Error(versionMessages.nothingPrepared);
  return prepared;
};

const loadRan = async (
  { streambed }: Api,
  flowIdentifier: string,
  runId: string,
  signal: AbortSignal | undefined,
) => {
  const { run, definition } = await streambed.getRun({ runId }, signal && { signal });
  if (run.flowId !== flowIdentifier || definition === undefined)
    throw new Error(versionMessages.noRunDefinition);
  return { definition, startedAt: run.startedAt };
};

const DAY = 86_400_000;

/** Runs and failures by version over 7 days, or by alias over 24 hours. */
export const loadFigures = async (
  { streambed }: Api,
  flowIdentifier: string,
  by: 'Version' | 'Alias',
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FlowFigures>> => {
  const now = Date.now();
  const days = by === 'Version' ? 7 : 1;
  const { figures } = await streambed.listFlowFigures(
    {
      flowIdentifier,
      by,
      startedAfter: new Date(now - days * DAY).toISOString(),
      startedBefore: new Date(now).toISOString(),
      buckets: by === 'Version' ? 14 : 24,
    },
    { signal },
  );
  return new Map(
    figures.map((each) => [(by === 'Version' ? each.flowVersion : each.flowAliasId) ?? '', each]),
  );
};

/** Points an alias to a version and notes it. What is not given stays. */
export const moveAlias = async (
  api: Api,
  flowIdentifier: string,
  alias: AliasRow,
  change: { readonly target: string; readonly concurrency?: FlowAliasConcurrencyConfiguration },
): Promise<void> => {
  const { target, concurrency = alias.concurrency } = change;
  await api.bedrockAgent.send(
    new UpdateFlowAliasCommand({
      flowIdentifier,
      aliasIdentifier: alias.id,
      name: alias.name,
      ...(alias.description !== undefined && { description: alias.description }),
      routingConfiguration: [{ flowVersion: target }],
      ...(concurrency && { concurrencyConfiguration: concurrency }),
    }),
  );
  if (target !== alias.target)
    await recordMove(api, flowIdentifier, alias.id, { from: alias.target, to: target });
};

export interface AliasToCreate {
  readonly name: string;
  readonly description?: string;
  readonly target: string;
  readonly concurrency?: FlowAliasConcurrencyConfiguration;
}

/** Resolves with the new alias. */
export const createAlias = async (
  api: Api,
  flowIdentifier: string,
  { name, description, target, concurrency }: AliasToCreate,
): Promise<{ readonly id: string; readonly name: string }> => {
  const { id = '' } = await api.bedrockAgent.send(
    new CreateFlowAliasCommand({
      flowIdentifier,
      name,
      ...(description && { description }),
      routingConfiguration: [{ flowVersion: target }],
      ...(concurrency && { concurrencyConfiguration: concurrency }),
    }),
  );
  await recordMove(api, flowIdentifier, id, { to: target });
  return { id, name };
};

/** Names of aliases as the API takes them. */
export const ALIAS_NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;

/** A flow's studio document; undefined where none can be had, which is no reason to stop. */
export const loadStudioContent = async ({ streambed }: Api, flowIdentifier: string): Promise<unknown> => {
  try {
    return (await streambed.getStudioDocument({ flowIdentifier })).content;
  } catch (error) {
    if (failureOf(error).isConnection) throw error;
    return undefined;
  }
};
