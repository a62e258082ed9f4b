import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AccessKey, AccessKeys } from './caller.ts';
import { Secret } from './secret.ts';

/** The credentials of the account's root, who may do everything. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** 12 digits. */
  readonly accountId: string;
  /** Where they came from; `created` on the first start only. */
  readonly source: 'environment' | 'file' | 'created';
}

/** There are no built-in credentials: a secret that everybody knows is none. This is only the account's number. */
const ACCOUNT_ID = '000000000000';
const FILE_NAME = 'credentials.json';
const ID_VARIABLE = 'STREAMBED_ROOT_ACCESS_KEY_ID';
const SECRET_VARIABLE = 'STREAMBED_ROOT_SECRET_ACCESS_KEY';
/** The file holds three short texts. */
const MAX_FILE_BYTES = 4096;

/**
 * The root credentials: from the environment (both variables or neither), else from `credentials.json` in the data
 * folder, else made there, once, from the operating system's randomness. The caller holds the lock of the data folder.
 * Rejects with an Error for people: half of the variables, a file that others may read, or one that is damaged.
 */
export const loadRootCredentials = async (
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
  random: (size: number) => Uint8Array = randomBytes,
): Promise<RootCredentials> => {
  const present = await readRootCredentials(dataFolder, env);
  if (present !== undefined) return present;
  const created = createCredentials(random);
  await writeStored(join(dataFolder, FILE_NAME), created);
  return created;
};

/** The same for those who only look: undefined when none have been made yet, and none are made. */
export const readRootCredentials = async (
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RootCredentials | undefined> =>
  readEnvironment(env) ?? (await readStored(join(dataFolder, FILE_NAME)));

/** `arn:aws:iam::000000000000:root`. */
export const rootArn = ({ accountId }: Pick<RootCredentials, 'accountId'>): string =>
  `arn:aws:iam::${accountId}:root`;

/** The keys of a server that has root only. */
export const rootAccessKeys = (credentials: RootCredentials): AccessKeys => {
  const { accessKeyId, secretAccessKey, accountId } = credentials;
  const root: AccessKey = { accessKeyId, secretAccessKey, accountId, arn: rootArn(credentials) };
  return { find: (id) => (id === accessKeyId ? root : undefined) };
};

const readEnvironment = (env: Readonly<Record<string, string | undefined>>): RootCredentials | undefined => {
  const accessKeyId = env[ID_VARIABLE];
  const secret = env[SECRET_VARIABLE];
  if (!accessKeyId && !secret) return undefined;
  if (!accessKeyId || !secret) {
    const [present, absent] = accessKeyId ? [ID_VARIABLE, SECRET_VARIABLE] : [SECRET_VARIABLE, ID_VARIABLE];
    throw new Error(`${present} is set but ${absent} is not. Set both, or neither to use ${FILE_NAME}.`);
  }
  const complaint = complaintAbout(accessKeyId, secret);
  if (complaint !== undefined) throw new Error(`${ID_VARIABLE} and ${SECRET_VARIABLE}: ${complaint}`);
  return { accessKeyId, secretAccessKey: new Secret(secret), accountId: ACCOUNT_ID, source: 'environment' };
};

/** IAM's own bounds of a key id; a secret must be worth guessing at. */
const complaintAbout = (accessKeyId: string, secret: string): string | undefined => {
  if (!/^[A-Za-z0-9_]{16,128}$/.test(accessKeyId)) {
    return 'the access key id must be 16 to 128 letters, digits or underscores.';
  }
  if (!/^[\x21-\x7e]{16,128}$/.test(secret)) {
    return 'the secret access key must be 16 to 128 printable characters without spaces.';
  }
  return undefined;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The form that AWS gives them: `AKIA` and 16 characters of base 32, a secret of 40 characters (240 bits). */
const createCredentials = (random: (size: number) => Uint8Array): RootCredentials => ({
  accessKeyId: `AKIA${Array.from(random(16), (byte) => BASE32[byte % 32]).join('')}`,
  secretAccessKey: new Secret(Buffer.from(random(30)).toString('base64')),
  accountId: ACCOUNT_ID,
  source: 'created',
});

const readStored = async (path: string): Promise<RootCredentials | undefined> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`Cannot read ${path}: ${error.code ?? 'unknown error'}.`, { cause: error });
  });
  if (file === undefined) return undefined;
  try {
    // Asked of the open file, not of its name: nobody can swap it in between.
    const { mode, size } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(
        `${path} may be read by other users of this machine. Run: chmod 600 ${shellQuoted(path)}\n` +
          'If others may have read it, delete it instead: the next start makes new credentials.',
      );
    }
    if (size > MAX_FILE_BYTES) throw damaged(path, 'it is too large');
    return parseStored(path, await file.readFile('utf8'));
  } finally {
    await file.close();
  }
};

const shellQuoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const parseStored = (path: string, text: string): RootCredentials => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would quote the secret.
    throw damaged(path, 'it is not JSON');
  }
  const { accessKeyId, secretAccessKey, accountId } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
    throw damaged(path, 'accessKeyId and secretAccessKey must be strings');
  }
  if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
    throw damaged(path, 'accountId must be a string of 12 digits');
  }
  const complaint = complaintAbout(accessKeyId, secretAccessKey);
  if (complaint !== undefined) throw damaged(path, complaint);
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey), accountId, source: 'file' };
};

const damaged = (path: string, why: string) =>
  new Error(
    `${path} is damaged (${why.replace(/\.$/, '')}). Restore it, or delete it to have new credentials made.`,
  );

/** All or nothing, and on disk before the server says that it has started: written beside, synced, then renamed. */
const writeStored = async (path: string, credentials: RootCredentials): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { accessKeyId, secretAccessKey, accountId } = credentials;
  const text = JSON.stringify({ accessKeyId, secretAccessKey: secretAccessKey.reveal(), accountId }, null, 2);
  const temporary = `${path}.${process.pid}.tmp`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
};

/** Makes the new name itself durable; Windows neither needs nor allows it. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
