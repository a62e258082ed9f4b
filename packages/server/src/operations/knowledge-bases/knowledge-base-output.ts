import type { KnowledgeBase, KnowledgeBaseSummary } from '@streambed/model/bedrock-agent';
import type { KnowledgeBaseRecord, Scope } from '../../store/index.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** A knowledge base as the wire shows it. */
export const knowledgeBaseOutput = (
  scope: Scope,
  {
    id,
    name,
    description,
    roleArn,
    knowledgeBaseConfiguration,
    storageConfiguration,
    status,
    failureReasons,
    createdAt,
    updatedAt,
  }: KnowledgeBaseRecord,
): KnowledgeBase => ({
  knowledgeBaseId: id,
  name,
  knowledgeBaseArn: knowledgeBaseArn(scope, id),
  ...(description !== undefined && { description }),
  roleArn,
  knowledgeBaseConfiguration,
  ...(storageConfiguration && { storageConfiguration }),
  status,
  createdAt: timestamp(createdAt),
  updatedAt: timestamp(updatedAt),
  ...(failureReasons.length > 0 && { failureReasons: [...failureReasons] }),
});

/** A knowledge base in a list. */
export const knowledgeBaseSummary = ({
  id,
  name,
  description,
  status,
  updatedAt,
}: KnowledgeBaseRecord): KnowledgeBaseSummary => ({
  knowledgeBaseId: id,
  name,
  ...(description !== undefined && { description }),
  status,
  updatedAt: timestamp(updatedAt),
});
