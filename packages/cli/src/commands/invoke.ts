import type { Command } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Runs a flow and prints what it gives, as it comes. */
export const invoke: Command = {
  name: 'invoke',
  describe: 'run a flow and print its outputs as they come',
  arguments: [{ flags: '<flow>', describe: 'id, ARN or name' }],
  options: [
    {
      flags: '-i, --input <json>',
      describe: 'the input document: JSON, @file (JSON or text), or - for standard input',
    },
    {
      flags: '-a, --alias <alias>',
      describe: 'id, ARN or name of an alias; without it the prepared draft is run',
    },
    { flags: '-t, --trace', describe: 'then show what every node did, as a tree' },
    { flags: '--json', describe: 'print events as they are, one JSON object per line' },
    {
      flags: '--input-node <name>',
      describe: 'the Input node, where it should not be looked up in the definition',
    },
    ...connectionOptions,
  ],
  examples: [
    [`streambed invoke playlist --input '{"genre": "jazz", "number": 3}'`, 'run the draft'],
    ['streambed invoke playlist --alias live --input @request.json --trace', 'run an alias, show each node'],
    [
      'cat letter.txt | streambed invoke summary --input - > summary.txt',
      'text from a pipe, text into a file',
    ],
  ],
  exits: [
    [0, 'the flow ran to its end'],
    [1, 'the flow failed; the exception is on standard error'],
    [2, 'the command line, the flow or the alias is wrong'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, flow) {
    const { readInputDocument } = await import('./input-document.ts');
    const document = readInputDocument(options.input as string | undefined);
    const { withClients } = await import('../client/index.ts');
    const { runFlow } = await import('./run-flow.ts');
    const ended = await withClients(options, (clients) =>
      runFlow(clients, {
        flow: flow!,
        document,
        alias: options.alias as string | undefined,
        inputNode: options.inputNode as string | undefined,
        trace: options.trace === true,
        json: options.json === true,
      }),
    );
    return ended ? exitCodes.ok : exitCodes.failed;
  },
};
