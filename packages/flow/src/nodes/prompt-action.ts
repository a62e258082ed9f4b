import type { JsonObject, JsonValue } from '@streambed/model';
import type { ActionRecord, ConverseRequest, ConverseResponse, Message } from '../ports/index.ts';

/**
 * The action trace of a prompt node, in the form captured from the service (api-runtime.md section 4): its members
 * are those of the AWS SDK for Java, which is why blocks carry a `type`, empty members are there and temperatures are
 * 32-bit floats. `servedBy` and `cost` are ours: what really answered, and what it cost by the price table.
 */
export function promptAction(request: ConverseRequest, response: ConverseResponse, at: number): ActionRecord {
  return {
    at,
    ...promptCall(request),
    requestId: response.requestId,
    operationResponse: operationResponse(response),
  };
}

/** The part of the trace that is known before the model answers. */
export const promptCall = (request: ConverseRequest) => ({
  serviceName: 'bedrock',
  operationName: 'Converse',
  operationRequest: operationRequest(request),
});

function operationRequest(request: ConverseRequest): JsonObject {
  const { toolConfig, performanceConfig, guardrailConfig, outputConfig } = request;
  return {
    modelId: request.modelId,
    messages: request.messages.map(tracedMessage),
    system: (request.system ?? []).map(tracedBlock),
    inferenceConfig: tracedInferenceConfig(request),
    ...(toolConfig === undefined ? {} : { toolConfig: toolConfig as unknown as JsonObject }),
    promptVariables: {},
    requestMetadata: {},
    additionalModelRequestFields: request.additionalModelRequestFields ?? null,
    additionalModelResponseFieldPaths: [],
    ...(performanceConfig === undefined ? {} : { performanceConfig: { ...performanceConfig } }),
    ...(guardrailConfig === undefined ? {} : { guardrailConfig: { ...guardrailConfig } }),
    ...(outputConfig === undefined ? {} : { outputConfig: outputConfig as unknown as JsonObject }),
  };
}

function operationResponse(response: ConverseResponse): JsonObject {
  return {
    output: { message: tracedMessage(response.output.message), type: 'MESSAGE' },
    stopReason: response.stopReason,
    usage: response.usage as unknown as JsonObject,
    metrics: { ...response.metrics },
    ...(response.trace === undefined ? {} : { trace: response.trace as unknown as JsonObject }),
    sdkHttpResponse: { statusText: 'OK', statusCode: 200, successful: true },
    responseMetadata: { requestId: response.requestId },
    servedBy: response.servedBy,
    ...(response.cost === undefined ? {} : { cost: { ...response.cost } }),
  };
}

const tracedMessage = ({ role, content }: Message): JsonObject => ({
  role,
  content: content.map(tracedBlock),
});

function tracedBlock(block: Message['content'][number]): JsonObject {
  if (block.text !== undefined) return { text: block.text, type: 'TEXT' };
  if (block.toolUse) return { toolUse: { ...block.toolUse }, type: 'TOOL_USE' };
  if (block.reasoningContent?.reasoningText)
    return {
      reasoningContent: { reasoningText: { text: block.reasoningContent.reasoningText.text } },
      type: 'REASONING_CONTENT',
    };
  return { cachePoint: { type: 'default' }, type: 'CACHE_POINT' };
}

function tracedInferenceConfig({ inferenceConfig = {} }: ConverseRequest): JsonObject {
  const { maxTokens, temperature, topP, stopSequences = [] } = inferenceConfig;
  const traced: { [key: string]: JsonValue } = {};
  if (maxTokens !== undefined) traced.maxTokens = maxTokens;
  if (temperature !== undefined) traced.temperature = Math.fround(temperature);
  if (topP !== undefined) traced.topP = Math.fround(topP);
  traced.stopSequences = [...stopSequences];
  return traced;
}
