import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/streambed.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** What a command sees of this machine: nothing that points to the cloud, to models or to another Streambed. */
const bareEnvironment = (home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** A folder of the test's own, the command line run in it, and servers on it. */
export interface Bench {
  readonly folder: string;
  /** Runs `streambed <args>` to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts `streambed start --port 0 <args>` on the folder's `data`, and waits until it serves. */
  start(args?: readonly string[]): Promise<{ readonly url: string; stop(): Promise<number | null> }>;
  /** Stops the servers and takes the folder away. */
  close(): Promise<void>;
}

export const openBench = (): Bench => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-cli-'));
  const servers = new Set<ChildProcess>();
  const begin = (args: readonly string[], { env, cwd }: RunOptions): ChildProcess =>
    spawn(process.execPath, [program, ...args], {
      cwd: cwd ?? folder,
      env: { ...bareEnvironment(folder), STREAMBED_DATA: join(folder, 'data'), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const stop = async (server: ChildProcess): Promise<number | null> => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'close');
      server.kill('SIGTERM');
      await ended;
    }
    servers.delete(server);
    return server.exitCode;
  };

  return {
    folder,
    async run(args, options = {}) {
      const child = begin(args, options);
      const [stdout, stderr] = [textOf(child.stdout!), textOf(child.stderr!)];
      child.stdin!.on('error', () => {});
      child.stdin!.end(options.input ?? '');
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, stdout: stdout(), stderr: stderr() };
    },
    async start(args = []) {
      const server = begin(['start', '--port', '0', ...args], {});
      servers.add(server);
      const stderr = textOf(server.stderr!);
      const url = await new Promise<string>((resolve, reject) => {
        let told = '';
        server.stdout!.on('data', (chunk) => {
          told += String(chunk);
          const found = /^Streambed listening on (\S+)$/m.exec(told)?.[1];
          if (found) resolve(found);
        });
        server.once('close', (code) => reject(new Error(`the server ended with ${code}: ${stderr()}`)));
      });
      return { url, stop: () => stop(server) };
    },
    async close() {
      await Promise.all([...servers].map(stop));
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const textOf = (stream: NodeJS.ReadableStream): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};
