import type { ConverseRequest } from '@streambed/flow/ports';
import type { OrchestrationConfiguration } from '@streambed/model/bedrock-agent-runtime';

type Settings = Pick<
  OrchestrationConfiguration,
  'inferenceConfig' | 'additionalModelRequestFields' | 'performanceConfig'
>;

/** The settings of a model call, from the form that RetrieveAndGenerate has for them to that of Converse. */
export const inferenceOf = ({
  inferenceConfig,
  additionalModelRequestFields,
  performanceConfig,
}: Settings): Pick<
  ConverseRequest,
  'inferenceConfig' | 'additionalModelRequestFields' | 'performanceConfig'
> => ({
  ...(inferenceConfig?.textInferenceConfig && { inferenceConfig: inferenceConfig.textInferenceConfig }),
  ...(additionalModelRequestFields && { additionalModelRequestFields }),
  ...(performanceConfig && { performanceConfig }),
});
