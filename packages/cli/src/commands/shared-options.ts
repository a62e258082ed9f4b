import type { CommandOption } from '../command.ts';

/** Values for `${name}` in a definition, and for what a template refers to. */
export const setOption: CommandOption = {
  flags: '--set <name=value>',
  describe: 'value that the file leaves open: a substitution, a parameter, a resource; repeatable',
  repeatable: true,
};

/** Options of every command that calls the service. */
export const connectionOptions: readonly CommandOption[] = [
  { flags: '--endpoint-url <url>', describe: 'where the service is (or AWS_ENDPOINT_URL)' },
  { flags: '--region <name>', describe: 'region to sign for (or AWS_REGION)' },
  { flags: '--profile <name>', describe: 'profile in the AWS shared files (or AWS_PROFILE)' },
  { flags: '--data <folder>', describe: 'data folder of the local server to call (or STREAMBED_DATA)' },
];
