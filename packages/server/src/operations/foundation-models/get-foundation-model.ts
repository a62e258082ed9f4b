import type {
  FoundationModelDetails,
  GetFoundationModelRequest,
  GetFoundationModelResponse,
} from '@streambed/model/bedrock';
import { resourceNotFound } from '../../protocol/index.ts';
import { foundationModelArn, foundationModelIdOf } from '../identifiers.ts';
import { inferenceProfileModelId } from '../inference-profiles/geography.ts';
import { type OperationContext, operation } from '../operation.ts';
import { foundationModelOutput, foundationModelSummaries } from './foundation-model-output.ts';

/** Shows one model by its id or ARN. An inference profile is none: GetInferenceProfile shows those. */
export const getFoundationModel = operation<GetFoundationModelRequest, GetFoundationModelResponse>({
  name: 'GetFoundationModel',
  service: 'bedrock',
  action: 'bedrock:GetFoundationModel',
  resource: ({ modelIdentifier }, scope) =>
    modelIdentifier.startsWith('arn:') ? modelIdentifier : foundationModelArn(scope, modelIdentifier),
  async handle({ modelIdentifier }, context) {
    const { scope } = context;
    const modelId = foundationModelIdOf(scope, modelIdentifier);
    const isProfile = modelId !== undefined && inferenceProfileModelId(modelId) !== undefined;
    const modelDetails = modelId === undefined || isProfile ? undefined : await detailsOf(modelId, context);
    if (modelDetails) return { modelDetails };
    throw resourceNotFound(
      `modelIdentifier: there is no foundation model ${modelIdentifier} in region ${scope.region} that answers. ` +
        (isProfile
          ? 'This is the id of an inference profile; GetInferenceProfile shows it.'
          : 'ListFoundationModels shows those that do; models are configured in the section models of the configuration file.'),
    );
  },
});

/** What is listed is shown as in the list; beyond it, whatever a call with that id would be answered by. */
async function detailsOf(
  modelId: string,
  { ports, scope, signal }: OperationContext,
): Promise<FoundationModelDetails | undefined> {
  const listed = foundationModelSummaries(scope, await ports.modelCatalog.list({ signal }));
  const summary = listed.find((each) => each.modelId === modelId);
  if (summary) return summary;
  const found = await ports.modelCatalog.find(modelId, { signal });
  return found && foundationModelOutput(scope, { ...found, modelId });
}
