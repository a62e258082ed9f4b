import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Writes a flow as a file: what `deploy` and `import` take, a CloudFormation template, or Terraform. */
export const exportFlow: Command = {
  name: 'export',
  describe: 'write a flow as a file: as the API has it, as a CloudFormation template, or as Terraform',
  arguments: [{ flags: '<flow>', describe: 'id, ARN or name' }],
  options: [
    { flags: '--version <number>', describe: 'a numbered version; without it the draft' },
    { flags: '-o, --output <file>', describe: 'file to write; without it standard output' },
    {
      flags: '--format <form>',
      describe: 'api, cloudformation or terraform; without it as the ending of the file says, else api',
    },
    {
      flags: '--parameters',
      describe: 'in templates and Terraform, make ARNs, buckets and the like parameters',
    },
    ...connectionOptions,
  ],
  examples: [
    ['streambed export playlist -o playlist.json', 'a request that deploy, import and CreateFlow take'],
    ['streambed export playlist --version 3 --format cloudformation -o playlist.yaml', 'a template'],
    ['streambed export playlist --parameters -o playlist.tf', 'Terraform, with variables'],
  ],
  async run(options, flow) {
    const text = (name: string) => options[name] as string | undefined;
    const file = text('output');
    const format = text('format') ?? formOf(file ?? '');
    if (!isForm(format)) throw usageFailure(`--format must be ${FORMS.join(', ')}, not ${format}.`);
    const { withClients } = await import('../client/index.ts');
    const { readFlow } = await import('./read-flow.ts');
    const request = await withClients(options, ({ agent }) => readFlow(agent, flow!, text('version')));
    const { writeApiJson, writeCloudFormation, writeTerraform } = await import('../definitions/index.ts');
    const parameters = { parameters: options.parameters === true };
    const written =
      format === 'api'
        ? writeApiJson(request)
        : format === 'terraform'
          ? writeTerraform(request, parameters)
          : writeCloudFormation(request, /\.json$/i.test(file ?? '') ? 'json' : 'yaml', parameters);
    const { openTerminal } = await import('../output/index.ts');
    const terminal = openTerminal();
    if (file === undefined || file === '-') terminal.write(written.text);
    else {
      const { writeFile } = await import('./write-file.ts');
      writeFile(file, written.text);
      terminal.note(`Wrote ${request.name} to ${file}.`);
    }
    // What the file is to be used with, and what the cloud would not take of it; its parameters stand in it.
    if (format !== 'api')
      for (const { kind, message } of written.notes) if (kind !== 'parameter') terminal.note(message);
    return exitCodes.ok;
  },
};

const FORMS = ['api', 'cloudformation', 'terraform'] as const;
const isForm = (text: string): text is (typeof FORMS)[number] => (FORMS as readonly string[]).includes(text);

const formOf = (file: string): (typeof FORMS)[number] =>
  /\.tf$/i.test(file) ? 'terraform' : /\.(?:ya?ml|template)$/i.test(file) ? 'cloudformation' : 'api';
