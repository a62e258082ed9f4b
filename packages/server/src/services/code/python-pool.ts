import { childProgram, pyodideFolder } from './child-files.ts';
import type { CodeSettings } from './configuration.ts';
import { type Confinement, findConfinement } from './confinement.ts';
import { createFairQueue } from './fair-queue.ts';
import type { MemorySnapshot } from './memory-snapshot.ts';
import {
  makeSnapshot,
  type PythonProcess,
  type RunOutcome,
  type StartOptions,
  startPython,
} from './python-process.ts';
import { runSelfTest } from './self-test.ts';

/** Where the pool stands; for health pages, `streambed doctor` and tests. */
export interface PoolStatus {
  readonly confinement: Confinement | undefined;
  readonly pythonVersion: string | undefined;
  readonly ready: number;
  readonly starting: number;
  readonly running: number;
  readonly waiting: number;
  /** Process ids of the children, wrappers included. */
  readonly pids: readonly number[];
}

/** A pool of children that each serve one run. */
export interface PythonPool {
  readonly status: PoolStatus;
  /** Makes the snapshot, runs the self-test and gets the spares ready. Rejects with PoolUnavailable. */
  warm(): Promise<void>;
  /** Waits for a child and runs. Rejects with PoolUnavailable, PoolFull, or the signal's reason. */
  run(account: string, requestText: string, signal: AbortSignal): Promise<RunOutcome>;
  /** Kills every child, rejects what waits, removes the snapshot. */
  close(): Promise<void>;
}

/** No sandbox is to be had; the message says why. */
export class PoolUnavailable extends Error {
  override readonly name = 'PoolUnavailable';
}

/** Too many runs of the account wait already. */
export class PoolFull extends Error {
  override readonly name = 'PoolFull';
}

export interface PoolOptions {
  readonly settings: CodeSettings;
  readonly after: StartOptions['after'];
  readonly withoutFlags?: readonly string[];
  /** Called once per warm-up, with what was found. */
  readonly onConfinement: (confinement: Confinement) => void;
  /** Called when the self-test has passed. */
  readonly onReady: (pythonVersion: string) => void;
}

/** A run whose child died before the code started goes to another child, this often at most. */
const ATTEMPTS = 3;

