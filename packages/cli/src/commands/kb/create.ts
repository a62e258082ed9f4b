import {
  CreateDataSourceCommand,
  CreateKnowledgeBaseCommand,
  type VectorIngestionConfiguration,
} from '@aws-sdk/client-bedrock-agent';
import { type Clients, withClients } from '../../client/index.ts';
import { usageFailure } from '../../failure.ts';
import { jsonText, openTerminal, renderFacts, renderSync } from '../../output/index.ts';
import { LOCAL_ROLE } from '../write-draft.ts';
import { assertDocuments, configurationOf, nameOf, readSources, type Source } from './sources.ts';
import { isAllIn, syncSources } from './sync.ts';

type Options = Readonly<Record<string, unknown>>;

/** What makes the vectors where nobody says otherwise; without a provider for it the built-in embedding answers. */
const EMBEDDING = 'amazon.titan-embed-text-v2:0';

const NAME = /^(?:[0-9a-zA-Z][_-]?){1,100}$/;

/** Makes a knowledge base with its sources and takes in what they hold. Resolves with whether all of it went in. */
export const createKnowledgeBase = async (
  options: Options,
  name: string,
  source: string | undefined,
): Promise<boolean> => {
  const terminal = openTerminal();
  const sources = readSources([
    ...(source === undefined ? [] : [source]),
    ...((options.source as readonly string[] | undefined) ?? []),
  ]);
  const ingestion = ingestionOf(options);
  if (!NAME.test(name))
    throw usageFailure(
      `"${name}" is no name of a knowledge base. It has up to 100 letters and digits, with - or _ between them.`,
    );
  for (const one of sources) assertDocuments(one);
  return await withClients(options, async (clients) => {
    const knowledgeBaseId = await make(clients, name, (options.model as string | undefined) ?? EMBEDDING);
    const made: { source: Source; dataSourceId: string; name: string }[] = [];
    for (const [index, one] of sources.entries()) {
      const wanted = nameOf(one);
      const taken = made.some((other) => other.name === wanted);
      const dataSourceName = taken ? `${wanted}-${index + 1}` : wanted;
      const { dataSource } = await clients.agent.send(
        new CreateDataSourceCommand({
          knowledgeBaseId,
          name: dataSourceName,
          dataSourceConfiguration: configurationOf(one),
          ...(ingestion && { vectorIngestionConfiguration: ingestion }),
        }),
      );
      made.push({ source: one, dataSourceId: dataSource!.dataSourceId!, name: dataSourceName });
    }
    if (!options.json)
      terminal.write(
        renderFacts(
          [
            ['knowledge base', `${name} (${knowledgeBaseId})`],
            ...made.map((each): [string, string] => ['source', `${each.name} (${each.dataSourceId})`]),
          ],
          terminal.style,
        ),
      );
    if (made.length === 0 && !options.json)
      terminal.note(`It is empty. streambed kb sync ${name} FOLDER fills it.`);
    const results = await syncSources(
      clients,
      knowledgeBaseId,
      made.map(({ source: one, dataSourceId, name: dataSourceName }) => ({
        dataSourceId,
        name: dataSourceName,
        ...(one.kind === 'folder' && { folder: one.path }),
      })),
      terminal,
    );
    terminal.write(
      options.json
        ? `${jsonText({ knowledgeBaseId, name, sources: results }, 2)}\n`
        : renderSync(results, terminal.style),
    );
    return isAllIn(results);
  });
};

const make = async ({ agent, connection }: Clients, name: string, model: string): Promise<string> => {
  const region = connection.region ?? 'us-east-1';
  const { knowledgeBase } = await agent
    .send(
      new CreateKnowledgeBaseCommand({
        name,
        roleArn: LOCAL_ROLE,
        knowledgeBaseConfiguration: {
          type: 'VECTOR',
          vectorKnowledgeBaseConfiguration: {
            embeddingModelArn: model.startsWith('arn:')
              ? model
              : `arn:aws:bedrock:${region}::foundation-model/${model}`,
          },
        },
      }),
    )
    .catch((error: Error) => {
      if (error.name !== 'ConflictException') throw error;
      throw usageFailure(
        `There is a knowledge base ${name} already. streambed kb sync ${name} FOLDER brings it up to date, streambed kb delete ${name} takes it away.`,
      );
    });
  return knowledgeBase!.knowledgeBaseId!;
};

const ingestionOf = ({ chunkTokens }: Options): VectorIngestionConfiguration | undefined => {
  if (chunkTokens === undefined) return undefined;
  const maxTokens = Number(chunkTokens);
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > 8_192)
    throw usageFailure(`--chunk-tokens is a whole number from 1 to 8192, not ${String(chunkTokens)}.`);
  return {
    chunkingConfiguration: {
      chunkingStrategy: 'FIXED_SIZE',
      fixedSizeChunkingConfiguration: { maxTokens, overlapPercentage: 20 },
    },
  };
};
