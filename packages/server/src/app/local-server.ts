import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from './configuration.ts';
import { settings } from './settings.ts';

/** Where the server of a data folder serves. */
export interface LocalServer {
  /** `http://127.0.0.1:4600`. */
  readonly url: string;
  readonly pid: number;
}

/** Beside the data, so that whoever knows the folder finds the server; holds nothing secret. */
const FILE_NAME = 'server.json';

/** The data folder that a command without a server means; `given` is what its command line says. Absolute. */
export const localDataFolder = (environment: Environment, given?: string): string =>
  resolve(given ?? (environment[settings.dataFolder.variable] || settings.dataFolder.fallback!));

/** Leaves word of a server that serves. Throws the file system's error; the server is no worse without it. */
export const announceServer = (dataFolder: string, url: string): void => {
  const path = join(dataFolder, FILE_NAME);
  const server: LocalServer = { url, pid: process.pid };
  writeFileSync(`${path}.new`, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** Takes the word back; never throws. Another process's word stays. */
export const withdrawServer = (dataFolder: string): void => {
  if (readServerFile(dataFolder)?.pid !== process.pid) return;
  rmSync(join(dataFolder, FILE_NAME), { force: true });
};

/**
 * The server of a data folder, if one runs there. A word left behind by a server that was killed is not believed:
 * its process is gone.
 */
export const findLocalServer = (dataFolder: string): LocalServer | undefined => {
  const server = readServerFile(dataFolder);
  return server !== undefined && isAlive(server.pid) ? server : undefined;
};

const readServerFile = (dataFolder: string): LocalServer | undefined => {
  try {
    const { url, pid } = JSON.parse(
      readFileSync(join(dataFolder, FILE_NAME), 'utf8'),
    ) as Partial<LocalServer>;
    if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
    return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? { url, pid } : undefined;
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process: alive, and not to be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