interface Waiting {
  readonly start: (child: PythonProcess) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A pool; starts nothing until `warm` or the first run. One child serves one run and is killed after it, so nothing
 * can be left behind; what makes that affordable is the memory snapshot. After `idleTime` without a run the spares
 * are given up.
 */
export const createPythonPool = ({
  settings,
  after,
  withoutFlags,
  onConfinement,
  onReady,
}: PoolOptions): PythonPool => {
  const queue = createFairQueue<Waiting>();
  const ready: PythonProcess[] = [];
  const alive = new Set<PythonProcess>();
  const runsOf = new Map<string, number>();
  let starting = 0;
  let running = 0;
  let closed = false;
  let confinement: Confinement | undefined;
  let pythonVersion: string | undefined;
  let base: Promise<{ options: StartOptions; snapshot: MemorySnapshot }> | undefined;
  let kept: MemorySnapshot | undefined;
  let idle = true;
  let cancelIdle = (): void => undefined;

  const unavailable = (error: unknown): PoolUnavailable =>
    error instanceof PoolUnavailable
      ? error
      : new PoolUnavailable(error instanceof Error ? error.message : String(error), { cause: error });

  const prepare = async (): Promise<{ options: StartOptions; snapshot: MemorySnapshot }> => {
    const pyodide = pyodideFolder();
    confinement = findConfinement(settings, [childProgram(), `${pyodide}pyodide.asm.wasm`, process.execPath]);
    onConfinement(confinement);
    const options: StartOptions = {
      settings,
      confinement,
      pyodide,
      after,
      ...(withoutFlags ? { withoutFlags } : {}),
    };
    const snapshot = await makeSnapshot(options);
    kept = snapshot;
    const child = await startPython(options, snapshot);
    pythonVersion = child.pythonVersion;
    const open = await runSelfTest(child);
    if (open)
      throw new PoolUnavailable(
        `the self-test of the Python sandbox found ways out that are open: ${open}. InlineCode stays off until the server is restarted on a system where it passes.`,
      );
    onReady(child.pythonVersion);
    return { options, snapshot };
  };

  /** Prepared once; a failed start may be tried again by the next run, a failed self-test may not. */
  const prepared = (): Promise<{ options: StartOptions; snapshot: MemorySnapshot }> => {
    base ??= prepare().catch((error: unknown) => {
      if (!(error instanceof PoolUnavailable)) base = undefined;
      dropSnapshot();
      throw unavailable(error);
    });
    return base;
  };
  const dropSnapshot = (): void => {
    kept?.close();
    kept = undefined;
  };

  const startOne = async (): Promise<void> => {
    starting += 1;
    try {
      const { options, snapshot } = await prepared();
      if (closed) throw new PoolUnavailable('the server is shutting down');
      const child = await startPython(options, snapshot);
      alive.add(child);
      void child.ended.then(() => {
        alive.delete(child);
        const at = ready.indexOf(child);
        if (at >= 0) ready.splice(at, 1);
      });
      if (closed || (idle && queue.size === 0)) child.kill();
      else ready.push(child);
      starting -= 1;
    } catch (error) {
      starting -= 1;
      // One child that does not start costs one waiting run; the next one tries again.
      queue.next(() => true)?.item.reject(unavailable(error));
      if (queue.size === 0) return;
    }
    pump();
  };

  const mayRun = (account: string): boolean => (runsOf.get(account) ?? 0) < settings.runsPerAccount;

  const pump = (): void => {
    if (closed) return;
    while (running < settings.processes && ready.length > 0) {
      const next = queue.next(mayRun);
      if (!next) break;
      const child = ready.shift() as PythonProcess;
      running += 1;
      runsOf.set(next.account, (runsOf.get(next.account) ?? 0) + 1);
      next.item.start(child);
    }
    const wanted = Math.min(queue.size, settings.processes - running) + (idle ? 0 : settings.spares);
    while (ready.length + starting < wanted) void startOne();
  };

  const finished = (account: string): void => {
    running -= 1;
    const runs = (runsOf.get(account) ?? 1) - 1;
    if (runs > 0) runsOf.set(account, runs);
    else runsOf.delete(account);
    wake();
    pump();
  };

  /** Notes that the pool is in use; the spares go when that was `idleTime` ago. */
  const wake = (): void => {
    idle = false;
    cancelIdle();
    if (closed) return;
    cancelIdle = after(settings.idleTime, () => {
      if (running > 0 || queue.size > 0) return wake();
      idle = true;
      for (const child of ready.splice(0)) child.kill();
    });
  };

  const runOnce = async (account: string, requestText: string, signal: AbortSignal): Promise<RunOutcome> => {
    signal.throwIfAborted();
    if (closed) throw new PoolUnavailable('the server is shutting down');
    if (queue.waiting(account) >= settings.waitingPerAccount)
      throw new PoolFull(`${settings.waitingPerAccount} runs of this account wait already`);
    const { promise, resolve, reject } = Promise.withResolvers<PythonProcess>();
    const waiting: Waiting = { start: resolve, reject };
    const leave = (): void => {
      if (queue.remove(account, waiting)) reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    queue.add(account, waiting);
    wake();
    pump();
    const child = await promise.finally(() => signal.removeEventListener('abort', leave));
    const stop = (): void => child.kill();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const outcome = await child.run(requestText);
      signal.throwIfAborted();
      return outcome;
    } finally {
      signal.removeEventListener('abort', stop);
      // The answer need not wait for the child's end, but its place is free only then.
      void child.ended.then(() => finished(account));
    }
  };

  return {
    get status() {
      const pids = [...alive].map((child) => child.pid);
      const counts = { ready: ready.length, starting, running, waiting: queue.size };
      return { confinement, pythonVersion, ...counts, pids };
    },

    async warm() {
      await prepared();
      wake();
      pump();
    },

    async run(account, requestText, signal) {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await runOnce(account, requestText, signal);
        if (outcome.kind !== 'unstarted') return outcome;
        if (attempt === ATTEMPTS) throw new PoolUnavailable(`Python's process ended (${outcome.detail})`);
      }
    },

    async close() {
      closed = true;
      cancelIdle();
      for (let next = queue.next(() => true); next; next = queue.next(() => true))
        next.item.reject(new PoolUnavailable('the server is shutting down'));
      const children = [...alive];
      for (const child of children) child.kill();
      await Promise.all(children.map((child) => child.ended));
      await base?.catch(() => undefined);
      for (const child of alive) child.kill();
      await Promise.all([...alive].map((child) => child.ended));
      dropSnapshot();
    },
  };
};
