import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../target.ts';

/** A server in a child process, started the way a user starts it. */
export interface LocalServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataFolder: string;
  readonly credentials: Credentials;
  /** Everything that the process printed so far, standard output and standard error. */
  readonly output: () => string;
  /** Whether the process still runs. */
  readonly isAlive: () => boolean;
  /** Resident memory in bytes now and at its highest; undefined where the system does not tell. */
  memory(): { readonly now: number; readonly peak: number } | undefined;
  /** Stops the process with SIGTERM and starts another one on the same data folder and a new port. */
  restart(): Promise<void>;
  /** Stops the process and removes its data. Rejects when it ended by itself or its log tells of a defect. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  /** Further environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files in the folder where it is started, by their path: its configuration, functions, buckets. */
  readonly files?: Readonly<Record<string, string>>;
}

const bin = fileURLToPath(new URL('../../packages/cli/bin/streambed.mjs', import.meta.url));

/** Long enough for the slowest machine; a server that is well takes less than a second. */
const START_TIMEOUT = 60_000;

/** Starts a server on a free port with an empty data folder and credentials of its own. */
export const startLocalServer = async ({
  environment = {},
  files = {},
}: LocalServerOptions = {}): Promise<LocalServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-conformance-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const credentials = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: environment.STREAMBED_ROOT_SECRET_ACCESS_KEY ?? randomBytes(24).toString('base64url'),
  };
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TMPDIR: tmpdir(),
    STREAMBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
    STREAMBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    // Nobody listens there, so an Ollama on the developer's machine does not answer in place of the offline model.
    OLLAMA_HOST: '127.0.0.1:1',
    ...environment,
  };
  let printed = '';
  const launch = () =>
    launchProcess(join(folder, 'data'), folder, env, (text) => {
      printed += text;
    });
  let { child, url } = await launch().catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended by itself (${child.exitCode ?? child.signalCode}):\n${printed}`);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`The server ended with ${code}:\n${printed}`);
  };
  return {
    get url() {
      return url;
    },
    get port() {
      return Number(new URL(url).port);
    },
    get pid() {
      return child.pid!;
    },
    dataFolder: join(folder, 'data'),
    credentials,
    output: () => printed,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    memory: () => memoryOf(child.pid!),
    async restart() {
      await stop();
      ({ child, url } = await launch());
    },
    async close() {
      try {
        await stop();
        assertNoDefects(printed);
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
};

const launchProcess = async (
  dataFolder: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  print: (text: string) => void,
): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [bin, 'start', '--port', '0', '--data', dataFolder], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  const read = (chunk: Buffer) => {
    const text = chunk.toString();
    output += text;
    print(text);
    const url = /^Streambed listening on (\S+)$/m.exec(output)?.[1];
    if (url !== undefined) resolve(url);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`The server did not start (exit ${code}):\n${output}`)));
  const timer = setTimeout(
    () => reject(new Error(`The server did not start in time:\n${output}`)),
    START_TIMEOUT,
  );
  try {
    return { child, url: await promise };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

/** A request that failed through a fault of ours is logged at level error, whatever its client was told. */
const assertNoDefects = (output: string): void => {
  const defects = output.split('\n').filter((line) => /"level":"error"/.test(line));
  if (defects.length > 0) throw new Error(`The server's log tells of defects:\n${defects.join('\n')}`);
};

/** From the kernel's own books (Linux). */
const memoryOf = (pid: number): { now: number; peak: number } | undefined => {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
};
