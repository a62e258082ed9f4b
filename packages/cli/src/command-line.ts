import { Command as Program } from 'commander';
import type { Command } from './command.ts';

/** Every command by name; its module is loaded only when it is run, or when help for all of them is wanted. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
};

/** Runs the command that `argv` (as in `process.argv`) names and sets the exit code; errors go to standard error. */
export const runCommandLine = async (argv: readonly string[]): Promise<void> => {
  const name = argv[2];
  const wanted =
    name !== undefined && Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  const program = new Program('streambed')
    .description('Amazon Bedrock Flows, run anywhere')
    .showHelpAfterError('(streambed --help lists commands and options)');
  for (const load of wanted) program.addCommand(declare(await load()));
  await program.parseAsync(argv);
};

const declare = (command: Command): Program => {
  const declared = new Program(command.name).description(command.describe);
  for (const { flags, describe } of command.arguments ?? []) declared.argument(flags, describe);
  for (const { flags, describe } of command.options) declared.option(flags, describe);
  return declared.action(async (...given: unknown[]) => {
    const positional = given.slice(0, -2) as string[];
    const options = given.at(-2) as Record<string, unknown>;
    try {
      process.exitCode = await command.run(options, ...positional);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  });
};
