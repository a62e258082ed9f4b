import type { Scope } from '../../store/index.ts';
import { foundationModelArn, inferenceProfileArn } from '../identifiers.ts';
import { inferenceProfileModelId } from '../inference-profiles/geography.ts';

/**
 * The ARN behind a modelId, for authorization: an ARN is what it is (a model's, a profile's, a prompt's), `us.vendor.name`
 * an inference profile of the account, everything else a model of the region.
 */
export const modelResource = (scope: Scope, modelId: string): string => {
  if (modelId.startsWith('arn:')) return modelId;
  return inferenceProfileModelId(modelId) === undefined
    ? foundationModelArn(scope, modelId)
    : inferenceProfileArn(scope, modelId);
};
