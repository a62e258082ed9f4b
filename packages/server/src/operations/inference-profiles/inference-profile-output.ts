import type { CatalogModel } from '@streambed/flow/ports';
import type { InferenceProfileSummary } from '@streambed/model/bedrock';
import type { Scope } from '../../store/index.ts';
import { foundationModelArn, inferenceProfileArn } from '../identifiers.ts';
import { geographyOfProfiles, hasInferenceProfile, inferenceProfileModelId } from './geography.ts';

/** The shape's maximum, in characters. */
const NAME_LENGTH = 64;
/** As {@link NAME_LENGTH}. */
const DESCRIPTION_LENGTH = 200;

/**
 * The profile that leads to a model of the catalogue: its own id where it is listed as a profile, else the one of the
 * caller's geography; undefined for a model that has none.
 */
export function inferenceProfileOf(scope: Scope, model: CatalogModel): InferenceProfileSummary | undefined {
  const behindProfile = inferenceProfileModelId(model.modelId);
  if (behindProfile !== undefined) return summaryOf(scope, model.modelId, behindProfile, model);
  if (!hasInferenceProfile(model.modelId)) return undefined;
  return summaryOf(scope, `${geographyOfProfiles(scope.region)}.${model.modelId}`, model.modelId, model);
}

/** The profiles of all listed models, each id once, by id. */
export function inferenceProfileSummaries(
  scope: Scope,
  models: readonly CatalogModel[],
): readonly InferenceProfileSummary[] {
  const byId = new Map<string, InferenceProfileSummary>();
  for (const model of models) {
    const profile = inferenceProfileOf(scope, model);
    if (profile && !byId.has(profile.inferenceProfileId)) byId.set(profile.inferenceProfileId, profile);
  }
  return [...byId.values()].sort((a, b) => (a.inferenceProfileId < b.inferenceProfileId ? -1 : 1));
}

/** There are no times to show: nobody created it, and it is there as long as its model is. */
function summaryOf(
  scope: Scope,
  id: string,
  modelId: string,
  { name, vendor }: CatalogModel,
): InferenceProfileSummary {
  const geography = id.slice(0, id.indexOf('.')).toUpperCase();
  // Names such as `Amazon Nova Lite` begin with their vendor already.
  const named = name.startsWith(vendor) ? name : `${vendor} ${name}`;
  return {
    inferenceProfileName: `${geography} ${named}`.slice(0, NAME_LENGTH).trimEnd(),
    description: `Sends requests to ${named} in ${scope.region}.`.slice(0, DESCRIPTION_LENGTH),
    inferenceProfileArn: inferenceProfileArn(scope, id),
    models: [{ modelArn: foundationModelArn(scope, modelId) }],
    inferenceProfileId: id,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
}
