import type { Log } from './log.ts';
import type { RunningServer } from './server.ts';

/** Exit code of a process that a signal ended, as shells count it. */
const exitCodes = { SIGTERM: 128 + 15, SIGINT: 128 + 2 } as const;
type StopSignal = keyof typeof exitCodes;

/** The first signal to stop, whenever it comes; from the second on the process exits at once. */
export const awaitStopSignal = (): Promise<StopSignal> =>
  new Promise((resolve) => {
    let stopping = false;
    const onSignal = (signal: StopSignal) => {
      if (stopping) process.exit(exitCodes[signal]);
      stopping = true;
      resolve(signal);
    };
    for (const signal of Object.keys(exitCodes) as StopSignal[]) process.on(signal, onSignal);
  });

/**
 * Lets the server run until a signal or a failure that it cannot mend, drains it and resolves with the exit code:
 * 0 after a signal, 1 after a failure.
 */
export const runUntilStopped = async (
  server: RunningServer,
  stopSignal: Promise<StopSignal>,
): Promise<number> => {
  const { log } = server;
  const failure = surviveDefects(log);
  const reason = await Promise.race([stopSignal, server.broken, failure]);
  if (typeof reason === 'string') log.info('stopping; running requests may end first', { signal: reason });
  else log.error('stopping, since the server cannot go on', { error: reason });
  await server.close(typeof reason === 'string' ? undefined : FAILURE_PATIENCE);
  log.info('stopped');
  return typeof reason === 'string' ? 0 : 1;
};

/** A broken process should not linger: what runs gets this long to end, ms. */
const FAILURE_PATIENCE = 2_000;

/**
 * A promise that nobody waited for concerns one request: it is logged, and the others are served on. An exception that
 * nobody caught may have left anything half done: it is logged, and the returned promise resolves, so that the process
 * ends in order and its supervisor starts a clean one.
 */
const surviveDefects = (log: Log): Promise<Error> =>
  new Promise((resolve) => {
    process.on('unhandledRejection', (error) => log.error('a promise was rejected unnoticed', { error }));
    process.on('uncaughtException', (error) => {
      log.error('an exception was thrown unnoticed', { error });
      resolve(error);
    });
  });
