import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { chunkQueries, type SearchQueries } from './chunks.ts';
import { clientTokenQueries } from './client-tokens.ts';
import { dataSourceQueries } from './data-sources.ts';
import { flowAliasQueries } from './flow-aliases.ts';
import { flowVersionQueries } from './flow-versions.ts';
import { flowQueries } from './flows.ts';
import { guardrailQueries } from './guardrails.ts';
import { ingestionJobQueries } from './ingestion-jobs.ts';
import { knowledgeBaseDocumentQueries } from './knowledge-base-documents.ts';
import { knowledgeBaseQueries } from './knowledge-bases.ts';
import { promptQueries } from './prompts.ts';
import { runFigureQueries } from './run-figures.ts';
import { runQueries } from './runs.ts';
import { studioDocumentQueries } from './studio-documents.ts';
import { studioSessionQueries } from './studio-sessions.ts';
import { tagQueries } from './tags.ts';

/** Every statement of every repository, in the SQL of one dialect; `search` is what the dialects do not share. */
export const compileQueries = (db: Kysely<Tables>, search: SearchQueries) => ({
  flows: flowQueries(db),
  flowVersions: flowVersionQueries(db),
  flowAliases: flowAliasQueries(db),
  prompts: promptQueries(db),
  guardrails: guardrailQueries(db),
  tags: tagQueries(db),
  clientTokens: clientTokenQueries(db),
  studioSessions: studioSessionQueries(db),
  studioDocuments: studioDocumentQueries(db),
  runs: runQueries(db),
  runFigures: runFigureQueries(db),
  knowledgeBases: knowledgeBaseQueries(db),
  dataSources: dataSourceQueries(db),
  ingestionJobs: ingestionJobQueries(db),
  knowledgeBaseDocuments: knowledgeBaseDocumentQueries(db),
  chunks: chunkQueries(db),
  search,
});

export type Queries = ReturnType<typeof compileQueries>;
