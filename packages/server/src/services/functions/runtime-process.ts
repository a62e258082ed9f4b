import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { findConfinement } from './confinement.ts';
import type { FunctionSettings } from './function-settings.ts';
import { nodeBootstrap, pythonBootstrap } from './runtime-files.ts';

/** A child process that runs a function's runtime. */
export interface RuntimeProcess {
  readonly pid: number;
  readonly output: readonly Readable[];
  /** Resolves when it has ended and closed its output: `exit status 1`, `signal: killed`; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Kills it with everything it started, at once. */
  kill(): void;
}

export interface ProcessEnd {
  /** In Lambda's words, to follow "Runtime exited with error: "; undefined for exit status 0. */
  readonly error?: string;
}

export interface RuntimeProcessOptions {
  readonly settings: FunctionSettings;
  readonly environment: Readonly<Record<string, string>>;
  /** The child's own folder for temporary files, its real path. */
  readonly temporaryFolder: string;
  /** Python interpreter, for Python functions. */
  readonly python?: string;
}

/** Starts the runtime of a function, in a process group of its own, with no input and only the given environment. */
export async function startRuntimeProcess(options: RuntimeProcessOptions): Promise<RuntimeProcess> {
  const [command, ...args] = [...(await guard(options.settings)), ...commandOf(options)];
  const child = spawn(command!, args, {
    cwd: options.settings.folder,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  return {
    pid: child.pid ?? 0,
    output: [child.stdout, child.stderr],
    ended: endOf(child),
    kill: () => killGroup(child),
  };
}

function commandOf({ settings, temporaryFolder, python }: RuntimeProcessOptions): readonly string[] {
  switch (settings.runtime) {
    case 'provided':
      return [`${settings.folder}/bootstrap`];
    case 'python':
      // -B: no byte code files in the author's folder. -u: what was printed is in the log also after a kill.
      return [python ?? 'python3', '-B', '-u', pythonBootstrap];
    default:
      return [process.execPath, ...nodeFlags(settings, temporaryFolder), nodeBootstrap];
  }
}

/**
 * threats.md section 3: the permission model denies files, processes, workers, addons and the inspector; SQLite is
 * outside of it and therefore off. The network stays open: calling services is what functions are for.
 */
function nodeFlags(settings: FunctionSettings, temporaryFolder: string): readonly string[] {
  const flags = [`--max-old-space-size=${settings.memory}`, '--disable-sigusr1'];
  if (settings.sandbox === 'off') return flags;
  return [
    ...flags,
    '--permission',
    '--allow-net',
    `--allow-fs-read=${settings.folder}`,
    `--allow-fs-read=${nodeBootstrap}`,
    `--allow-fs-read=${temporaryFolder}`,
    `--allow-fs-write=${temporaryFolder}`,
    '--no-experimental-sqlite',
    // Says on each start that --allow-net is experimental.
    '--disable-warning=ExperimentalWarning',
  ];
}

/** Address space that a runtime takes for itself before the author's code has a byte, in MB: measured, then rounded up. */
const OVERHEAD = { nodejs: 640, python: 256, provided: 640 } as const;

/**
 * What the function's command is started through, where the system has it: confinement.ts, a limit on data memory
 * (buffers are not in V8's own limit, and Python has none), and no core dumps.
 */
async function guard(settings: FunctionSettings): Promise<readonly string[]> {
  if (process.platform === 'win32') return [];
  const { wrapper, ownProcesses } = await findConfinement(settings.sandbox);
  const kilobytes = (settings.memory + OVERHEAD[settings.runtime]) * 1024;
  // Process 1 of a namespace ignores most signals, so there the shell stays and the function is its child.
  const run = ownProcesses ? '"$@"; exit $?' : 'exec "$@"';
  const script = `ulimit -c 0; ulimit -d "$1" 2>/dev/null; shift; ${run}`;
  return [...wrapper, '/bin/sh', '-c', script, 'sh', String(kilobytes)];
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let failure: ProcessEnd | undefined;
    child.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'unknown';
      failure = { error: `the runtime could not be started (${code})` };
      if (child.pid === undefined) resolve(failure);
    });
    child.on('exit', (code, signal) => {
      failure ??= wordsOf(code, signal);
      // What it started in its group must not outlive it, nor hold its output open.
      killGroup(child);
    });
    child.on('close', () => resolve(failure ?? {}));
  });
}

/** How a process ended. A shell in between reports signals as 128 and their number. */
function wordsOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  const name = signal ?? Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  if (name) return { error: `signal: ${name === 'SIGKILL' ? 'killed' : name.slice(3).toLowerCase()}` };
  return code === 0 ? {} : { error: `exit status ${code}` };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
