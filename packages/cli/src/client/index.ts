import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';

export { type BedrockClients, withBedrockClients } from './bedrock-clients.ts';
export { type Clients, withClients } from './clients.ts';
export { type Connection, DEFAULT_REGION, dataFolderOf } from './connection.ts';
export { explainError } from './explain-error.ts';
export {
  findAlias,
  findFlow,
  listAliases,
  listFlows,
  listVersions,
  servedDefinition,
  severalNamed,
  TEST_ALIAS,
  unlessMissing,
  versionDefinition,
} from './find-flow.ts';
export { prepareFlow } from './prepare-flow.ts';

/** A definition as the SDK's types have it; the same JSON as flow/definition's. */
export type SdkDefinition = FlowDefinition;
