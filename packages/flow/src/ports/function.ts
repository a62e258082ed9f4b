import type { JsonValue } from '@streambed/model';
import type { PortCall } from './port-call.ts';

/** Lambda's Invoke (RequestResponse). Implemented by server/services/functions. */
export interface FunctionPort {
  /**
   * Rejects with FlowError: `dependencyFailed` when the function failed, timed out or does not exist,
   * `throttling`, `badGateway`, `accessDenied`; resourceName is the function ARN.
   */
  invoke(request: FunctionRequest, call: PortCall): Promise<FunctionResponse>;
}

export interface FunctionRequest {
  readonly functionArn: string;
  readonly payload: JsonValue;
}

export interface FunctionResponse {
  /** What the handler returned; a handler that returned nothing answers null. */
  readonly payload: JsonValue;
  readonly statusCode: number;
  readonly requestId: string;
  /** Last part of the function's log output, when the implementation has it. */
  readonly logTail?: string;
}
