/**
 * Cross-region inference profiles carry their geography before the model's id: `us.anthropic.claude-…`. Those who ask
 * models and those who list them read it here. Source: user guide "Supported cross-Region inference profiles".
 */

const GEOGRAPHY = /^(?:us-gov|us|eu|apac|jp|au|ca|sa|me|af|global)\./;

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

/** A model's or profile's id without the geography; as it is when it has none. */
export const withoutGeography = (modelId: string): string => modelId.replace(GEOGRAPHY, '');

/** The geography of a region: `us` for `us-east-1`; undefined for a region that belongs to none that we know. */
export const geographyOf = (region: string): string | undefined =>
  geographies.find(([beginning]) => region.startsWith(beginning))?.[1];
