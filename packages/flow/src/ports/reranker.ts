import type { JsonObject } from '@streambed/model';
import type { ServiceCall } from './port-call.ts';

/** Texts by how well they answer a query. Implemented by server/services/knowledge-bases/reranking. */
export interface RerankerPort {
  /** Rejects with FlowError as ModelPort.converse does. */
  rerank(request: RerankTextsRequest, call: ServiceCall): Promise<RerankTextsResponse>;
}

export interface RerankTextsRequest {
  /** Bedrock's id or ARN of a reranking model. */
  readonly modelId: string;
  readonly query: string;
  /** At most 1,000. */
  readonly texts: readonly string[];
  /** For the model as they are; what does not come from a model has no use for them. */
  readonly additionalModelRequestFields?: JsonObject;
}

export interface RerankTextsResponse {
  /** One for each text, in order; 0 to 1, the higher the better. */
  readonly scores: readonly number[];
  /** What really answered (`Bedrock cohere.rerank-v3-5:0`, `streambed offline lexical reranker`). */
  readonly servedBy: string;
}
