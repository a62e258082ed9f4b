import { availableParallelism } from 'node:os';
import {
  authorFault,
  type Clock,
  type CodePort,
  type CodeRequest,
  dependencyFailed,
  FlowError,
  type Ids,
  throttled,
} from '@streambed/flow/ports';
import { type CodeConfiguration, type CodeSettings, codeSettings } from './configuration.ts';
import type { Confinement } from './confinement.ts';
import { describeOutcome } from './outcome.ts';
import { createPythonPool, PoolFull, type PoolStatus, PoolUnavailable } from './python-pool.ts';

/** Where the pool says aloud what operators have to know. */
export interface CodeLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface CodePortParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: CodeLog;
}

export interface ManagedCodePort extends CodePort {
  /**
   * Gets the pool ready before the first run: memory snapshot, self-test, spares. Rejects with FlowError
   * `dependencyFailed` when there is no sandbox; also what `streambed doctor` calls.
   */
  warm(): Promise<void>;
  readonly status: PoolStatus;
  /** Kills the children and removes temporary files. Runs that wait or are in progress reject. */
  close(): Promise<void>;
}

const RESOURCE = 'InlineCode';

const LEVELS: { readonly [Level in Confinement['level']]: string } = {
  namespaces: 'namespaces of their own (user, pid, network, mount)',
  user: 'another user',
  process: 'the locked Node process alone',
};

/** What an operator should know about the confinement that was found; `warn` when it is not the strongest. */
const announce = (confinement: Confinement, log: CodeLog): void => {
  const { level, otherUser } = confinement;
  log.info(
    `InlineCode children are confined by ${LEVELS[level]}${level === 'namespaces' && otherUser ? ' and another user' : ''}.`,
  );
  if (level === 'namespaces') return;
  log.warn(
    `InlineCode runs without namespaces (confinement level: ${level}). To get them, allow unprivileged user namespaces and install util-linux's unshare.`,
  );
  if (
    level === 'process' &&
    ![...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').includes('--disable-sigusr1')
  )
    log.warn('Start the server with node --disable-sigusr1, so that no signal can open its debugger.');
};

/** The request as the child reads it; `inputs` are own members whatever they are called. */
const requestText = ({ code, inputs }: CodeRequest): string => JSON.stringify({ code, inputs });

/**
 * InlineCode on Pyodide in locked child processes. Nothing runs until `warm` or the first `run`. Throws RangeError for
 * a configuration that makes no sense.
 */
export const createCodePort = (
  configuration: CodeConfiguration,
  { clock, ids, log }: CodePortParts,
): ManagedCodePort => {
  const settings: CodeSettings = codeSettings(configuration, availableParallelism());
  const pool = createPythonPool({
    settings,
    after: (delay, action) => clock.after(delay, action),
    onConfinement: (confinement) => announce(confinement, log),
    onReady: (version) => log.info(`InlineCode runs Python ${version}; its sandbox passed the self-test.`),
  });
  let complained = false;

  const fault = (error: unknown): unknown => {
    if (error instanceof PoolFull)
      return throttled(RESOURCE, `Too many InlineCode runs are waiting (${error.message}); try again later.`);
    if (!(error instanceof PoolUnavailable)) return error;
    if (!complained) log.warn(`InlineCode is off: ${error.message}`);
    complained = true;
    return dependencyFailed(RESOURCE, `InlineCode cannot run: ${error.message}`, { cause: error });
  };
  const requireEnabled = (): void => {
    if (!settings.enabled)
      throw dependencyFailed(RESOURCE, 'InlineCode is switched off in the configuration of this server.');
  };

  return {
    get status() {
      return pool.status;
    },

    async warm() {
      requireEnabled();
      await pool.warm().catch((error: unknown) => {
        throw fault(error);
      });
    },

    async run(request, call) {
      requireEnabled();
      if (request.language !== 'Python_3')
        throw authorFault(`InlineCode knows the language Python_3, not ${String(request.language)}.`);
      const outcome = await pool
        .run(call.accountId, requestText(request), call.signal)
        .catch((error: unknown) => {
          throw fault(error);
        });
      const described = describeOutcome(outcome, settings);
      if (described instanceof FlowError) throw described;
      return { ...described, requestId: ids.uuid() };
    },

    close: () => pool.close(),
  };
};
