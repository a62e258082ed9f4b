import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRootCredentials } from '../../identity/index.ts';
import { checkIntegrity, lockDataFolder, StoreError } from '../../store/index.ts';
import type { Environment } from '../configuration.ts';
import { findLocalServer } from '../local-server.ts';
import { type Check, fail, failedBy, ok, type SkippedCheck, skipped, warn } from './check.ts';

const MIB = 1024 * 1024;
/** A server wants room for its log of writes at least. */
const LITTLE_ROOM = 256 * MIB;

/** The data folder: who may read it, who holds it, whether everything in it can be trusted, the credentials. */
export async function* dataFolderChecks(folder: string, environment: Environment): AsyncGenerator<Check> {
  if (!existsSync(folder)) {
    yield ok('data folder', `${folder} is not there yet; the first start makes it`);
    return;
  }
  const folderCheck = permissionsCheck(folder);
  yield folderCheck;
  if (folderCheck.status === 'fail') return;
  yield holderCheck(folder);
  yield await integrityCheck(folder);
  yield await credentialsCheck(folder, environment);
}

/** What can be said of a folder by the server that holds it, at once. */
export async function* ownFolderChecks(
  folder: string,
  environment: Environment,
): AsyncGenerator<Check | SkippedCheck> {
  yield permissionsCheck(folder);
  yield skipped('database', 'is open and serves; `streambed doctor` reads all of it');
  yield await credentialsCheck(folder, environment);
}

const permissionsCheck = (folder: string): Check => {
  try {
    const found = statSync(folder);
    if (!found.isDirectory())
      return fail('data folder', `${folder} is no folder`, 'Choose another with STREAMBED_DATA or --data.');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const mode = found.mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return warn(
        'data folder',
        `${folder} may be looked into by other users (mode ${mode.toString(8).padStart(4, '0')}); the files in it may not.`,
        `Run: chmod 700 ${folder}`,
      );
    return ok('data folder', folder);
  } catch (error) {
    return fail(
      'data folder',
      `${folder} cannot be used (${(error as NodeJS.ErrnoException).code})`,
      'Check its owner and mode, or choose another with STREAMBED_DATA or --data.',
    );
  }
};

const holderCheck = (folder: string): Check => {
  const server = findLocalServer(folder);
  if (server) return ok('held by', `process ${server.pid}, which serves ${server.url}`);
  // Without a lock there never was a server; asking for one would make the file.
  if (!existsSync(join(folder, 'lock.db'))) return ok('held by', 'nobody');
  try {
    lockDataFolder(folder, Date.now())();
    return ok('held by', 'nobody');
  } catch (error) {
    if (error instanceof StoreError && error.code === 'FolderInUse')
      return warn('held by', error.message, 'That process does not say where it serves; look at what it is.');
    return failedBy('held by', error);
  }
};

const integrityCheck = async (folder: string): Promise<Check> => {
  const name = 'database';
  if (!existsSync(join(folder, 'streambed.db'))) return ok(name, 'not there yet');
  try {
    const report = await checkIntegrity(folder);
    const rows = Object.values(report.rows).reduce((sum, count) => sum + count, 0);
    const found = [
      ...report.problems,
      ...(report.corruptRows.length > 0 ? [`${report.corruptRows.length} rows cannot be trusted`] : []),
    ];
    if (!report.ok)
      return fail(
        name,
        `${report.file}: ${found.join('; ')}`,
        'Stop the server, keep a copy of the folder, and restore the last good one.',
      );
    const free = `${Math.round(report.freeBytes / MIB).toLocaleString('en-US')} MiB free`;
    const told = `${rows.toLocaleString('en-US')} rows, every one as it was written; ${free}`;
    return report.freeBytes < LITTLE_ROOM ? warn(name, told, 'Make room on the disk.') : ok(name, told);
  } catch (error) {
    return failedBy(name, error);
  }
};

const credentialsCheck = async (folder: string, environment: Environment): Promise<Check> => {
  const name = 'credentials';
  try {
    const credentials = await readRootCredentials(folder, environment);
    if (!credentials) return ok(name, 'none yet; the first start makes them');
    const from = credentials.source === 'environment' ? 'the environment' : join(folder, 'credentials.json');
    return ok(name, `${credentials.accessKeyId} from ${from}`);
  } catch (error) {
    return failedBy(name, error);
  }
};
