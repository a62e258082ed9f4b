import type { GetInferenceProfileRequest, GetInferenceProfileResponse } from '@streambed/model/bedrock';
import { resourceNotFound } from '../../protocol/index.ts';
import { inferenceProfileArn, inferenceProfileIdOf } from '../identifiers.ts';
import { type OperationContext, operation } from '../operation.ts';
import { inferenceProfileModelId } from './geography.ts';
import { inferenceProfileOf, inferenceProfileSummaries } from './inference-profile-output.ts';

/** Shows one profile by its id or ARN. */
export const getInferenceProfile = operation<GetInferenceProfileRequest, GetInferenceProfileResponse>({
  name: 'GetInferenceProfile',
  service: 'bedrock',
  action: 'bedrock:GetInferenceProfile',
  resource: ({ inferenceProfileIdentifier: identifier }, scope) =>
    identifier.startsWith('arn:') ? identifier : inferenceProfileArn(scope, identifier),
  async handle({ inferenceProfileIdentifier: identifier }, context) {
    const { scope } = context;
    const id = inferenceProfileIdOf(scope, identifier);
    const profile = id === undefined ? undefined : await profileOf(id, context);
    if (profile) return profile;
    throw resourceNotFound(
      `inferenceProfileIdentifier: there is no inference profile ${identifier} in account ${scope.accountId} and ` +
        `region ${scope.region}. ListInferenceProfiles shows those that are there.`,
    );
  },
});

/** What is listed is shown as in the list; beyond it, the profile of any model of the caller's geography that answers. */
async function profileOf(
  id: string,
  { ports, scope, signal }: OperationContext,
): Promise<GetInferenceProfileResponse | undefined> {
  const modelId = inferenceProfileModelId(id);
  if (modelId === undefined) return undefined;
  const listed = inferenceProfileSummaries(scope, await ports.modelCatalog.list({ signal }));
  const summary = listed.find((each) => each.inferenceProfileId === id);
  if (summary) return summary;
  const found = await ports.modelCatalog.find(modelId, { signal });
  const profile = found && inferenceProfileOf(scope, { ...found, modelId });
  return profile?.inferenceProfileId === id ? profile : undefined;
}
