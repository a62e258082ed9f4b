import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Ids } from '@streambed/flow/ports';
import type { FunctionError } from './function-error.ts';
import type { FunctionState } from './function-folder.ts';
import type { FunctionLog } from './function-log.ts';
import { followOutput } from './function-output.ts';
import { FunctionProblem } from './function-settings.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import { linkLeadingOut } from './outside-links.ts';
import { findPython } from './python.ts';
import { openRuntimeApi, type RuntimeOutcome } from './runtime-api.ts';
import { comesFromGroup, hasToken } from './runtime-peer.ts';
import { startRuntimeProcess } from './runtime-process.ts';

/**
 * What Lambda calls an execution environment: one child process of one function with its Runtime API and its folder
 * for temporary files. It handles one event at a time and stays warm between them.
 */
export interface ExecutionEnvironment {
  readonly state: FunctionState;
  /** False once the process has ended or is being killed. */
  readonly alive: boolean;
  /** Rejects only when `signal` is aborted, with its reason; the process is then killed. */
  invoke(invocation: EnvironmentInvocation, signal: AbortSignal): Promise<EnvironmentReport>;
  /**
   * Resolves when the process waits for its next event: true, or false when it ended or took too long. Until then a
   * process that has answered may be about to end, as after an uncaught exception.
   */
  settled(): Promise<boolean>;
  /** Kills the process and removes its folder. */
  close(): Promise<void>;
}

export interface EnvironmentInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: Uint8Array;
}

export interface EnvironmentReport {
  readonly outcome: RuntimeOutcome;
  /** The end of the log of this invocation, Lambda's START, END and REPORT lines included. */
  readonly logTail: string;
}

export interface EnvironmentOptions {
  readonly state: FunctionState;
  readonly region: string;
  readonly log: FunctionLog;
  /** Holds the temporary folders of all children; exists. */
  readonly temporaryRoot: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Longest start, ms: until the runtime asks for its first event. */
  readonly startTimeout: number;
}

/** The start of an execution environment failed; `error` as the runtime reported it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly error: FunctionError;
  readonly logTail: string;
  constructor(error: FunctionError, logTail: string) {
    super(error.errorMessage);
    this.error = error;
    this.logTail = logTail;
  }
}

/** How long to wait, ms, for output that was printed before the answer: our bootstraps say when it is all there. */
const OUTPUT_PATIENCE = { nodejs: 2_000, python: 2_000, provided: 20 } as const;
/** How long a process may go on after its answer before it asks for the next event. */
const SETTLE_PATIENCE = 10_000;
/** How long a killed process may take to go. */
const KILL_PATIENCE = 5_000;

