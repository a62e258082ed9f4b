import type { Cost } from './model.ts';
import type { ServiceCall } from './port-call.ts';

/** Texts to vectors. Implemented by server/services/embeddings. */
export interface EmbeddingsPort {
  /**
   * One vector for each text, in order. Batching, retries and limits happen inside, within `call.signal`.
   * Rejects with FlowError as ModelPort.converse does.
   */
  embed(request: EmbedRequest, call: ServiceCall): Promise<EmbedResponse>;
}

export interface EmbedRequest {
  /** Bedrock's id or ARN of an embedding model; routed like any model id. */
  readonly modelId: string;
  readonly texts: readonly string[];
  /** Absent: the model's own. Rejected as `validation` when the model cannot. */
  readonly dimensions?: number;
  /** Whether unit length is asked for; absent: the model's own habit. */
  readonly normalize?: boolean;
  /** Models that tell the two apart embed a question differently from what it is to find. */
  readonly inputType?: 'document' | 'query';
}

export interface EmbedResponse {
  readonly vectors: readonly Float32Array[];
  readonly inputTokens: number;
  readonly servedBy: string;
  readonly cost?: Cost;
}
