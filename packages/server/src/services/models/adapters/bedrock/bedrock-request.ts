import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseRequest } from '@streambed/flow/ports';

/**
 * The request as Bedrock gets it: as it is. Only `guardrailConfig` stays here, since guardrails are applied around the
 * model port.
 */
export const bedrockRequest = (
  {
    messages,
    system,
    inferenceConfig,
    toolConfig,
    additionalModelRequestFields,
    additionalModelResponseFieldPaths,
    performanceConfig,
    outputConfig,
  }: ConverseRequest,
  modelName: string,
): ConverseCommandInput =>
  ({
    modelId: modelName,
    messages,
    system,
    inferenceConfig,
    toolConfig,
    additionalModelRequestFields,
    additionalModelResponseFieldPaths,
    performanceConfig,
    outputConfig,
    // The same shapes; the SDK's types say of unions, and of what may be left out, what ours do not.
  }) as ConverseCommandInput;
