import type {
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
}

/** What a service answered, and its id of the request, for the trace. */
export interface Answered<Response> {
  readonly response: Response;
  readonly requestId: string;
}
