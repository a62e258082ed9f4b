import type { Clock } from './clock.ts';
import type { CodePort } from './code.ts';
import type { EmbeddingsPort } from './embeddings.ts';
import type { FunctionPort } from './function.ts';
import type { GuardrailPort } from './guardrail.ts';
import type { Ids } from './ids.ts';
import type { KnowledgeBasePort } from './knowledge-base.ts';
import type { ModelPort } from './model.ts';
import type { ModelCatalog } from './model-catalog.ts';
import type { ObjectStorePort } from './object-store.ts';
import type { PromptsPort } from './prompts.ts';

/** Everything a work node, or an operation of a model service, may ask of the world. */
export interface Ports {
  /** Honours `guardrailConfig`: it is the guarded one. */
  readonly model: ModelPort;
  readonly modelCatalog: ModelCatalog;
  readonly embeddings: EmbeddingsPort;
  readonly guardrails: GuardrailPort;
  readonly knowledgeBases: KnowledgeBasePort;
  readonly prompts: PromptsPort;
  readonly functions: FunctionPort;
  readonly objects: ObjectStorePort;
  readonly code: CodePort;
  readonly clock: Clock;
  readonly ids: Ids;
}
