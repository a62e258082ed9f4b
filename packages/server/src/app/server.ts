import { randomBytes } from 'node:crypto';
import type { Clock, Ids, Ports } from '@streambed/flow/ports';
import { createExecutions, type EndedExecution } from '../executions/index.ts';
import {
  AttemptLimit,
  authenticate,
  firstOf,
  loadRootCredentials,
  type RootCredentials,
  rootAccessKeys,
  rootArn,
  Sessions,
  type SignInCode,
} from '../identity/index.ts';
import { operations, pageTokenKey } from '../operations/index.ts';
import { openSqliteStore, type StoreEvent } from '../store/index.ts';
import type { Configuration } from './configuration.ts';
import type { Rooms } from './exchange.ts';
import { createLog, type Log } from './log.ts';
import { ownHost } from './own-host.ts';
import { openPorts } from './ports.ts';
import { randomIds } from './random-ids.ts';
import { serve } from './serve.ts';
import { createServerFacts } from './server-facts.ts';
import { sessionCookie } from './session-cookie.ts';
import { sessionOutput } from './session-output.ts';
import { studioFiles } from './studio-files.ts';
import { studioFolder } from './studio-folder.ts';
import { systemClock } from './system-clock.ts';

/** What tests and benchmarks put in place of the real thing. */
export interface Overrides {
  readonly ports?: Partial<Ports>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Where lines of the log go; by default standard error. */
  readonly writeLog?: (line: string) => void;
  /** Where the built studio lies. */
  readonly studioFolder?: string;
}

/** A server that serves. */
export interface RunningServer {
  /** `http://127.0.0.1:4600`: what clients on this machine use. */
  readonly url: string;
  readonly port: number;
  readonly credentials: RootCredentials;
  /** A code that signs root in to the studio, once, within ten minutes, in the region that is given. */
  createSignInCode(region: string): SignInCode;
  readonly log: Log;
  /** Resolves with the reason when the server cannot go on and should be closed; a restart mends it. */
  readonly broken: Promise<Error>;
  /**
   * Takes nothing new, lets running requests go on for `patience` ms (by default the configuration's), ends the rest
   * with a modelled exception, then closes the rooms. Calling again with 0 ends the wait.
   */
  close(patience?: number): Promise<void>;
}

/**
 * Composes all rooms and opens the port. Rejects with an error for people: ConfigurationError, StoreError (the data
 * folder is in use, unusable or too new), a port that cannot be bound; what was opened by then is closed again.
 */
