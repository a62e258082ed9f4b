import {
  type BedrockAgentClient,
  type DataSource,
  GetDataSourceCommand,
  GetKnowledgeBaseCommand,
  type KnowledgeBase,
  type KnowledgeBaseSummary,
  paginateListDataSources,
  paginateListKnowledgeBases,
} from '@aws-sdk/client-bedrock-agent';
import { unlessMissing } from '../../client/index.ts';
import { nearest } from '../../definitions/index.ts';
import { usageFailure } from '../../failure.ts';

const ID = /^[0-9A-Z]{10}$/i;

/** Every knowledge base of the account and region. */
export const allKnowledgeBases = async (agent: BedrockAgentClient): Promise<KnowledgeBaseSummary[]> => {
  const found: KnowledgeBaseSummary[] = [];
  for await (const page of paginateListKnowledgeBases({ client: agent }, {}))
    found.push(...(page.knowledgeBaseSummaries ?? []));
  return found;
};

/** The one that a person named by name or id. Throws a Failure when there is none. */
export const findKnowledgeBase = async (agent: BedrockAgentClient, given: string): Promise<KnowledgeBase> => {
  const get = async (knowledgeBaseId: string) =>
    (await unlessMissing(agent.send(new GetKnowledgeBaseCommand({ knowledgeBaseId }))))?.knowledgeBase;
  const byId = ID.test(given) ? await get(given) : undefined;
  if (byId) return byId;
  const all = await allKnowledgeBases(agent);
  const named = all.find(({ name, status }) => name === given && status !== 'DELETING');
  const byName = named?.knowledgeBaseId && (await get(named.knowledgeBaseId));
  if (byName) return byName;
  const meant = nearest(
    given,
    all.map(({ name }) => name ?? ''),
  );
  throw usageFailure(
    `There is no knowledge base ${given}.${meant ? ` Did you mean ${meant}?` : ''} streambed kb list shows those that are there.`,
  );
};

/** Its data sources, whole. */
export const dataSourcesOf = async (
  agent: BedrockAgentClient,
  knowledgeBaseId: string,
): Promise<DataSource[]> => {
  const found: DataSource[] = [];
  for await (const page of paginateListDataSources({ client: agent }, { knowledgeBaseId }))
    for (const { dataSourceId } of page.dataSourceSummaries ?? []) {
      const { dataSource } = await agent.send(new GetDataSourceCommand({ knowledgeBaseId, dataSourceId }));
      if (dataSource) found.push(dataSource);
    }
  return found;
};
