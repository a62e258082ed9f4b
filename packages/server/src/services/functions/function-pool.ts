import { type Clock, type Ids, throttled } from '@streambed/flow/ports';
import {
  type EnvironmentInvocation,
  type EnvironmentReport,
  type ExecutionEnvironment,
  openExecutionEnvironment,
} from './execution-environment.ts';
import type { FunctionState } from './function-folder.ts';
import type { FunctionLog } from './function-log.ts';

/** The execution environments of one function: started when needed, at most `concurrency` of them, kept warm. */
export interface FunctionPool {
  /**
   * Runs one event in an environment of that state of the function; those of an older state end as soon as they are
   * idle. Rejects with FlowError `throttling` when too many wait, StartFailure, FunctionProblem or the signal's reason.
   */
  invoke(
    state: FunctionState,
    invocation: EnvironmentInvocation,
    signal: AbortSignal,
  ): Promise<EnvironmentReport>;
  close(): Promise<void>;
}

export interface FunctionPoolOptions {
  readonly region: string;
  readonly log: FunctionLog;
  readonly temporaryRoot: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Longest start of an environment, ms. */
  readonly startTimeout: number;
  /** How long an idle environment is kept, ms. */
  readonly idleTimeout: number;
  /** Invocations that may wait for an environment. */
  readonly maximumWaiting: number;
}

export function createFunctionPool(options: FunctionPoolOptions): FunctionPool {
  const { clock } = options;
  const all = new Set<ExecutionEnvironment>();
  const settling = new Set<Promise<void>>();
  /** Everything that is under way: what close waits for. */
  const underWay = new Set<Promise<unknown>>();
  const idle: { readonly environment: ExecutionEnvironment; readonly forget: () => void }[] = [];
  /** Who waits for a turn; called when it is theirs. */
  const waiting: (() => void)[] = [];
  const stop = new AbortController();
  let running = 0;
  let fingerprint = '';

  const track = <T>(work: Promise<T>): Promise<T> => {
    const done = work.catch(() => {}).finally(() => underWay.delete(done));
    underWay.add(done);
    return work;
  };

  const drop = (environment: ExecutionEnvironment): void => {
    all.delete(environment);
    track(environment.close());
  };

  /** Takes the warmest idle environment; closes those that died or that the author's changes made old. */
  const takeIdle = (): ExecutionEnvironment | undefined => {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      entry.forget();
      if (entry.environment.alive && entry.environment.state.fingerprint === fingerprint)
        return entry.environment;
      drop(entry.environment);
    }
    return undefined;
  };

  const keepIdle = (environment: ExecutionEnvironment): void => {
    const forget = clock.after(options.idleTimeout, () => {
      const at = idle.findIndex((entry) => entry.environment === environment);
      if (at >= 0) idle.splice(at, 1);
      drop(environment);
    });
    idle.push({ environment, forget });
  };

  /** An idle environment, or one that is just about to be idle, or a new one. */
  const warmest = async (state: FunctionState, signal: AbortSignal): Promise<ExecutionEnvironment> => {
    for (;;) {
      const environment = takeIdle();
      if (environment) return environment;
      if (settling.size === 0) break;
      await Promise.race(settling);
    }
    const environment = await openExecutionEnvironment({ ...options, state }, signal);
    all.add(environment);
    return environment;
  };

  const release = (environment: ExecutionEnvironment): void => {
    const done = environment.settled().then((ready) => {
      settling.delete(done);
      if (ready && environment.state.fingerprint === fingerprint && !stop.signal.aborted)
        keepIdle(environment);
      else drop(environment);
      yieldTurn();
    });
    settling.add(track(done));
  };

  /** Resolves when one more may run. First come, first served. */
  const turn = async (concurrency: number, functionArn: string, signal: AbortSignal): Promise<void> => {
    if (running < concurrency) {
      running++;
      return;
    }
    if (waiting.length >= options.maximumWaiting)
      throw throttled(
        functionArn,
        `${running} invocations of the function are running and ${waiting.length} are waiting. Raise concurrency in its function.yaml, or send less at a time.`,
      );
    await new Promise<void>((resolve, reject) => {
      const proceed = (): void => {
        signal.removeEventListener('abort', abandon);
        resolve();
      };
      const abandon = (): void => {
        waiting.splice(waiting.indexOf(proceed), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abandon, { once: true });
      waiting.push(proceed);
    });
  };

  const yieldTurn = (): void => {
    const next = waiting.shift();
    // The turn is handed on as it is: nobody who comes now overtakes.
    if (next) next();
    else running--;
  };

  const invoke: FunctionPool['invoke'] = async (state, invocation, signal) => {
    const both = AbortSignal.any([signal, stop.signal]);
    both.throwIfAborted();
    fingerprint = state.fingerprint;
    await turn(state.settings.concurrency, invocation.functionArn, both);
    let environment: ExecutionEnvironment;
    try {
      environment = await warmest(state, both);
    } catch (error) {
      yieldTurn();
      throw error;
    }
    try {
      return await environment.invoke(invocation, both);
    } finally {
      // The answer does not wait for it, the next invocation does.
      release(environment);
    }
  };

  return {
    invoke: (state, invocation, signal) => track(invoke(state, invocation, signal)),

    async close() {
      stop.abort(new Error('The server is shutting down.'));
      for (const entry of idle.splice(0)) entry.forget();
      for (const environment of all) drop(environment);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
