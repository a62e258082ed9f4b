import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { clientTokenQueries } from './client-tokens.ts';
import { flowAliasQueries } from './flow-aliases.ts';
import { flowVersionQueries } from './flow-versions.ts';
import { flowQueries } from './flows.ts';
import { guardrailQueries } from './guardrails.ts';
import { promptQueries } from './prompts.ts';
import { runFigureQueries } from './run-figures.ts';
import { runQueries } from './runs.ts';
import { studioDocumentQueries } from './studio-documents.ts';
import { studioSessionQueries } from './studio-sessions.ts';
import { tagQueries } from './tags.ts';

/** Every statement of every repository, in the SQL of one dialect. */
export const compileQueries = (db: Kysely<Tables>) => ({
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
});

export type Queries = ReturnType<typeof compileQueries>;
