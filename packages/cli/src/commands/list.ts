import type { Command } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Shows the flows that are there. */
export const list: Command = {
  name: 'list',
  describe: 'list the flows of the account and region',
  options: [{ flags: '--json', describe: 'print the summaries as one JSON array' }, ...connectionOptions],
  examples: [['streambed list', 'name, id, status and age of every flow']],
  async run(options) {
    const { listFlows, withClients } = await import('../client/index.ts');
    const { jsonText, openTerminal, renderTable } = await import('../output/index.ts');
    const flows = await withClients(options, ({ agent }) => listFlows(agent));
    const terminal = openTerminal();
    if (options.json) {
      terminal.write(`${jsonText(flows, 2)}\n`);
    } else if (flows.length === 0) {
      terminal.note('There are no flows. streambed deploy FILE makes one.');
    } else {
      const rows = flows
        .toSorted(
          (a, b) => String(a.name).localeCompare(String(b.name)) || String(a.id).localeCompare(String(b.id)),
        )
        .map(({ name, id, status, updatedAt }) => [
          String(name),
          String(id),
          String(status),
          updatedAt?.toISOString().replace(/\.\d+Z$/, 'Z') ?? '',
        ]);
      terminal.write(renderTable([['NAME', 'ID', 'STATUS', 'UPDATED'], ...rows], terminal.style));
    }
    return exitCodes.ok;
  },
};
