export { type Clients, withClients } from './clients.ts';
export {
  findAlias,
  findFlow,
  listAliases,
  listFlows,
  listVersions,
  servedDefinition,
  severalNamed,
  TEST_ALIAS,
  versionDefinition,
} from './find-flow.ts';
