import type { JsonValue } from '@streambed/model';
import type {
  ContentBlockDelta,
  ContentBlockStart,
  GuardrailStreamConfiguration,
  GuardrailTraceAssessment,
  Message,
  StopReason,
  TokenUsage,
  ConverseRequest as WireConverseRequest,
} from '@streambed/model/bedrock-runtime';
import type { ServiceCall } from './port-call.ts';

/**
 * The model port speaks Converse, Bedrock's own message shape (services-data.md section 2), in the types of its wire
 * model; bytes are bytes here, never base64. Implemented by server/services/models.
 */
export interface ModelPort {
  /**
   * One model call. Retries, time-outs, limits and fallback models happen inside, within `call.signal`.
   * Rejects with FlowError: `throttling`, `dependencyFailed`, `badGateway`, `accessDenied`, with the model id as
   * resourceName and a `reason` where one is known; `validation` when the request itself cannot be served.
   */
  converse(request: ConverseRequest, call: ServiceCall): Promise<ConverseResponse>;
  /**
   * The same call, its answer as it is written: each event when the provider sent it, the next one read only when it
   * is asked for. Leaving the iteration ends the provider's connection. Events come in the order of ConverseStream
   * (messageStart, blocks, messageStop, metadata). A failure before the first event rejects the first `next()`
   * (retries and fallbacks happen only there); a later one ends the iteration with a FlowError.
   */
  converseStream(request: ConverseRequest, call: ServiceCall): AsyncIterable<ConverseStreamEvent>;
}

/** What a model is asked. Prompt ARNs and their variables were resolved before. */
export interface ConverseRequest
  extends Pick<
    WireConverseRequest,
    | 'modelId'
    | 'system'
    | 'inferenceConfig'
    | 'toolConfig'
    | 'additionalModelRequestFields'
    | 'additionalModelResponseFieldPaths'
    | 'performanceConfig'
    | 'outputConfig'
  > {
  messages: Message[];
  /** Checked before and after the model, by whoever composes the ports; no provider sees it. */
  guardrailConfig?: GuardrailStreamConfiguration;
}

export interface ConverseResponse {
  readonly output: { readonly message: Message };
  readonly stopReason: StopReason;
  readonly usage: TokenUsage;
  /** From the first try's start to the answer, retries included. */
  readonly metrics: { readonly latencyMs: number };
  readonly additionalModelResponseFields?: JsonValue;
  readonly trace?: { readonly guardrail?: GuardrailTraceAssessment };
  readonly requestId: string;
  /** What really answered (`ollama llama3.2`, `streambed offline extractive model`), for the trace. */
  readonly servedBy: string;
  /** From the price table; absent when the model has no price there. Zero for what costs nothing. */
  readonly cost?: Cost;
}

/** An estimate from the operator's price table, never a bill. */
export interface Cost {
  /** In US dollars. */
  readonly usd: number;
}

/** One event of an answer under way; exactly one member, as in ConverseStreamOutput. */
export type ConverseStreamEvent =
  | { readonly messageStart: { readonly role: 'assistant' } }
  | {
      readonly contentBlockStart: { readonly contentBlockIndex: number; readonly start: ContentBlockStart };
    }
  | {
      readonly contentBlockDelta: { readonly contentBlockIndex: number; readonly delta: ContentBlockDelta };
    }
  | { readonly contentBlockStop: { readonly contentBlockIndex: number } }
  | {
      readonly messageStop: {
        readonly stopReason: StopReason;
        readonly additionalModelResponseFields?: JsonValue;
      };
    }
  | {
      readonly metadata: Pick<
        ConverseResponse,
        'usage' | 'metrics' | 'trace' | 'requestId' | 'servedBy' | 'cost'
      >;
    };

export type {
  ContentBlock,
  ContentBlockDelta,
  InferenceConfiguration,
  Message,
  StopReason,
  SystemContentBlock,
  TokenUsage,
  Tool,
  ToolConfiguration,
  ToolSpecification,
} from '@streambed/model/bedrock-runtime';