export const startServer = async (
  configuration: Configuration,
  {
    ports: otherPorts,
    clock = systemClock,
    ids = randomIds,
    writeLog = toStandardError,
    studioFolder: studio = studioFolder,
  }: Overrides = {},
): Promise<RunningServer> => {
  const secrets: string[] = [...(configuration.file?.secrets ?? [])];
  const log = createLog({
    level: configuration.logLevel,
    write: writeLog,
    now: clock.now,
    secrets: () => secrets,
  });
  const { promise: broken, resolve: giveUp } = Promise.withResolvers<Error>();
  const closers: (() => Promise<void>)[] = [];
  const closeRooms = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };

  try {
    const report = (event: StoreEvent) => reportStoreEvent(event, log, giveUp);
    const store = await openSqliteStore({ folder: configuration.dataFolder, clock, report });
    closers.push(() => store.close());
    const credentials = await loadRootCredentials(configuration.dataFolder, configuration.environment);
    secrets.push(credentials.secretAccessKey.reveal());

    const opened = openPorts({ configuration, store, clock, ids, log, secrets });
    closers.push(() => opened.close());
    const ports = { ...opened.ports, ...otherPorts };
    const executions = createExecutions({
      store,
      ports,
      clock,
      nodeTimeout: configuration.nodeTimeout,
      flowTimeout: configuration.executionTimeout,
      maxTransitions: configuration.nodeRuns,
      loopContinuesWhen: configuration.loopCondition === 'continue',
      retention: configuration.retention,
      onEnd: (ended) => logExecution(ended, log),
      onFiguresLeftOut: (count) =>
        log.warn(`no figures were kept of ${count} runs: there was no time to write them`),
      onDefect: (error, { executionId, nodeName }) =>
        log.error('node failed through a fault of ours', { executionId, nodeName, error }),
    });

    await executions.recover();
    await opened.resume();
    closers.push(() => executions.close());

    const sessions = await Sessions.open({
      records: store.studioSessions,
      secret: credentials.secretAccessKey,
      now: clock.now,
      random: randomBytes,
      lifetime: configuration.sessionLifetime,
    });
    const isSecure =
      configuration.tls !== undefined || configuration.publicUrl?.startsWith('https:') === true;
    const cookie = sessionCookie(sessions.cookieSuffix, isSecure);
    let url = '';
    const keys = firstOf(rootAccessKeys(credentials), sessions.accessKeys);
    const rooms: Rooms = {
      store,
      executions,
      ports,
      clock,
      ids,
      operations,
      quotas: configuration.quotas,
      pageTokenKey: pageTokenKey(credentials.secretAccessKey.reveal()),
      authenticate: (head, body) => authenticate({ ...head, body }, keys, clock.now()),
      limits: configuration.limits,
      bodies: { held: 0, kept: 0, limit: configuration.limits.bodyBytesInFlight },
      log,
      slowRequest: configuration.slowRequest,
      sessions,
      cookie,
      attempts: new AttemptLimit(),
      studio: studioFiles(studio),
      isOwnHost: ownHost(configuration),
      knowledgeBaseWork: opened.knowledgeBaseWork,
      signIn: {
        ...(configuration.publicUrl !== undefined && { publicUrl: configuration.publicUrl }),
        async createSession(principal) {
          const signedIn = await sessions.create(principal);
          const { cookie: value, session } = signedIn;
          return {
            ...sessionOutput(signedIn, configuration.quotas),
            cookie: cookie.set(value, session.expiresAt - clock.now()),
          };
        },
        createCode: (principal) => sessions.createCode(principal),
      },
      server: createServerFacts({ configuration, url: () => url, ports, secrets: () => secrets, clock }),
    };
    const door = await serve(rooms, configuration).catch((error: NodeJS.ErrnoException) => {
      throw cannotListen(error, configuration);
    });
    closers.push(() => door.close(0));
    url = door.url;

    return {
      url: door.url,
      port: door.port,
      credentials,
      createSignInCode: (region) =>
        sessions.createCode({ accountId: credentials.accountId, region, arn: rootArn(credentials) }),
      log,
      broken,
      async close(patience = configuration.drainTimeout) {
        await door.close(patience);
        await closeRooms();
      },
    };
  } catch (error) {
    await closeRooms();
    throw error;
  }
};

/** One line per execution at level debug, with what its models used and what that cost by the price table. */
const logExecution = (ended: EndedExecution, log: Log): void => {
  if (!log.writes('debug')) return;
  log.debug('execution ended', {
    executionId: ended.executionId,
    flowAliasArn: ended.flowAliasArn,
    outcome: ended.status,
    durationMs: Math.round(ended.durationMs * 10) / 10,
    ...ended.usage,
  });
};

const toStandardError = (line: string): void => {
  process.stderr.write(line);
};

const reportStoreEvent = (event: StoreEvent, log: Log, giveUp: (reason: Error) => void): void => {
  if (event.kind === 'corruptRow') {
    log.error(`a stored row cannot be trusted and is left out: ${JSON.stringify(event.row)}`);
  } else if (event.kind === 'listenerFailed') {
    log.error('a cache could not be told of a change', { error: event.error });
  } else {
    log.error('the store takes no more writes; the server must be started again', { error: event.error });
    giveUp(event.error);
  }
};

const cannotListen = (error: NodeJS.ErrnoException, { host, port }: Configuration): Error => {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} of ${host} is taken by another program. Stop it, or choose another port with --port (0 for any free one).`,
    );
  }
  if (error.code === 'EACCES') {
    return new Error(`Port ${port} may not be opened by this user. Choose one from 1024 on with --port.`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Error(`This machine has no address ${host}. Choose another with --host.`);
  }
  return error;
};
