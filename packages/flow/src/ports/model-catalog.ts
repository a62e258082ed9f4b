import type { ServiceCall } from './port-call.ts';

/** What models there are to call. Implemented by server/services/models. */
export interface ModelCatalog {
  /**
   * Every model that is configured and can be reached right now, ordered by id, each id once. What a provider that
   * does not answer would serve is left out. Never rejects but with the signal's reason.
   */
  list(call: Pick<ServiceCall, 'signal'>): Promise<readonly CatalogModel[]>;
  /** The model behind an id, ARN or inference profile; undefined when nothing serves it. */
  find(modelId: string, call: Pick<ServiceCall, 'signal'>): Promise<CatalogModel | undefined>;
}

export interface CatalogModel {
  /** As flows name it: `anthropic.claude-3-haiku-20240307-v1:0`, `llama3.2:3b`. */
  readonly modelId: string;
  /** For people: `Claude 3 Haiku`; the id when nothing better is known. */
  readonly name: string;
  /** Who made it, as far as the id tells: `Anthropic`, `Amazon`; else the provider that serves it. */
  readonly vendor: string;
  /** The provider that answers for it: `ollama`, `anthropic`, `offline`. */
  readonly provider: string;
  /** The provider's own name of it. */
  readonly providerModel: string;
  readonly inputModalities: readonly ('TEXT' | 'IMAGE')[];
  readonly outputModalities: readonly ('TEXT' | 'EMBEDDING')[];
  readonly streaming: boolean;
}
