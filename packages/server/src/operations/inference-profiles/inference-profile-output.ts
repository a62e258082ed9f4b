import type { CatalogModel } from '@streambed/flow/ports';
import type { InferenceProfileSummary } from '@streambed/model/bedrock';
import type { Scope } from '../../store/index.ts';
import { foundationModelArn, inferenceProfileArn } from '../identifiers.ts';
import { geographyOf } from './geography.ts';

/** The shape's maximum. */
const NAME_LENGTH = 64;

/** The id of the profile of a model in a scope's geography. */
export const inferenceProfileId = (scope: Scope, modelId: string): string =>
  `${geographyOf(scope.region)}.${modelId}`;

/** The system-defined profile of a model. It is as old as the server knows it to be: there are no times to show. */
export function inferenceProfileOutput(scope: Scope, model: CatalogModel): InferenceProfileSummary {
  const id = inferenceProfileId(scope, model.modelId);
  const geography = geographyOf(scope.region).toUpperCase();
  // Names such as `Mistral Large` begin with their vendor already.
  const named = model.name.startsWith(model.vendor) ? model.name : `${model.vendor} ${model.name}`;
  return {
    inferenceProfileName: `${geography} ${named}`.slice(0, NAME_LENGTH).trimEnd(),
    description: `Sends requests to ${named} in ${scope.region}.`.slice(0, 200),
    inferenceProfileArn: inferenceProfileArn(scope, id),
    models: [{ modelArn: foundationModelArn(scope, model.modelId) }],
    inferenceProfileId: id,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
}
