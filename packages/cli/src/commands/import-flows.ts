import type { Clients } from '../client/index.ts';
import { jsonText, openTerminal, renderTable } from '../output/index.ts';
import { findNamed, type WantedFlow, writeDraft } from './write-draft.ts';

/** Creates each flow, or replaces the draft of the flow of its name; nothing is prepared. Tells what was made. */
export const importFlows = async (
  { agent, connection }: Clients,
  flows: readonly WantedFlow[],
  json: boolean,
): Promise<void> => {
  const terminal = openTerminal();
  const made: { readonly name: string; readonly flowId: string; readonly created: boolean }[] = [];
  for (const flow of flows) {
    const present = await findNamed(agent, flow.name);
    const flowId = await writeDraft(agent, present, flow, connection);
    made.push({ name: flow.name, flowId, created: present === undefined });
  }
  if (json) {
    terminal.write(`${jsonText(made, 2)}\n`);
    return;
  }
  const rows = made.map(({ name, flowId, created }) => [name, flowId, created ? 'new' : 'draft replaced']);
  terminal.write(renderTable([['NAME', 'ID', ''], ...rows], terminal.style));
};
