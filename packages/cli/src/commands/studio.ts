import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { connectionOptions } from './shared-options.ts';

/** Prints a link that signs in to the studio of a running server. Opens nothing: it may be for another machine. */
export const studio: Command = {
  name: 'studio',
  describe: 'print a link that signs in to the studio of a running server, once, within ten minutes',
  options: [
    { flags: '--json', describe: 'print one JSON object with url and expiresAt' },
    ...connectionOptions,
  ],
  examples: [
    ['streambed studio', 'for the server of the data folder here'],
    ['streambed studio --region eu-west-1', 'begin in another region'],
  ],
  exits: [
    [0, 'printed'],
    [2, 'the command line is wrong'],
    [3, 'the server cannot be reached, or refuses the credentials'],
  ],
  async run(options) {
    const { withStreambedClient } = await import('../client/streambed-client.ts');
    const { jsonText } = await import('../output/index.ts');
    const { signInLink } = await import('../client/sign-in-link.ts');
    return await withStreambedClient(options, async (client, connection) => {
      if (connection.isCloud || connection.endpoint === undefined)
        throw usageFailure(
          'Amazon Bedrock has no Streambed Studio. Name a Streambed server with --endpoint-url or --data.',
        );
      const { code, expiresAt, publicUrl } = await client.createSignInLink();
      const url = signInLink(publicUrl ?? connection.endpoint, code);
      process.stdout.write(options.json ? `${jsonText({ url, expiresAt })}\n` : `${url}\n`);
      return exitCodes.ok;
    });
  },
};
