import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Runs a flow, or a part of it, on a Streambed server, on record. */
export const run: Command = {
  name: 'run',
  describe: 'run a flow, or a part of it, on record: the draft, prepared or not, a version, an alias, a file',
  arguments: [{ flags: '<flow>', describe: 'id, ARN or name' }],
  options: [
    {
      flags: '-i, --input <json>',
      describe: 'the input document: JSON, @file (JSON or text), or - for standard input',
    },
    { flags: '-a, --alias <alias>', describe: 'id, ARN or name of an alias, in place of the draft' },
    { flags: '--version <number>', describe: 'a version, in place of the draft' },
    { flags: '--file <file>', describe: 'a definition that is stored nowhere, in place of the draft' },
    { flags: '--until <node>', describe: 'run what leads to the node, and the node' },
    {
      flags: '--only <node>',
      describe: 'run the node alone; --input is an object with a value for each input',
    },
    { flags: '--from <node>', describe: 'run the node and what it has an influence on; needs --from-run' },
    { flags: '--from-run <run>', describe: 'the run whose outputs, or inputs, are taken for the rest' },
    {
      flags: '--iteration <list>',
      describe: 'the iteration that is meant, as in Each:6 or Refine:0 (from 0; comma between nested ones)',
    },
    {
      flags: '--pin <node=json>',
      describe: 'outputs in place of those that the node would compute, as an object; repeatable',
      repeatable: true,
    },
    { flags: '--steps', describe: 'tell on standard error what each node does' },
    { flags: '--json', describe: 'print events as they are, one JSON object per line' },
    ...connectionOptions,
  ],
  examples: [
    [`streambed run playlist --input '{"genre": "jazz", "number": 3}' --steps`, 'the draft, step by step'],
    ['streambed run digest --from Summarize --from-run 5d0c… --iteration Each:6', 'go on from a failed item'],
    [`streambed run router --only Size --input '{"amount": 12}'`, 'one node alone'],
    [`streambed run letter -i @a.txt --pin 'Draft={"modelCompletion": "Dear …"}'`, 'with an answer pinned'],
  ],
  exits: [
    [0, 'the run succeeded'],
    [1, 'it failed or was stopped; why is on standard error'],
    [2, 'the command line, the flow or the node is wrong'],
    [3, 'the server cannot be reached, or refuses the credentials'],
  ],
  async run(options, flow) {
    const text = (name: string) => options[name] as string | undefined;
    const parts = ['until', 'only', 'from'].filter((name) => text(name) !== undefined);
    if (parts.length > 1) throw usageFailure(`--${parts[0]} and --${parts[1]} contradict each other.`);
    if (['alias', 'version', 'file'].filter((name) => text(name) !== undefined).length > 1)
      throw usageFailure('Name an alias, a version or a file, not several of them.');
    const { startRun } = await import('./start-run.ts');
    const succeeded = await startRun(options, {
      flow: flow!,
      input: text('input'),
      alias: text('alias'),
      version: text('version'),
      file: text('file'),
      mode: text('until') ? 'UntilNode' : text('only') ? 'OnlyNode' : text('from') ? 'FromNode' : 'Whole',
      node: text('until') ?? text('only') ?? text('from'),
      fromRun: text('fromRun'),
      iteration: text('iteration'),
      pins: (options.pin as string[] | undefined) ?? [],
      steps: options.steps === true,
      json: options.json === true,
    });
    return succeeded ? exitCodes.ok : exitCodes.failed;
  },
};
