import {
  DeleteFlowAliasCommand,
  DeleteFlowCommand,
  DeleteFlowVersionCommand,
} from '@aws-sdk/client-bedrock-agent';
import { type Clients, findFlow, listAliases, listVersions } from '../client/index.ts';
import { counted, openTerminal } from '../output/index.ts';

/** Deletes a flow, its aliases and versions first, as the service wants it. False when the person said no. */
export const removeFlow = async (
  { agent, connection }: Clients,
  given: string,
  yes: boolean,
): Promise<boolean> => {
  const terminal = openTerminal();
  const { id, name } = await findFlow(agent, given);
  const flowIdentifier = id!;
  const aliases = await listAliases(agent, flowIdentifier);
  const versions = await listVersions(agent, flowIdentifier);
  const what = `flow ${name} (${id}) with ${counted(versions.length, 'version')} and ${counted(aliases.length, 'alias', 'aliases')}`;
  if (!yes && terminal.interactive && !(await terminal.confirm(`Delete ${what} at ${connection.name}?`))) {
    terminal.note('Nothing was deleted.');
    return false;
  }
  for (const { id: aliasIdentifier } of aliases)
    await agent.send(new DeleteFlowAliasCommand({ flowIdentifier, aliasIdentifier: aliasIdentifier! }));
  for (const version of versions)
    await agent.send(new DeleteFlowVersionCommand({ flowIdentifier, flowVersion: String(version) }));
  await agent.send(new DeleteFlowCommand({ flowIdentifier }));
  terminal.note(`Deleted ${what}.`);
  return true;
};
