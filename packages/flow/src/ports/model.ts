import type { JsonValue } from '@streambed/model';
import type { PortCall } from './port-call.ts';

/**
 * The model port speaks Converse, Bedrock's own message shape (api-runtime.md section 6), reduced to what
 * flows send. Implemented by server/services/models.
 */
export interface ModelPort {
  /**
   * One model call. Retries of throttled calls happen inside, within `call.signal`.
   * Rejects with FlowError: `throttling`, `dependencyFailed`, `badGateway`, `accessDenied`, with the model id as
   * resourceName; `validation` when the request itself cannot be served.
   */
  converse(request: ConverseRequest, call: PortCall): Promise<ConverseResponse>;
}

export interface TextBlock {
  readonly text: string;
}
export interface CachePointBlock {
  readonly cachePoint: { readonly type: 'default' };
}
export interface ToolUseBlock {
  readonly toolUse: { readonly toolUseId: string; readonly name: string; readonly input: JsonValue };
}
export interface ReasoningBlock {
  readonly reasoningContent: { readonly reasoningText: { readonly text: string } };
}

export interface ConverseMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly (TextBlock | CachePointBlock | ToolUseBlock | ReasoningBlock)[];
}

export interface InferenceConfig {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
}

export interface ToolSpec {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: { readonly json: JsonValue };
  readonly strict?: boolean;
}

export interface ToolConfig {
  readonly tools: readonly ({ readonly toolSpec: ToolSpec } | CachePointBlock)[];
  readonly toolChoice?: {
    readonly auto?: object;
    readonly any?: object;
    readonly tool?: { readonly name: string };
  };
}

export interface ConverseRequest {
  readonly modelId: string;
  readonly messages: readonly ConverseMessage[];
  readonly system?: readonly (TextBlock | CachePointBlock)[];
  readonly inferenceConfig?: InferenceConfig;
  readonly toolConfig?: ToolConfig;
  readonly additionalModelRequestFields?: JsonValue;
  readonly performanceConfig?: { readonly latency?: 'standard' | 'optimized' };
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}

export interface ConverseResponse {
  readonly output: { readonly message: ConverseMessage };
  /** end_turn, tool_use, max_tokens, stop_sequence, content_filtered … */
  readonly stopReason: string;
  readonly usage: TokenUsage;
  /** From the first try's start to the answer, retries included. */
  readonly metrics: { readonly latencyMs: number };
  readonly requestId: string;
  /** What really answered (`ollama llama3.2`, `streambed offline extractive model`), for the trace. */
  readonly servedBy: string;
}
