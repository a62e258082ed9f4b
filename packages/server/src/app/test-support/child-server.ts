import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { credentials } from './open-door.ts';

const main = fileURLToPath(new URL('../../../../cli/bin/streambed.mjs', import.meta.url));

/** `streambed start` as a process of its own, as a user would start it. */
export interface ChildServer {
  readonly process: ChildProcess;
  readonly pid: number;
  /** All of standard output and of standard error so far. */
  output(): string;
  errors(): string;
  /** Resolves with the address once it is printed; rejects when the process ends before. */
  listening(): Promise<string>;
  /** Resolves with the exit code, or the name of the signal that ended it. */
  ended(): Promise<number | string>;
}

/** Starts the program in `folder`; `environment` is all it gets besides PATH and root credentials. `prepare` is shell that runs before. */
export const startChild = (
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  prepare = '',
): ChildServer => {
  const command = [process.execPath, main, 'start', ...flags];
  const child = spawn('sh', ['-c', `${prepare}exec "$@"`, 'sh', ...command], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      STREAMBED_PORT: '0',
      STREAMBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      STREAMBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const end = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | string);

  return {
    process: child,
    pid: child.pid!,
    output: () => output,
    errors: () => errors,
    ended: () => end,
    async listening() {
      for (;;) {
        const url = /^Streambed listening on (\S+)$/m.exec(output)?.[1];
        if (url !== undefined) return url;
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the server ended: ${errors}`);
        await sleep(10);
      }
    },
  };
};
