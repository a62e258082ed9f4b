import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder with nothing but an installed package in it. */
export interface Installed {
  readonly folder: string;
  /** The command that npm linked. */
  readonly command: string;
  /** What it runs with: nothing of the machine's but the paths, this Node first. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

/** Installs a tarball into an empty folder, its libraries from the package index. Rejects with npm's complaint. */
export const install = async (tarball: string): Promise<Installed> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'streambed-installed-')));
  // As in a home folder: other users may read what is installed. InlineCode's children run as one when we are root.
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball], {
      cwd: folder,
      env: { ...process.env, PATH: path },
      shell: process.platform === 'win32',
    });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder,
    command: join(folder, 'node_modules/.bin/streambed'),
    // Nobody listens at Ollama's address, so that the offline model answers.
    environment: { PATH: path, HOME: folder, TMPDIR: tmpdir(), OLLAMA_HOST: '127.0.0.1:1' },
    remove,
  };
};

/** A file below the folder, with the folders on its way. */
export const writeBelow = (folder: string, path: string, content: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};

export interface Started {
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What was printed so far, on standard output and standard error. */
  readonly output: () => string;
  /** Sends SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Runs `streambed start` with nothing configured, on a free port, and reads from its lines how to reach it. */
export const start = async ({ folder, command, environment }: Installed): Promise<Started> => {
  const child: ChildProcess = spawn(command, ['start', '--port', '0'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    printed += chunk.toString();
    if (/^Streambed listening on /m.test(printed)) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`The server ended (${code}):\n${printed}`)));
  await listening;
  const exported = (name: string): string => {
    const value = new RegExp(`^export ${name}=(\\S+)$`, 'm').exec(printed)?.[1];
    if (value === undefined) throw new Error(`The server did not print ${name}:\n${printed}`);
    return value;
  };
  return {
    url: exported('AWS_ENDPOINT_URL'),
    credentials: {
      accessKeyId: exported('AWS_ACCESS_KEY_ID'),
      secretAccessKey: exported('AWS_SECRET_ACCESS_KEY'),
    },
    output: () => printed,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
};
