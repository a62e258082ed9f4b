export { type AwsCall, awsFault } from './aws-fault.ts';
export { bedrockEndpoint } from './bedrock-endpoint.ts';
export { type BedrockRuntimeSettings, bedrockRuntimeClient } from './bedrock-runtime-client.ts';
export { checkedClientsByRegion } from './checked-clients-by-region.ts';
export { clientSettings } from './client-settings.ts';
export { type ClientsByRegion, clientsByRegion } from './clients-by-region.ts';
export type { AwsServiceConfiguration } from './configuration.ts';
export { configuredClientSettings, type SigningKeys } from './configured-client-settings.ts';
export { limitResponses, limitResponsesPlace } from './limit-response.ts';
