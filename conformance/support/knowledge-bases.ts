import {
  type BedrockAgentClient,
  CreateDataSourceCommand,
  type CreateDataSourceCommandInput,
  CreateKnowledgeBaseCommand,
  type CreateKnowledgeBaseCommandInput,
  type DocumentStatus,
  GetIngestionJobCommand,
  GetKnowledgeBaseDocumentsCommand,
  type IngestionJob,
  type IngestionJobStatus,
  IngestKnowledgeBaseDocumentsCommand,
  type MetadataAttributeValue,
  StartIngestionJobCommand,
} from '@aws-sdk/client-bedrock-agent';
import { expect } from 'vitest';
import type { Target } from '../target.ts';
import { clientToken } from './vacant.ts';

/** A text and what is said of it. */
export interface Sent {
  readonly text: string;
  readonly metadata?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Where documents are. */
export interface Shelf {
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
}

/** What tests do to knowledge bases again and again. */
export interface Shelves {
  /** Creates a knowledge base; answers its id. */
  create(input?: Partial<CreateKnowledgeBaseCommandInput>): Promise<string>;
  /** Sends documents to a source that takes them, and waits until the service is through with them. */
  put(at: Shelf, documents: Readonly<Record<string, Sent>>): Promise<readonly (DocumentStatus | undefined)[]>;
  /** Creates a data source; answers where it is. */
  source(knowledgeBaseId: string, input: Partial<CreateDataSourceCommandInput>): Promise<Shelf>;
  /** Starts a job and waits for its end, COMPLETE unless it says otherwise; answers it as it is then. */
  sync(at: Shelf, end?: IngestionJobStatus): Promise<IngestionJob>;
  /** A knowledge base with these documents in it, each of them indexed. */
  filled(documents: Readonly<Record<string, Sent>>, chunking?: Chunking): Promise<Shelf>;
}

/** FIXED_SIZE, tokens of a chunk and how much of it is said again. */
export interface Chunking {
  readonly maxTokens: number;
  readonly overlapPercentage: number;
}

/** Documents that a request takes. */
const MOST_AT_ONCE = 10;
const ENDED: readonly (DocumentStatus | undefined)[] = [
  'INDEXED',
  'FAILED',
  'NOT_FOUND',
  'IGNORED',
  'PARTIALLY_INDEXED',
];

export const shelvesOf = (
  agent: BedrockAgentClient,
  { region, roleArn }: Pick<Target, 'region' | 'roleArn'>,
): Shelves => {
  const shelves: Shelves = {
    async create(input = {}) {
      const { knowledgeBase } = await agent.send(
        new CreateKnowledgeBaseCommand({
          name: `conformance-${clientToken().slice(0, 8)}`,
          roleArn,
          knowledgeBaseConfiguration: {
            type: 'VECTOR',
            vectorKnowledgeBaseConfiguration: {
              embeddingModelArn: `arn:aws:bedrock:${region}::foundation-model/amazon.titan-embed-text-v2:0`,
            },
          },
          ...input,
        }),
      );
      return knowledgeBase!.knowledgeBaseId!;
    },
    async put(at, documents) {
      const entries = Object.entries(documents);
      const statuses: (DocumentStatus | undefined)[] = [];
      for (let first = 0; first < entries.length; first += MOST_AT_ONCE) {
        const some = entries.slice(first, first + MOST_AT_ONCE);
        await agent.send(new IngestKnowledgeBaseDocumentsCommand({ ...at, documents: some.map(documentOf) }));
        statuses.push(
          ...(await settled(
            agent,
            at,
            some.map(([id]) => id),
          )),
        );
      }
      return statuses;
    },
    async source(knowledgeBaseId, input) {
      const { dataSource } = await agent.send(
        new CreateDataSourceCommand({
          knowledgeBaseId,
          name: `source-${clientToken().slice(0, 8)}`,
          dataSourceConfiguration: { type: 'CUSTOM' },
          ...input,
        }),
      );
      return { knowledgeBaseId, dataSourceId: dataSource!.dataSourceId! };
    },
    async sync(at, end = 'COMPLETE') {
      const { ingestionJob } = await agent.send(new StartIngestionJobCommand(at));
      return jobEnded(agent, at, ingestionJob!.ingestionJobId!, end);
    },
    async filled(documents, chunking) {
      const knowledgeBaseId = await shelves.create();
      const at = await shelves.source(knowledgeBaseId, {
        name: 'sent',
        ...(chunking && {
          vectorIngestionConfiguration: {
            chunkingConfiguration: {
              chunkingStrategy: 'FIXED_SIZE',
              fixedSizeChunkingConfiguration: chunking,
            },
          },
        }),
      });
      expect(new Set(await shelves.put(at, documents))).toEqual(new Set(['INDEXED']));
      return at;
    },
  };
  return shelves;
};

const documentOf = ([id, { text, metadata }]: readonly [string, Sent]) => ({
  content: {
    dataSourceType: 'CUSTOM' as const,
    custom: {
      customDocumentIdentifier: { id },
      sourceType: 'IN_LINE' as const,
      inlineContent: { type: 'TEXT' as const, textContent: { data: text } },
    },
  },
  ...(metadata && {
    metadata: {
      type: 'IN_LINE_ATTRIBUTE' as const,
      inlineAttributes: Object.entries(metadata).map(([key, value]) => ({ key, value: attributeOf(value) })),
    },
  }),
});

const attributeOf = (value: string | number | boolean | readonly string[]): MetadataAttributeValue => {
  switch (typeof value) {
    case 'string':
      return { type: 'STRING', stringValue: value };
    case 'number':
      return { type: 'NUMBER', numberValue: value };
    case 'boolean':
      return { type: 'BOOLEAN', booleanValue: value };
    default:
      return { type: 'STRING_LIST', stringListValue: [...value] };
  }
};

const POLL_INTERVAL = 50;

/** Waits until a job has ended, and sees to it that it ended so; answers it as it is then. */
export const jobEnded = async (
  agent: BedrockAgentClient,
  at: Shelf,
  ingestionJobId: string,
  end: IngestionJobStatus = 'COMPLETE',
): Promise<IngestionJob> => {
  for (;;) {
    const { ingestionJob: job } = await agent.send(new GetIngestionJobCommand({ ...at, ingestionJobId }));
    if (job!.status !== 'STARTING' && job!.status !== 'IN_PROGRESS' && job!.status !== 'STOPPING') {
      expect(job!.status, job!.failureReasons?.join('\n')).toBe(end);
      return job!;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
};

/** Waits until what is being deleted is not there any more. */
export const isGone = async (get: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    const name = await get().then(
      () => undefined,
      (error: Error) => error.name,
    );
    if (name === 'ResourceNotFoundException') return;
    expect(name).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
};

/** Waits until none of the documents of a CUSTOM source is worked on any more; answers how they fared. */
export const settled = async (agent: BedrockAgentClient, at: Shelf, ids: readonly string[]) => {
  const documentIdentifiers = ids.map((id) => ({ dataSourceType: 'CUSTOM' as const, custom: { id } }));
  for (;;) {
    const { documentDetails = [] } = await agent.send(
      new GetKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers }),
    );
    const statuses = documentDetails.map(({ status }) => status);
    if (statuses.every((status) => ENDED.includes(status))) return statuses;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
};
