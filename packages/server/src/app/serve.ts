import { ServiceException } from '../protocol/index.ts';
import { stop } from './answer.ts';
import type { Configuration } from './configuration.ts';
import type { DoorState, Rooms } from './exchange.ts';
import { listen } from './listener.ts';
import { createPipeline } from './pipeline.ts';

/** A front door that is open. */
export interface Door {
  readonly port: number;
  readonly url: string;
  /** Requests that are being answered. */
  readonly running: number;
  /** Open connections. */
  readonly connections: number;
  /**
   * Takes no new connection, lets running requests go on for `patience` ms, then ends each with a modelled exception
   * and cuts what is left. Resolves when the port is free. Calling again with less patience shortens the wait.
   */
  close(patience: number): Promise<void>;
}

/** After the end was told: how long clients may take to read it, ms. */
const LAST_WORDS = 1_000;

/** Opens the port and gives every request to the pipeline. */
export const serve = async (
  rooms: Rooms,
  { host, port, tls, limits }: Pick<Configuration, 'host' | 'port' | 'tls' | 'limits'>,
): Promise<Door> => {
  const door: DoorState = { running: new Set(), draining: false };
  const { running } = door;
  const onRequest = createPipeline(rooms, door);
  const onAcceptError = (error: Error) => rooms.log.warn('a connection could not be accepted', { error });
  const listener = await listen({ host, port, ...(tls && { tls }), limits, onRequest, onAcceptError });
  // What a session started does not outlive it: its streams end with it, as its next request would.
  rooms.sessions.onEnd((sessionId) => {
    for (const exchange of running)
      if (exchange.callerIfKnown?.sessionId === sessionId) stop(exchange, sessionEnded());
  });
  let hurry = () => {};
  let closed: Promise<void> | undefined;

  const close = async (patience: number): Promise<void> => {
    door.draining = true;
    listener.drain();
    if (!(await emptyWithin(running, patience, (skip) => (hurry = skip)))) {
      const reason = shuttingDown();
      rooms.log.warn('ending requests that are still running', { running: running.size });
      for (const exchange of running) stop(exchange, reason);
      await emptyWithin(running, LAST_WORDS);
    }
    await listener.close();
  };

  return {
    port: listener.port,
    url: listener.url,
    get running() {
      return running.size;
    },
    get connections() {
      return listener.connections;
    },
    close(patience) {
      if (closed === undefined) closed = close(patience);
      else if (patience === 0) hurry();
      return closed;
    },
  };
};

/** True when the set became empty in time. `offerSkip` is given a function that ends the wait. */
const emptyWithin = async (
  running: ReadonlySet<unknown>,
  time: number,
  offerSkip: (skip: () => void) => void = () => {},
): Promise<boolean> => {
  const deadline = performance.now() + time;
  let skipped = false;
  offerSkip(() => {
    skipped = true;
  });
  // Looked at, not notified: a shutdown may take 20 ms longer, and requests pay nothing for it.
  while (running.size > 0 && performance.now() < deadline && !skipped) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return running.size === 0;
};

/** In a word that streams of flows and runs have; the next request hears that the token is none any more. */
const sessionEnded = () =>
  new ServiceException('AccessDeniedException', 'The session that this request belongs to was ended.');

const shuttingDown = () =>
  new ServiceException(
    'InternalServerException',
    'Streambed is shutting down and has ended this request. Nothing of it goes on; send it again.',
  );
