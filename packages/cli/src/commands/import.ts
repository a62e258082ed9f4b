import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions, setOption } from './shared-options.ts';

/** Brings the flows of a file in as drafts, or turns the file into the API's form. */
export const importFlow: Command = {
  name: 'import',
  describe:
    'bring in the flows of a file as drafts, or turn a CloudFormation template into the form of the API',
  arguments: [
    {
      flags: '<file>',
      describe: 'definition, CreateFlow request or CloudFormation template; - for standard input',
    },
  ],
  options: [
    setOption,
    {
      flags: '-o, --output <file>',
      describe: 'only write the flow here in the form of the API (- for standard output)',
    },
    { flags: '-n, --name <name>', describe: 'name of the flow, where the file has one flow' },
    { flags: '--role <arn>', describe: 'execution role; needed to create a flow in the cloud' },
    { flags: '--json', describe: 'print what was made as one JSON array' },
    ...connectionOptions,
  ],
  examples: [
    [
      'streambed import template.yaml --set Role.Arn=arn:aws:iam::123456789012:role/Flows',
      'every flow of a template',
    ],
    ['streambed import template.yaml --set Stage=test -o flow.json', 'only convert; needs no server'],
  ],
  exits: [
    [0, 'done'],
    [1, 'the service refused a flow'],
    [2, 'the command line or the file cannot be used'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, file) {
    const text = (name: string) => options[name] as string | undefined;
    const { nameFromPath, parseSetValues, readFlowFile, writeRequest } = await import(
      '../definitions/index.ts'
    );
    const { openTerminal } = await import('../output/index.ts');
    const { definitionOf, tellLeftOut } = await import('./findings.ts');
    const terminal = openTerminal();
    const read = readFlowFile(file!, parseSetValues(options.set));
    tellLeftOut(read);
    if (read.flows.length > 1 && (text('name') ?? text('output')) !== undefined)
      throw usageFailure(
        `${read.file} has ${read.flows.length} flows; --name and --output are for files with one.`,
      );
    const flows = read.flows.map((source) => {
      const name = text('name') ?? source.name ?? source.logicalId ?? nameFromPath(file!);
      if (name === undefined) throw usageFailure('The flow needs a name: give it one with --name.');
      return {
        source,
        name,
        definition: definitionOf(source, read.file),
        role: text('role') ?? source.executionRoleArn,
      };
    });

    const output = text('output');
    if (output !== undefined) {
      const { writeFile } = await import('./write-file.ts');
      const { LOCAL_ROLE } = await import('./write-draft.ts');
      const { source, name, definition, role = LOCAL_ROLE } = flows[0]!;
      const { description, customerEncryptionKeyArn } = source;
      const written = writeRequest({
        name,
        ...(description !== undefined && { description }),
        executionRoleArn: role,
        ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
        definition,
      });
      if (output === '-') terminal.write(written);
      else writeFile(output, written);
      return exitCodes.ok;
    }
    const { withClients } = await import('../client/index.ts');
    const { importFlows } = await import('./import-flows.ts');
    await withClients(options, (clients) => importFlows(clients, flows, options.json === true));
    return exitCodes.ok;
  },
};
