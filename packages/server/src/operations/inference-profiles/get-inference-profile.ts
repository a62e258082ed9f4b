import type { GetInferenceProfileRequest, GetInferenceProfileResponse } from '@streambed/model/bedrock';
import { resourceNotFound } from '../../protocol/index.ts';
import { inferenceProfileArn, inferenceProfileIdOf } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { inferenceProfileModelId } from './geography.ts';
import { inferenceProfileId, inferenceProfileOutput } from './inference-profile-output.ts';

/** Shows one profile of the geography that the caller's region belongs to, by its id or ARN. */
export const getInferenceProfile = operation<GetInferenceProfileRequest, GetInferenceProfileResponse>({
  name: 'GetInferenceProfile',
  service: 'bedrock',
  action: 'bedrock:GetInferenceProfile',
  resource: ({ inferenceProfileIdentifier: identifier }, scope) =>
    identifier.startsWith('arn:') ? identifier : inferenceProfileArn(scope, identifier),
  async handle({ inferenceProfileIdentifier: identifier }, { ports, scope, signal }) {
    const id = inferenceProfileIdOf(scope, identifier);
    const modelId = id === undefined ? undefined : inferenceProfileModelId(id);
    const isOwn = modelId !== undefined && inferenceProfileId(scope, modelId) === id;
    const model = isOwn ? await ports.modelCatalog.find(modelId, { signal }) : undefined;
    if (model && modelId !== undefined) return inferenceProfileOutput(scope, { ...model, modelId });
    throw resourceNotFound(
      `inferenceProfileIdentifier: there is no inference profile ${identifier} in account ${scope.accountId} and ` +
        `region ${scope.region}. ListInferenceProfiles shows those that are there.`,
    );
  },
});
