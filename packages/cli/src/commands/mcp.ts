import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Offers flows as tools to an agent that speaks the Model Context Protocol. */
export const mcp: Command = {
  name: 'mcp',
  describe: 'offer flows as tools to agents, by the Model Context Protocol on standard input and output',
  options: [
    {
      flags: '-f, --flow <flow>',
      describe: 'id, ARN or name, with an alias as FLOW/ALIAS; repeatable',
      repeatable: true,
    },
    {
      flags: '-a, --alias <alias>',
      describe: 'id or name of the alias of flows that name none; without it the prepared draft is run',
    },
    ...connectionOptions,
  ],
  examples: [
    ['streambed mcp --flow playlist/live', 'one flow, by an alias'],
    ['streambed mcp --flow playlist --flow summary --alias live', 'two tools, the alias of both is live'],
  ],
  exits: [
    [0, 'the agent closed standard input'],
    [2, 'the command line, a flow or an alias is wrong'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options) {
    const flows = (options.flow as string[] | undefined) ?? [];
    if (flows.length === 0) throw usageFailure('Say which flow shall be a tool: --flow FLOW/ALIAS');
    refusePlaceholders(process.env);
    const { flowReference, openFlowTools } = await import('./flow-tools.ts');
    const references = flows.map((given) => flowReference(given, options.alias as string | undefined));
    const { withClients } = await import('../client/index.ts');
    await withClients(options, async (clients) => {
      const tools = await openFlowTools(clients, references, options);
      const { serveTools } = await import('./serve-tools.ts');
      await serveTools(clients, tools);
    });
    return exitCodes.ok;
  },
};

/** Configurations of agents name variables as `${NAME}`, and not every agent fills them in. */
const refusePlaceholders = (environment: Readonly<Record<string, string | undefined>>): void => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    if (/^\$\{.*\}$/.test(environment[name] ?? ''))
      throw usageFailure(
        `${name} is the text ${environment[name]}: the program that started this does not fill in variables. ` +
          'Take the line out of its configuration and name a profile with --profile, or have it pass its own environment on.',
      );
};