/** Starts an environment. Rejects with StartFailure, FunctionProblem (no Python), or the signal's reason. */
export async function openExecutionEnvironment(
  options: EnvironmentOptions,
  signal: AbortSignal,
): Promise<ExecutionEnvironment> {
  const { state, clock, ids, log } = options;
  const { settings } = state;
  const confined = settings.runtime === 'nodejs' && settings.sandbox === 'on';
  const link = confined ? await linkLeadingOut(settings.folder) : undefined;
  if (link !== undefined)
    throw new FunctionProblem(
      `${link} is a link that leads out of its folder, and its sandbox does not. Copy what it points to, or say sandbox: off in function.yaml.`,
    );
  const python =
    settings.runtime === 'python' ? await findPython([settings.folder, dirname(settings.folder)]) : undefined;
  const temporaryFolder = await realpath(await mkdtemp(join(options.temporaryRoot, `${settings.name}-`)));
  const token = ids.uuid();
  let pid = -1;
  const api = await openRuntimeApi(async (request) =>
    settings.runtime === 'provided' ? comesFromGroup(request, pid) : hasToken(request, token),
  );
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const child = await startRuntimeProcess({
    settings,
    temporaryFolder,
    ...(python && { python }),
    environment: lambdaEnvironment({
      settings,
      region: options.region,
      runtimeApi: api.address,
      token,
      temporaryFolder,
      logStreamName: `${day}/[$LATEST]${ids.uuid().replaceAll('-', '')}`,
    }),
  });
  pid = child.pid;

  let alive = true;
  const ended = child.ended.then((end) => {
    alive = false;
    return end;
  });
  const kill = (): void => {
    alive = false;
    child.kill();
  };
  const output = followOutput(child.output, settings.secrets, (text) => log.write(text));
  let tailSoFar = '';
  /** For our own lines, which need no cleaning; they join the tail after the output printed so far. */
  const note = (line: string): void => {
    tailSoFar += `${output.takeTail()}${line}\n`;
    log.write(`${line}\n`);
  };
  const takeTail = (): string => {
    const tail = (tailSoFar + output.takeTail()).slice(-4096).toWellFormed();
    tailSoFar = '';
    return tail;
  };

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= (async () => {
      kill();
      await within(clock, KILL_PATIENCE, ended);
      await api.close();
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
      await log.flushed();
    })();
    return closed;
  };

  try {
    const started = (await within(
      clock,
      options.startTimeout,
      Promise.race([
        api.started.then((error) => error ?? 'ready'),
        ended.then(({ error }) => exited(undefined, error)),
        aborted(signal),
      ]),
    )) ?? {
      errorType: 'Sandbox.Timedout',
      errorMessage: `The runtime did not ask for an event within ${options.startTimeout / 1000} seconds of its start`,
    };
    if (started !== 'ready') {
      kill();
      await within(clock, KILL_PATIENCE, ended);
      throw new StartFailure(started, takeTail());
    }
  } catch (error) {
    await close();
    throw error;
  }

  return {
    state,
    get alive() {
      return alive;
    },
    close,
    settled: async () =>
      (await within(
        clock,
        SETTLE_PATIENCE,
        Promise.race([api.asked().then(() => alive), ended.then(() => false)]),
      )) ?? false,

    async invoke({ requestId, functionArn, payload }, invokeSignal) {
      const begun = clock.monotonic();
      const deadline = clock.now() + settings.timeout * 1000;
      note(`START RequestId: ${requestId} Version: $LATEST`);
      const answered = await within(
        clock,
        settings.timeout * 1000,
        Promise.race([
          api.invoke({ requestId, functionArn, payload, deadline, traceId: traceId(clock.now(), ids) }),
          ended.then(({ error }) => ({ error: exited(requestId, error) })),
          aborted(invokeSignal),
        ]),
      ).catch((reason: unknown) => {
        kill();
        throw reason;
      });
      const duration = clock.monotonic() - begun;
      const timeOut = timedOut(requestId, settings.timeout, clock.now());
      const outcome = answered ?? { error: timeOut };
      if (!answered) kill();
      if (alive) await within(clock, OUTPUT_PATIENCE[settings.runtime], output.complete(requestId));
      else await within(clock, KILL_PATIENCE, ended);
      note(`END RequestId: ${requestId}`);
      note(reportLine(requestId, duration, settings.memory));
      if (!answered) note(timeOut.errorMessage);
      return { outcome, logTail: takeTail() };
    },
  };
}

/** A process that ended before it answered, as Lambda words it. */
const exited = (requestId: string | undefined, error: string | undefined): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `${requestId ? `RequestId: ${requestId} Error: ` : ''}Runtime exited ${
    error ? `with error: ${error}` : 'without providing a reason'
  }`,
});

const timedOut = (requestId: string, timeout: number, now: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `${new Date(now).toISOString()} ${requestId} Task timed out after ${timeout.toFixed(2)} seconds`,
});

const reportLine = (requestId: string, duration: number, memory: number): string =>
  `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms\tMemory Size: ${memory} MB`;

/** The form of X-Ray's trace header; nothing is sampled here. */
const traceId = (now: number, ids: Ids): string => {
  const digits = `${ids.uuid()}${ids.uuid()}`.replaceAll('-', '');
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(24, 40)};Sampled=0`;
};

/** The promise, or undefined when it has not settled after `delay` ms. */
async function within<T>(clock: Clock, delay: number, promise: Promise<T>): Promise<T | undefined> {
  let cancel = (): void => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(delay, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}

/** Rejects with the signal's reason once it is aborted. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
