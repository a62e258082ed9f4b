/**
 * Cross-region inference profiles carry their geography before the model's id: `us.anthropic.claude-…`. Every such
 * prefix is served as the model behind it (services/models/model-ids.ts), so a profile exists for every model whose
 * id has Bedrock's form. Source: services-data.md section 1, user guide "Supported cross-Region inference profiles".
 */

/** As in services/models/model-ids.ts, which this room may not import. */
const PREFIX = /^(?:us-gov|us|eu|apac|jp|au|ca|sa|me|af|global)\./;

/** `vendor.name`, both beginning with a letter: `anthropic.claude-3-haiku-20240307-v1:0`, and not `llama3.2:3b`. */
const BEDROCK_ID = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9.-]*(?::[a-z0-9-]+){0,2}$/;

/** The geographies by how their regions begin, the longer first. */
const geographies: readonly (readonly [region: string, geography: string])[] = [
  ['us-gov-', 'us-gov'],
  ['us-', 'us'],
  ['eu-', 'eu'],
  ['ap-', 'apac'],
  ['ca-', 'ca'],
  ['sa-', 'sa'],
  ['me-', 'me'],
  ['af-', 'af'],
];

/** The geography of a region: `us` for `us-east-1`; `global` for a region that belongs to none that we know. */
export const geographyOf = (region: string): string =>
  geographies.find(([start]) => region.startsWith(start))?.[1] ?? 'global';

/** Whether a model's id has the form that profiles are made of. */
export const hasInferenceProfile = (modelId: string): boolean =>
  BEDROCK_ID.test(modelId) && !PREFIX.test(modelId);

/** The id of the model behind a profile's id, whatever its geography; undefined for an id of another form. */
export function inferenceProfileModelId(profileId: string): string | undefined {
  const modelId = profileId.replace(PREFIX, '');
  return modelId !== profileId && hasInferenceProfile(modelId) ? modelId : undefined;
}
