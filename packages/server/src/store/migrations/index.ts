import { flowsPromptsTagsTokens } from './0001-flows-prompts-tags-tokens.ts';
import { guardrails } from './0002-guardrails.ts';
import { studio } from './0003-studio.ts';
import { runs } from './0004-runs.ts';
import { knowledgeBases } from './0005-knowledge-bases.ts';
import type { Migration } from './migration.ts';

/** All steps of the schema, oldest first. */
export const migrations: readonly Migration[] = [
  flowsPromptsTagsTokens,
  guardrails,
  studio,
  runs,
  knowledgeBases,
];
