export type { KnowledgeBasesConfiguration, KnowledgeBasesMode } from './configuration.ts';
export { createKnowledgeBases, type KnowledgeBasesOptions } from './create-knowledge-bases.ts';
export type { EmbeddedKnowledgeBases } from './embedded.ts';
