import type {
  Citation,
  GuadrailAction,
  RerankRequest,
  RerankResponse,
  RetrieveAndGenerateRequest,
  RetrieveAndGenerateResponse,
  RetrieveRequest,
  RetrieveResponse,
} from '@streambed/model/bedrock-agent-runtime';
import type { ServiceCall } from './port-call.ts';

/**
 * Knowledge bases, in the shapes of Retrieve and RetrieveAndGenerate (api-runtime.md section 6). Implemented by
 * server/services/knowledge-bases.
 */
export interface KnowledgeBasePort {
  /**
   * Passages for a query. Rejects with FlowError: `resourceNotFound`, `validation`, `dependencyFailed`, `throttling`,
   * `badGateway`, `accessDenied`, with the knowledge base's id as resourceName.
   */
  retrieve(request: RetrieveRequest, call: ServiceCall): Promise<Answered<RetrieveResponse>>;
  /** A written answer, checked by the guardrail in its configuration. Rejects as retrieve does. */
  retrieveAndGenerate(
    request: RetrieveAndGenerateRequest,
    call: ServiceCall,
  ): Promise<Answered<RetrieveAndGenerateResponse>>;
  /**
   * The same answer as it is written. What fails before the model writes rejects; what fails later ends the iteration
   * with a FlowError. Leaving the iteration ends the model's call.
   */
  retrieveAndGenerateStream(
    request: RetrieveAndGenerateRequest,
    call: ServiceCall,
  ): Promise<Answered<AnswerStream>>;
  /** Texts by how well they answer a query. Rejects as retrieve does, with the model's ARN as resourceName. */
  rerank(request: RerankRequest, call: ServiceCall): Promise<Answered<RerankResponse>>;
}

/** An answer as it is written. */
export interface AnswerStream {
  /** To go on with the conversation. */
  readonly sessionId: string;
  readonly events: AsyncIterable<AnswerEvent>;
}

/** A piece of text, what a part of the text before it rests on, or what a guardrail did. */
export type AnswerEvent =
  | { readonly output: { readonly text: string } }
  | { readonly citation: Citation }
  | { readonly guardrail: { readonly action: GuadrailAction } };

/** What a service answered, and its id of the request, for the trace. */
export interface Answered<Response> {
  readonly response: Response;
  readonly requestId: string;
}
