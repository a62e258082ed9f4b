import type { Session } from '../session.ts';
import type { Repositories } from '../store.ts';
import { SqlChunkRepository } from './chunks.ts';
import { SqlClientTokenRepository } from './client-tokens.ts';
import { SqlDataSourceRepository } from './data-sources.ts';
import { SqlFlowAliasRepository } from './flow-aliases.ts';
import { SqlFlowVersionRepository } from './flow-versions.ts';
import { SqlFlowRepository } from './flows.ts';
import { SqlGuardrailRepository } from './guardrails.ts';
import { SqlIngestionJobRepository } from './ingestion-jobs.ts';
import { SqlKnowledgeBaseDocumentRepository } from './knowledge-base-documents.ts';
import { SqlKnowledgeBaseRepository } from './knowledge-bases.ts';
import { SqlPromptRepository } from './prompts.ts';
import type { Queries } from './queries.ts';
import { SqlRunRepository } from './runs.ts';
import { SqlStudioDocumentRepository } from './studio-documents.ts';
import { SqlStudioSessionRepository } from './studio-sessions.ts';
import { SqlTagRepository } from './tags.ts';

export { compileQueries, type Queries } from './queries.ts';

/** All repositories, speaking through one session. */
export const createRepositories = (queries: Queries, session: Session): Repositories => ({
  flows: new SqlFlowRepository(queries, session),
  flowVersions: new SqlFlowVersionRepository(queries, session),
  flowAliases: new SqlFlowAliasRepository(queries, session),
  prompts: new SqlPromptRepository(queries, session),
  guardrails: new SqlGuardrailRepository(queries, session),
  tags: new SqlTagRepository(queries, session),
  clientTokens: new SqlClientTokenRepository(queries, session),
  studioSessions: new SqlStudioSessionRepository(queries, session),
  studioDocuments: new SqlStudioDocumentRepository(queries, session),
  runs: new SqlRunRepository(queries, session),
  knowledgeBases: new SqlKnowledgeBaseRepository(queries, session),
  dataSources: new SqlDataSourceRepository(queries, session),
  ingestionJobs: new SqlIngestionJobRepository(queries, session),
  knowledgeBaseDocuments: new SqlKnowledgeBaseDocumentRepository(queries, session),
  chunks: new SqlChunkRepository(queries, session),
});
