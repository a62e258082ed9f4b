import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, to be killed, stopped and started again as a test likes. */
export interface ServerProcess {
  /** Where it serves. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** All that it printed so far: standard output and standard error. */
  output(): string;
  readonly isAlive: boolean;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL; resolves when the process is gone. Does nothing to a process that is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code, or the name of the signal that ended it. */
  stop(): Promise<number | string>;
  /** Resolves when the process is gone, with its exit code or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface ServerOptions {
  readonly dataFolder: string;
  /** Further environment variables; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Further flags of `streambed start`. */
  readonly flags?: readonly string[];
  /** Options of Node itself, such as `--import`. */
  readonly nodeOptions?: readonly string[];
  /** A program that starts the server, such as strace with its options. */
  readonly wrapper?: readonly string[];
  /** The program in place of `streambed start`. */
  readonly program?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The root credentials of every server here; new in each test process. */
export const credentials: Credentials = {
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(24).toString('base64url'),
};

export const region = 'us-east-1';

const bin = fileURLToPath(new URL('../../packages/cli/bin/streambed.mjs', import.meta.url));

/** Shared by all of them, so that they start as fast as at home; beside what else the installation caches. */
export const compileCache =
  process.env.NODE_COMPILE_CACHE ??
  fileURLToPath(new URL('../../node_modules/.cache/streambed-compile', import.meta.url));

/** Long enough for the slowest machine; a server that is well takes less than a second. */
const START_TIMEOUT = 60_000;

/** Starts a process without waiting for it to serve. */
export const spawnServer = (options: ServerOptions): ChildProcess => {
  const { dataFolder, environment, flags = [], nodeOptions = [], wrapper = [], program } = options;
  const command = [
    ...wrapper,
    process.execPath,
    ...nodeOptions,
    ...(program === undefined ? [bin, 'start', '--port', '0', '--data', dataFolder] : [program]),
    ...flags,
  ];
  return spawn(command[0]!, command.slice(1), {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: dataFolder,
      TMPDIR: tmpdir(),
      STREAMBED_PORT: '0',
      STREAMBED_DATA: dataFolder,
      STREAMBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      STREAMBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      // Nobody listens there, so that an Ollama of the developer's machine has no part in a test.
      OLLAMA_HOST: '127.0.0.1:1',
      NODE_COMPILE_CACHE: compileCache,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

/** Starts a server and resolves when it serves; rejects with all that it printed when it ends before that. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const watched = watch(spawnServer(options));
  await watched.serves();
  return watched;
};

/** A server process, and what it does. */
export interface WatchedProcess extends ServerProcess {
  /** Resolves when it serves; rejects when it ends before. */
  serves(): Promise<void>;
}

export const watch = (child: ChildProcess): WatchedProcess => {
  let printed = '';
  let url: string | undefined;
  const listening = Promise.withResolvers<void>();
  listening.promise.catch(() => {});
  const read = (chunk: Buffer): void => {
    printed += chunk.toString();
    url ??= /^Streambed listening on (\S+)$/m.exec(printed)?.[1];
    if (url !== undefined) listening.resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  // 'close' comes after the last of what it printed was read.
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  ended.then((end) => listening.reject(new Error(`The server ended (${end}) before it served:\n${printed}`)));
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    get url() {
      if (url === undefined) throw new Error('The server does not serve yet.');
      return url;
    },
    get port() {
      return Number(new URL(this.url).port);
    },
    pid: child.pid!,
    output: () => printed,
    get isAlive() {
      return isAlive();
    },
    signal: (name) => {
      child.kill(name);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
    async serves() {
      const timer = setTimeout(
        () => listening.reject(new Error(`The server did not serve in time:\n${printed}`)),
        START_TIMEOUT,
      );
      try {
        await listening.promise;
      } catch (error) {
        child.kill('SIGKILL');
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  };
};
