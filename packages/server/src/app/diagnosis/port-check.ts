import { once } from 'node:events';
import { createServer } from 'node:net';
import { findLocalServer } from '../local-server.ts';
import { type Check, fail, ok } from './check.ts';

/** How long a server on this machine may take to answer, ms. */
const PATIENCE = 3_000;

/** Whether the server of the data folder answers, or else whether its port could be opened. */
export const portCheck = async (host: string, port: number, dataFolder: string): Promise<Check> => {
  const server = findLocalServer(dataFolder);
  if (server) return answerCheck(server.url);
  if (port === 0) return ok('port', `any free one of ${host}`);
  try {
    const probe = createServer();
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
    probe.close();
    return ok('port', `${host}:${port} is free`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return fail(
        'port',
        `${port} of ${host} is taken by another program`,
        'Stop it, or choose another port with --port or STREAMBED_PORT (0 for any free one).',
      );
    return fail(
      'port',
      `${host}:${port} cannot be opened (${code})`,
      'Choose another with --host and --port.',
    );
  }
};

const answerCheck = async (url: string): Promise<Check> => {
  const remedy = 'Look at what it logs, and start it again.';
  try {
    const response = await fetch(`${url}/health`, {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'error',
    });
    await response.body?.cancel();
    if (response.ok) return ok('server', `answers at ${url}`);
    return fail('server', `${url}/health answers with ${response.status}`, remedy);
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    const why = cause?.code ?? (error as Error).name;
    // A certificate of one's own is no illness; whether this process trusts it says nothing of the server.
    if (/CERT|SELF_SIGNED/.test(why))
      return ok('server', `answers at ${url}, with a certificate not known here`);
    return fail('server', `${url} does not answer (${why})`, remedy);
  }
};
