import type { Command } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';

const forms = ['sh', 'fish', 'powershell', 'dotenv', 'json'] as const;
type Form = (typeof forms)[number];

/** Prints what points any AWS client to the local server. */
export const env: Command = {
  name: 'env',
  describe:
    'print the environment variables that point any AWS client to the local server, credentials included',
  options: [
    { flags: '--data <folder>', describe: 'data folder of the server (or STREAMBED_DATA)' },
    { flags: '--format <form>', describe: `${forms.join(', ')}; without it sh` },
  ],
  examples: [
    ['eval "$(streambed env)"', 'for this shell'],
    ['streambed env --format fish | source', 'for fish'],
    ['streambed env --format dotenv > .env', 'for docker --env-file and the like'],
  ],
  exits: [
    [0, 'printed'],
    [2, 'the command line is wrong'],
    [3, 'there are no credentials yet: start the server once'],
  ],
  async run(options) {
    const form = (options.format as Form | undefined) ?? 'sh';
    if (!forms.includes(form)) throw usageFailure(`--format must be one of ${forms.join(', ')}.`);
    const { dataFolderOf, DEFAULT_REGION } = await import('../client/connection.ts');
    const { findLocalServer, loadConfiguration, readRootCredentials } = await import('@streambed/server/app');
    const dataFolder = await dataFolderOf(process.env, options.data as string | undefined);
    const credentials = await readRootCredentials(dataFolder, process.env);
    if (credentials === undefined)
      throw new Failure(
        `There are no credentials in ${dataFolder} yet. The first streambed start makes them.`,
        exitCodes.unreachable,
      );
    const running = findLocalServer(dataFolder);
    const { host, port, tls } = await loadConfiguration(process.env, { dataFolder });
    if (running === undefined)
      process.stderr.write(`# No server runs on ${dataFolder}; this is where it would be.\n`);
    const url =
      running?.url ?? `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    process.stdout.write(
      write(form, [
        ['AWS_ENDPOINT_URL', url],
        ['AWS_ACCESS_KEY_ID', credentials.accessKeyId],
        ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey.reveal()],
        ['AWS_REGION', DEFAULT_REGION],
        // What boto3 reads in its place.
        ['AWS_DEFAULT_REGION', DEFAULT_REGION],
      ]),
    );
    return exitCodes.ok;
  },
};

const write = (form: Form, variables: readonly (readonly [name: string, value: string])[]): string => {
  if (form === 'json') return `${JSON.stringify(Object.fromEntries(variables), null, 2)}\n`;
  const line = {
    sh: (name: string, value: string) => `export ${name}=${quoted(value, "'\\''")}`,
    fish: (name: string, value: string) => `set -gx ${name} ${quoted(value, "\\'")}`,
    powershell: (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
    dotenv: (name: string, value: string) => `${name}=${value}`,
  }[form];
  return variables.map(([name, value]) => `${line(name, value)}\n`).join('');
};

/** Bare where a shell takes it so; a secret may hold any printable character. */
const quoted = (value: string, quote: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", quote)}'`;
