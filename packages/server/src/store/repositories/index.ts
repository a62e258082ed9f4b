import type { Session } from '../session.ts';
import type { Repositories } from '../store.ts';
import { SqlClientTokenRepository } from './client-tokens.ts';
import { SqlFlowAliasRepository } from './flow-aliases.ts';
import { SqlFlowVersionRepository } from './flow-versions.ts';
import { SqlFlowRepository } from './flows.ts';
import { SqlGuardrailRepository } from './guardrails.ts';
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
});
