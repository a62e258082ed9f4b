import {
  type BedrockAgentClient,
  type FlowAliasSummary,
  type FlowSummary,
  GetFlowAliasCommand,
  GetFlowCommand,
  type GetFlowResponse,
  GetFlowVersionCommand,
  paginateListFlowAliases,
  paginateListFlows,
  paginateListFlowVersions,
} from '@aws-sdk/client-bedrock-agent';
import { nearest } from '../definitions/index.ts';
import { usageFailure } from '../failure.ts';

/** The alias that serves the prepared draft, in every flow. */
export const TEST_ALIAS = 'TSTALIASID';

const ID = /^[0-9a-zA-Z]{10}$/;
const FLOW_ARN = /^arn:aws[^:]*:bedrock:[^:]*:\d{12}:flow\/([0-9a-zA-Z]{10})(?:\/alias\/([0-9a-zA-Z]{10}))?$/;

/** Every flow of the account and region. */
export const listFlows = async (agent: BedrockAgentClient): Promise<FlowSummary[]> => {
  const flows: FlowSummary[] = [];
  for await (const page of paginateListFlows({ client: agent }, {}))
    flows.push(...(page.flowSummaries ?? []));
  return flows;
};

/** The flow that a person named by id, ARN or name. Throws a Failure when there is none, or when several share the name. */
export const findFlow = async (agent: BedrockAgentClient, given: string): Promise<GetFlowResponse> => {
  const id = FLOW_ARN.exec(given)?.[1] ?? (ID.test(given) ? given : undefined);
  if (id !== undefined) {
    const flow = await unlessMissing(agent.send(new GetFlowCommand({ flowIdentifier: id })));
    if (flow) return flow;
    if (id !== given)
      throw usageFailure(`There is no flow ${given}. streambed list shows those that are there.`);
  }
  const flows = await listFlows(agent);
  const named = flows.filter(({ name }) => name === given);
  if (named.length > 1) throw severalNamed(given, named);
  if (named[0]?.id) return agent.send(new GetFlowCommand({ flowIdentifier: named[0].id }));
  const meant = nearest(
    given,
    flows.map(({ name }) => name ?? ''),
  );
  throw usageFailure(
    `There is no flow ${given}.${meant ? ` Did you mean ${meant}?` : ''} streambed list shows those that are there.`,
  );
};

/** Two flows may share a name; then only the id says which one is meant. */
export const severalNamed = (name: string, flows: readonly FlowSummary[], option = '') =>
  usageFailure(
    `${flows.length} flows are called ${name}; name one by its id${option}: ${flows.map(({ id }) => id).join(', ')}.`,
  );

/** Every alias of a flow, the test alias apart. */
export const listAliases = async (agent: BedrockAgentClient, flowId: string): Promise<FlowAliasSummary[]> => {
  const aliases: FlowAliasSummary[] = [];
  for await (const page of paginateListFlowAliases({ client: agent }, { flowIdentifier: flowId }))
    aliases.push(...(page.flowAliasSummaries ?? []).filter(({ id }) => id !== TEST_ALIAS));
  return aliases;
};

/** Versions of a flow with a number, newest first. */
export const listVersions = async (agent: BedrockAgentClient, flowId: string): Promise<number[]> => {
  const versions: number[] = [];
  for await (const page of paginateListFlowVersions({ client: agent }, { flowIdentifier: flowId }))
    for (const { version } of page.flowVersionSummaries ?? [])
      if (/^\d+$/.test(version ?? '')) versions.push(Number(version));
  return versions.sort((a, b) => b - a);
};

/** The id of the alias that a person named by id, ARN or name. Throws a Failure when the flow has none such. */
export const findAlias = async (
  agent: BedrockAgentClient,
  flowId: string,
  given: string,
): Promise<string> => {
  if (given === TEST_ALIAS) return TEST_ALIAS;
  const inArn = FLOW_ARN.exec(given);
  if (inArn?.[2] !== undefined && inArn[1] === flowId) return inArn[2];
  const aliases = await listAliases(agent, flowId);
  const found = aliases.find(({ id }) => id === given) ?? aliases.find(({ name }) => name === given);
  if (found?.id) return found.id;
  const names = aliases.map(({ name }) => name ?? '').filter((name) => name !== '');
  throw usageFailure(
    `Flow ${flowId} has no alias ${given}. It has ${[...names, TEST_ALIAS].join(', ')}; ${TEST_ALIAS} serves the prepared draft.`,
  );
};

/** The definition that an alias serves; undefined when the flow has none. */
export const servedDefinition = async (agent: BedrockAgentClient, flow: GetFlowResponse, aliasId: string) => {
  if (aliasId === TEST_ALIAS) return flow.definition;
  const { routingConfiguration } = await agent.send(
    new GetFlowAliasCommand({ flowIdentifier: flow.id!, aliasIdentifier: aliasId }),
  );
  const flowVersion = routingConfiguration?.[0]?.flowVersion;
  if (flowVersion === undefined || flowVersion === 'DRAFT') return flow.definition;
  return versionDefinition(agent, flow.id!, flowVersion);
};

/** The definition of a numbered version. */
export const versionDefinition = async (agent: BedrockAgentClient, flowId: string, flowVersion: string) => {
  const version = await agent.send(new GetFlowVersionCommand({ flowIdentifier: flowId, flowVersion }));
  return version.definition;
};

/** The answer, or undefined where the service says that there is nothing by that name. */
export const unlessMissing = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};
