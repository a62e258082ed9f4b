import type { GetFoundationModelRequest, GetFoundationModelResponse } from '@streambed/model/bedrock';
import { resourceNotFound } from '../../protocol/index.ts';
import { foundationModelArn, foundationModelIdOf } from '../identifiers.ts';
import { inferenceProfileModelId } from '../inference-profiles/geography.ts';
import { operation } from '../operation.ts';
import { foundationModelOutput } from './foundation-model-output.ts';

/** Shows one model by its id or ARN. An inference profile is none: GetInferenceProfile shows those. */
export const getFoundationModel = operation<GetFoundationModelRequest, GetFoundationModelResponse>({
  name: 'GetFoundationModel',
  service: 'bedrock',
  action: 'bedrock:GetFoundationModel',
  resource: ({ modelIdentifier }, scope) =>
    modelIdentifier.startsWith('arn:') ? modelIdentifier : foundationModelArn(scope, modelIdentifier),
  async handle({ modelIdentifier }, { ports, scope, signal }) {
    const modelId = foundationModelIdOf(scope, modelIdentifier);
    const isProfile = modelId !== undefined && inferenceProfileModelId(modelId) !== undefined;
    const model =
      modelId === undefined || isProfile ? undefined : await ports.modelCatalog.find(modelId, { signal });
    if (model) return { modelDetails: foundationModelOutput(scope, model) };
    throw resourceNotFound(
      `modelIdentifier: there is no foundation model ${modelIdentifier} in region ${scope.region} that answers. ` +
        (isProfile
          ? 'This is the id of an inference profile; GetInferenceProfile shows it.'
          : 'ListFoundationModels shows those that do; models are configured in the section models of the configuration file.'),
    );
  },
});
