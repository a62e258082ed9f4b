import { CommanderError, Option, Command as Program } from 'commander';
import type { Command } from './command.ts';
import { exitCodes, Failure } from './failure.ts';
import { version } from './version.ts';

/** Every command by name; its module is loaded only when it is run, or when help for all of them is wanted. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  validate: async () => (await import('./commands/validate.ts')).validate,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  invoke: async () => (await import('./commands/invoke.ts')).invoke,
  run: async () => (await import('./commands/run.ts')).run,
  runs: async () => (await import('./commands/runs.ts')).runs,
  export: async () => (await import('./commands/export.ts')).exportFlow,
  import: async () => (await import('./commands/import.ts')).importFlow,
  list: async () => (await import('./commands/list.ts')).list,
  delete: async () => (await import('./commands/delete.ts')).deleteFlow,
  guardrail: async () => (await import('./commands/guardrail.ts')).guardrail,
  kb: async () => (await import('./commands/kb.ts')).kb,
  models: async () => (await import('./commands/models.ts')).models,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  env: async () => (await import('./commands/env.ts')).env,
  studio: async () => (await import('./commands/studio.ts')).studio,
};

/** Runs the command that `argv` (as in `process.argv`) names and sets the exit code; errors go to standard error. */
export const runCommandLine = async (argv: readonly string[]): Promise<void> => {
  const name = argv[2];
  const wanted =
    name !== undefined && Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  const program = configured(new Program('streambed'))
    .description('Amazon Bedrock Flows, run anywhere')
    .version(version(), '-V, --version', 'print the version')
    .enablePositionalOptions();
  for (const load of wanted) program.addCommand(declare(await load()));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
};

/** Commander throws where it would exit, so that a wrong command line ends with the code for one. */
const configured = (program: Program): Program =>
  program
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError(
      `(${program.name() === 'streambed' ? '' : 'streambed '}${program.name()} --help says more)`,
    );

const declare = (command: Command): Program => {
  const declared = configured(new Program(command.name)).description(command.describe);
  for (const { flags, describe } of command.arguments ?? []) declared.argument(flags, describe);
  for (const { flags, describe, repeatable } of command.options) {
    const option = new Option(flags, describe);
    declared.addOption(
      repeatable ? option.argParser((value: string, all: string[] = []) => [...all, value]) : option,
    );
  }
  return declared.addHelpText('after', epilogue(command)).action(async (...given: unknown[]) => {
    const positional = given.slice(0, -2) as (string | undefined)[];
    const options = given.at(-2) as Record<string, unknown>;
    process.exitCode = await command.run(options, ...positional);
  });
};

const epilogue = ({ examples, exits = [] }: Command): string => {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = [
    '\nExamples:',
    ...examples.map(([line, describe]) => `  ${line.padEnd(width)}  ${describe}`),
    ...(exits.length > 0
      ? ['\nExit codes:', ...exits.map(([code, meaning]) => `  ${code}  ${meaning}`)]
      : []),
  ];
  return lines.join('\n');
};

/** Says what went wrong, in one line where one is enough, and gives the exit code. */
const tell = (error: unknown): number => {
  // Help and version are no errors to commander's caller; its complaints about the command line are written already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const debug = Boolean(process.env.STREAMBED_DEBUG);
  const told = error instanceof Error ? (debug && error.stack) || error.message : String(error);
  process.stderr.write(`${told}\n`);
  for (let cause = error; debug && cause instanceof Error && cause.cause !== undefined; cause = cause.cause)
    process.stderr.write(
      `caused by ${cause.cause instanceof Error ? cause.cause.stack : String(cause.cause)}\n`,
    );
  return error instanceof Failure ? error.exitCode : exitCodes.failed;
};
