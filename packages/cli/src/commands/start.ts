import {
  announceServer,
  awaitStopSignal,
  flagsOf,
  hardenProcess,
  loadConfiguration,
  type RunningServer,
  runUntilStopped,
  startOptions,
  startServer,
  withdrawServer,
} from '@streambed/server/app';
import { signInLink } from '../client/sign-in-link.ts';
import type { Command } from '../command.ts';

/** Serves until a signal: SIGTERM or Ctrl-C lets running requests end first, the second one does not. */
export const start: Command = {
  name: 'start',
  describe: 'start the server',
  options: startOptions,
  examples: [
    ['streambed start', 'serve this machine on port 4600, data in .streambed'],
    ['streambed start --port 0 --data /tmp/try', 'serve on any free port, data elsewhere'],
    ['streambed start --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem', 'serve other machines'],
  ],
  exits: [
    [0, 'a signal asked it to stop, and running requests were let go to their end'],
    [1, 'it could not start, or could not go on'],
  ],
  async run(options) {
    hardenProcess();
    // Whoever reads what is printed may go away. That is no reason to stop, and nothing that could be logged.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    const stopSignal = awaitStopSignal();
    const configuration = await loadConfiguration(process.env, flagsOf(options));
    const server = await startServer(configuration);
    announce(configuration.dataFolder, server);
    process.stdout.write(greeting(server, configuration.publicUrl));
    try {
      return await runUntilStopped(server, stopSignal);
    } finally {
      withdrawServer(configuration.dataFolder);
    }
  },
};

/** So that `deploy` and `invoke` find the server by its data folder; without that they want AWS_ENDPOINT_URL. */
const announce = (dataFolder: string, { url, log }: RunningServer): void => {
  try {
    announceServer(dataFolder, url);
  } catch (error) {
    log.warn('other commands will not find this server by its data folder', { error });
  }
};

/** What clients that are told nothing else use, and so what the studio shows first. */
const REGION = 'us-east-1';

/** Lines that can be pasted into a shell; the secret is shown once, when it was made, and the last line never changes. */
const greeting = (server: RunningServer, publicUrl: string | undefined): string => {
  const { url, credentials } = server;
  const { code } = server.createSignInCode(REGION);
  const lines = {
    created: [
      '# Root credentials were made for this data folder. Paste these lines into the shell of your client:',
      `export AWS_ENDPOINT_URL=${url}`,
      `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
      `export AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey.reveal()}`,
      // boto3 reads the second, other SDKs the first.
      `export AWS_REGION=${REGION} AWS_DEFAULT_REGION=${REGION}`,
    ],
    file: ['# streambed env prints the lines that point a client here, credentials included.'],
    environment: ['# The root credentials are the ones of STREAMBED_ROOT_ACCESS_KEY_ID.'],
  }[credentials.source];
  const studio = [
    '# The studio. This link signs you in once, within ten minutes; streambed studio prints a new one:',
    `#   ${signInLink(publicUrl ?? url, code)}`,
  ];
  return `${[...lines, ...studio, `Streambed listening on ${url}`].join('\n')}\n`;
};
