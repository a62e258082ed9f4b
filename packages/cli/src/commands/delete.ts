import type { Command } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Deletes a flow with everything that belongs to it. */
export const deleteFlow: Command = {
  name: 'delete',
  describe: 'delete a flow with its versions and aliases',
  arguments: [{ flags: '<flow>', describe: 'id, ARN or name' }],
  options: [{ flags: '-y, --yes', describe: 'do not ask' }, ...connectionOptions],
  examples: [['streambed delete playlist', 'asks first when a person is at the terminal']],
  async run(options, given) {
    const { withClients } = await import('../client/index.ts');
    const { removeFlow } = await import('./remove-flow.ts');
    const removed = await withClients(options, (clients) =>
      removeFlow(clients, given!, options.yes === true),
    );
    return removed ? exitCodes.ok : exitCodes.failed;
  },
};
