import type {
  CreateDataSourceRequest,
  CreateKnowledgeBaseRequest,
  KnowledgeBaseDocument,
} from '@streambed/model/bedrock-agent';
import { createDataSource } from '../data-sources/create-data-source.ts';
import { createKnowledgeBase } from '../knowledge-bases/create-knowledge-base.ts';
import { cloudQuotas, type Quotas } from '../quotas.ts';
import { roleArn } from './definitions.ts';
import { type NotedWork, notedWork } from './knowledge-base-work.ts';
import { openService, type TestService } from './service.ts';

/** A knowledge base of the simplest kind. */
export const handbook: CreateKnowledgeBaseRequest = {
  name: 'handbook',
  roleArn,
  knowledgeBaseConfiguration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: {
      embeddingModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0',
    },
  },
};

/** A service where knowledge bases are, and what their work was told. */
export async function openKnowledgeBases(
  quotas: Quotas = cloudQuotas,
): Promise<{ readonly service: TestService; readonly work: NotedWork }> {
  const work = notedWork();
  return { service: await openService(quotas, { knowledgeBaseWork: work }), work };
}

/** Creates a knowledge base; answers its id. */
export const newKnowledgeBase = async (
  service: TestService,
  changes: Partial<CreateKnowledgeBaseRequest> = {},
): Promise<string> => {
  const { knowledgeBase } = await service.call(createKnowledgeBase, { ...handbook, ...changes });
  return knowledgeBase.knowledgeBaseId;
};

/** Creates a data source, CUSTOM unless it is said otherwise, in a knowledge base that is there or a new one. */
export async function newDataSource(
  service: TestService,
  changes: Partial<CreateDataSourceRequest> = {},
): Promise<{ readonly knowledgeBaseId: string; readonly dataSourceId: string }> {
  const knowledgeBaseId = changes.knowledgeBaseId ?? (await newKnowledgeBase(service));
  const { dataSource } = await service.call(createDataSource, {
    name: 'papers',
    dataSourceConfiguration: { type: 'CUSTOM' },
    ...changes,
    knowledgeBaseId,
  });
  return { knowledgeBaseId, dataSourceId: dataSource.dataSourceId };
}

/** A document that is sent as bytes. */
export const sentDocument = (id: string, text = `The text of ${id}.`): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: {
      customDocumentIdentifier: { id },
      sourceType: 'IN_LINE',
      inlineContent: {
        type: 'BYTE',
        byteContent: { data: new TextEncoder().encode(text), mimeType: 'text/plain' },
      },
    },
  },
});
