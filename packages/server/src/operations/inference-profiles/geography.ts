import { geographyOf, withoutGeography } from '@streambed/flow/ports';

/*
 * Every geography before a model's id is served as the model behind it (services/models/model-ids.ts), so a profile
 * exists for every model whose id has Bedrock's form. Source: services-data.md section 1.
 */

/** `vendor.name`, both beginning with a letter: `anthropic.claude-3-haiku-20240307-v1:0`, and not `llama3.2:3b`. */
const BEDROCK_ID = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9.-]*(?::[a-z0-9-]+){0,2}$/;

/** The geography whose profiles a region has; `global` for a region that belongs to none that we know. */
export const geographyOfProfiles = (region: string): string => geographyOf(region) ?? 'global';

/** Whether a model's id has the form that profiles are made of. */
export const hasInferenceProfile = (modelId: string): boolean =>
  BEDROCK_ID.test(modelId) && withoutGeography(modelId) === modelId;

/** The id of the model behind a profile's id, whatever its geography; undefined for an id of another form. */
export function inferenceProfileModelId(profileId: string): string | undefined {
  const modelId = withoutGeography(profileId);
  return modelId !== profileId && hasInferenceProfile(modelId) ? modelId : undefined;
}
