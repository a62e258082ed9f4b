/** Beginnings of region names → the domain of their partition; every other region is in amazonaws.com. */
const DOMAINS: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['eusc-', 'amazonaws.eu'],
];

/** The first label of a service's host. */
export type BedrockService = 'bedrock' | 'bedrock-runtime' | 'bedrock-agent-runtime';

/** Where a service of Bedrock is in a region. */
export const bedrockEndpoint = (region: string, service: BedrockService = 'bedrock-runtime'): string => {
  const domain = DOMAINS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'amazonaws.com';
  return `https://${service}.${region}.${domain}`;
};
