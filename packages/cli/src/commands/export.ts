import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Writes a flow as a file: what `deploy` and `import` take, or a CloudFormation template. */
export const exportFlow: Command = {
  name: 'export',
  describe: 'write a flow as a file: as the API has it, or as a CloudFormation template',
  arguments: [{ flags: '<flow>', describe: 'id, ARN or name' }],
  options: [
    { flags: '--version <number>', describe: 'a numbered version; without it the draft' },
    { flags: '-o, --output <file>', describe: 'file to write; without it standard output' },
    {
      flags: '--format <form>',
      describe: 'api or cloudformation; without it as the ending of the file says, else api',
    },
    ...connectionOptions,
  ],
  examples: [
    ['streambed export playlist -o playlist.json', 'a request that deploy, import and CreateFlow take'],
    ['streambed export playlist --version 3 --format cloudformation -o playlist.yaml', 'a template'],
  ],
  async run(options, flow) {
    const text = (name: string) => options[name] as string | undefined;
    const file = text('output');
    const format = text('format') ?? (/\.(?:ya?ml|template)$/i.test(file ?? '') ? 'cloudformation' : 'api');
    if (format !== 'api' && format !== 'cloudformation')
      throw usageFailure(`--format must be api or cloudformation, not ${format}.`);
    const { withClients } = await import('../client/index.ts');
    const { readFlow } = await import('./read-flow.ts');
    const request = await withClients(options, ({ agent }) => readFlow(agent, flow!, text('version')));
    const { writeRequest, writeTemplate } = await import('../definitions/index.ts');
    const written =
      format === 'api'
        ? writeRequest(request)
        : writeTemplate(request, /\.json$/i.test(file ?? '') ? 'json' : 'yaml');
    const { openTerminal } = await import('../output/index.ts');
    const terminal = openTerminal();
    if (file === undefined || file === '-') terminal.write(written);
    else {
      const { writeFile } = await import('./write-file.ts');
      writeFile(file, written);
      terminal.note(`Wrote ${request.name} to ${file}.`);
    }
    return exitCodes.ok;
  },
};
