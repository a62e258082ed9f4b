import {
  type BedrockAgentClient,
  CreateDataSourceCommand,
  CreateKnowledgeBaseCommand,
  GetKnowledgeBaseDocumentsCommand,
  IngestKnowledgeBaseDocumentsCommand,
  ListKnowledgeBasesCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Need } from './template.ts';

type Sample = Extract<Need, { kind: 'knowledgeBase' }>;

/** Bedrock's usual one; without a provider for it the built-in embedding answers. */
const EMBEDDING_MODEL = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0';
const NOT_YET = new Set(['STARTING', 'PENDING', 'IN_PROGRESS']);
/** Between two looks at whether the documents are in, and how many looks. Milliseconds. */
const LOOK_EVERY = 200;
const LOOKS = 50;

/**
 * Makes a template's knowledge base and waits a while for its documents. Resolves to its id, or that of the one that has
 * its name already. Rejects with what the server says, also of a document that it could not take in.
 */
export const putKnowledgeBase = async (
  { bedrockAgent, accountId }: { readonly bedrockAgent: BedrockAgentClient; readonly accountId: string },
  { name, documents }: Sample,
): Promise<string> => {
  const there = await namedOne(bedrockAgent, name);
  if (there !== undefined) return there;
  const { knowledgeBase } = await bedrockAgent.send(
    new CreateKnowledgeBaseCommand({
      name,
      roleArn: `arn:aws:iam::${accountId}:role/knowledge-bases`,
      knowledgeBaseConfiguration: {
        type: 'VECTOR',
        vectorKnowledgeBaseConfiguration: { embeddingModelArn: EMBEDDING_MODEL },
      },
    }),
  );
  const knowledgeBaseId = knowledgeBase!.knowledgeBaseId!;
  const { dataSource } = await bedrockAgent.send(
    new CreateDataSourceCommand({
      knowledgeBaseId,
      name: 'samples',
      dataSourceConfiguration: { type: 'CUSTOM' },
    }),
  );
  const of = { knowledgeBaseId, dataSourceId: dataSource!.dataSourceId! };
  await bedrockAgent.send(
    new IngestKnowledgeBaseDocumentsCommand({
      ...of,
      documents: documents.map(({ id, text }) => ({
        content: {
          dataSourceType: 'CUSTOM',
          custom: {
            customDocumentIdentifier: { id },
            sourceType: 'IN_LINE',
            inlineContent: { type: 'TEXT', textContent: { data: text } },
          },
        },
      })),
    }),
  );
  const documentIdentifiers = documents.map(({ id }) => ({
    dataSourceType: 'CUSTOM' as const,
    custom: { id },
  }));
  for (let look = 0; look < LOOKS; look++) {
    const { documentDetails = [] } = await bedrockAgent.send(
      new GetKnowledgeBaseDocumentsCommand({ ...of, documentIdentifiers }),
    );
    const failed = documentDetails.find(({ status }) => status === 'FAILED');
    if (failed) throw new Error(failed.statusReason);
    if (!documentDetails.some(({ status }) => NOT_YET.has(status ?? ''))) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return knowledgeBaseId;
};

const namedOne = async (bedrockAgent: BedrockAgentClient, name: string): Promise<string | undefined> => {
  let nextToken: string | undefined;
  do {
    const page = await bedrockAgent.send(new ListKnowledgeBasesCommand({ nextToken }));
    const found = page.knowledgeBaseSummaries?.find((each) => each.name === name);
    if (found) return found.knowledgeBaseId;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
};
