import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions, setOption } from './shared-options.ts';

/** Brings a flow of a file into service: create or update, prepare, version, alias. */
export const deploy: Command = {
  name: 'deploy',
  describe: 'create or update a flow from a file, prepare it, make a version and point an alias to it',
  arguments: [
    {
      flags: '<file>',
      describe: 'definition, CreateFlow request or CloudFormation template; - for standard input',
    },
  ],
  options: [
    {
      flags: '-n, --name <name>',
      describe: "name of the flow; without it the file's, or the name that the file has",
    },
    { flags: '--id <flow>', describe: 'the flow to update, where several share the name' },
    {
      flags: '-a, --alias <name>',
      describe: 'alias to make or to move to the version that holds this definition',
    },
    { flags: '--version', describe: 'make a version; on with --alias' },
    { flags: '--no-version', describe: 'leave it at the draft' },
    { flags: '--role <arn>', describe: 'execution role; needed to create a flow in the cloud' },
    { flags: '--resource <id>', describe: 'logical id of the flow in a template that has several' },
    setOption,
    { flags: '-y, --yes', describe: 'do not ask before an existing flow is changed' },
    { flags: '--json', describe: 'print what was done as one JSON object' },
    ...connectionOptions,
  ],
  examples: [
    ['streambed deploy flow.json', 'create or update, and prepare the draft'],
    ['streambed deploy flow.json --name playlist --alias live', 'the same, and let the alias live serve it'],
    [
      'streambed deploy template.yaml --set Role.Arn=arn:aws:iam::… --yes',
      'a flow of a CloudFormation template',
    ],
  ],
  exits: [
    [0, 'done, or there was nothing to change'],
    [1, 'the definition has errors, or a step failed'],
    [2, 'the command line or the file cannot be used'],
    [3, 'the service cannot be reached, or refuses the credentials'],
  ],
  async run(options, file) {
    const text = (name: string) => options[name] as string | undefined;
    if (options.version === false && text('alias') !== undefined)
      throw usageFailure('An alias serves a version with a number; leave out --alias or --no-version.');
    const { nameFromPath, parseSetValues, readFlowFile } = await import('../definitions/index.ts');
    const read = readFlowFile(file!, parseSetValues(options.set));
    const source = chooseFlow(read.flows, text('resource'), read.file);
    // A flow that is named by its id keeps its name unless somebody says another.
    const id = text('id');
    const name = text('name') ?? source.name ?? (id === undefined ? nameFromPath(file!) : undefined);
    if (name === undefined && id === undefined)
      throw usageFailure('The flow needs a name: give it one with --name.');
    const { definitionOf, tellLeftOut } = await import('./findings.ts');
    const definition = definitionOf(source, read.file);
    tellLeftOut({ ...read, flows: [source] });
    const { withClients } = await import('../client/index.ts');
    const { deployFlow } = await import('./deploy-flow.ts');
    const done = await withClients(options, (clients) =>
      deployFlow(clients, {
        file: read.file,
        source,
        definition,
        name,
        id,
        alias: text('alias'),
        version: options.version === true || text('alias') !== undefined,
        role: text('role') ?? source.executionRoleArn,
        asks: options.yes !== true,
        json: options.json === true,
      }),
    );
    return done ? exitCodes.ok : exitCodes.failed;
  },
};

const chooseFlow = <Flow extends { readonly logicalId?: string }>(
  flows: readonly Flow[],
  resource: string | undefined,
  file: string,
): Flow => {
  const ids = flows.map(({ logicalId }) => logicalId ?? '');
  const chosen = resource === undefined ? flows : flows.filter(({ logicalId }) => logicalId === resource);
  if (chosen.length === 1) return chosen[0]!;
  throw usageFailure(
    resource === undefined
      ? `${file} has the flows ${ids.join(', ')}; choose one with --resource.`
      : `${file} has no flow ${resource}${ids.some(Boolean) ? `; it has ${ids.join(', ')}` : ''}.`,
  );
};
