import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FunctionSettings } from './function-settings.ts';

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

/** Where the bootstraps lie: LAMBDA_RUNTIME_DIR. */
export const runtimeFolder = fileURLToPath(new URL('.', import.meta.url));

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
      return [python ?? 'python3', '-B', '-u', `${runtimeFolder}bootstrap.py`];
    default:
      return [
        process.execPath,
        ...nodeFlags(settings, temporaryFolder),
        `${runtimeFolder}bootstrap-node.mjs`,
      ];
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
    `--allow-fs-read=${runtimeFolder}bootstrap-node.mjs`,
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
 * What the function's command is started through, where the system has it: a limit on data memory (buffers are not in
 * V8's own limit, and Python has none), no core dumps, and on Linux a signal that ends the child with its server, also
 * when the server is killed. Each of them replaces itself by what follows, so the process stays one.
 */
async function guard(settings: FunctionSettings): Promise<readonly string[]> {
  if (process.platform === 'win32') return [];
  const kilobytes = (settings.memory + OVERHEAD[settings.runtime]) * 1024;
  const limits = 'ulimit -c 0; ulimit -d "$1" 2>/dev/null; shift; exec "$@"';
  return ['/bin/sh', '-c', limits, 'sh', String(kilobytes), ...(await endWithServer())];
}

let endWithServerCommand: Promise<readonly string[]> | undefined;

/** util-linux has it, BusyBox and macOS do not; there a child of a killed server ends when it next asks for work. */
function endWithServer(): Promise<readonly string[]> {
  const command = ['/usr/bin/setpriv', '--pdeathsig', 'KILL'];
  endWithServerCommand ??= new Promise((resolve) => {
    execFile(command[0]!, [...command.slice(1), 'true'], (error) => resolve(error ? [] : command));
  });
  return endWithServerCommand;
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
      failure ??= signal
        ? { error: `signal: ${signal === 'SIGKILL' ? 'killed' : signal.slice(3).toLowerCase()}` }
        : code === 0
          ? {}
          : { error: `exit status ${code}` };
      // What it started in its group must not outlive it, nor hold its output open.
      killGroup(child);
    });
    child.on('close', () => resolve(failure ?? {}));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
