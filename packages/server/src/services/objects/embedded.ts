import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath, rm, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  accessDenied,
  dependencyFailed,
  type FlowError,
  type Ids,
  type ObjectStorePort,
  type StoredObject,
} from '@streambed/flow/ports';
import { encodeKey, hashOfKey } from './key-path.ts';
import { checkedBucketUri, checkedUri } from './names.ts';
import type { ObjectListing } from './object-listing.ts';
import {
  codeOf,
  LinkInTheWay,
  occupancy,
  readWhole,
  realFolder,
  syncFolder,
  TooLarge,
  writeWhole,
} from './safe-files.ts';
import { walkBucket } from './walk-bucket.ts';

/** 64 MiB: above any document a flow can carry (25 million characters), below what would hurt a laptop. */
export const DEFAULT_MAXIMUM_OBJECT_BYTES = 64 * 1024 * 1024;

/** For keys that are too long for a path or whose place is taken: named by the key's hash, the key beside them. */
const HASHED = '%hashed';
/** Unfinished writes, in one folder so that those a crash left behind are found; same file system as the buckets. */
const UNFINISHED = '%tmp';

export interface EmbeddedObjectStoreOptions {
  /** Buckets are folders in it; made when missing. One process at a time. */
  readonly folder: string;
  /** How messages name the folder. Default: its last name. */
  readonly shownAs?: string;
  readonly ids: Ids;
  /** Larger objects are neither read nor written. Default 64 MiB. */
  readonly maximumObjectBytes?: number;
}

/**
 * S3's GetObject and PutObject over folders: `<folder>/<bucket>/<key>`. What a person drops there a flow reads, and
 * what a flow wrote a person finds; key-path.ts says how a key becomes a path. A put makes a missing bucket, because
 * a local folder costs nothing; a get of a missing one fails as S3's does. Content types are not kept.
 */
export function createEmbeddedObjectStore(
  options: EmbeddedObjectStoreOptions,
): ObjectStorePort & ObjectListing {
  const maximumBytes = options.maximumObjectBytes ?? DEFAULT_MAXIMUM_OBJECT_BYTES;
  const shownAs = options.shownAs ?? basename(options.folder);
  let prepared: Promise<string> | undefined;

  /** The real path of the folder, after what a crash left unfinished was cleared away; once per process. */
  const root = (): Promise<string> => {
    prepared ??= prepare(options.folder).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  return {
    async getObject({ bucket, key }, call) {
      const uri = checkedUri(bucket, key, call);
      try {
        const folder = join(await root(), bucket);
        const body =
          (await readNamed(folder, key, maximumBytes)) ?? (await readHashed(folder, key, maximumBytes));
        call.signal.throwIfAborted();
        if (body) return { body, eTag: eTagOf(body), requestId: options.ids.uuid() } satisfies StoredObject;
        // Looked at last, since it tells only why there is nothing: a link or a file in place of a bucket holds no key.
        throw (await bucketExists(folder))
          ? dependencyFailed(
              uri,
              `There is no object ${uri}: it would be the file ${shownAs}/${shownPath(bucket, key)}.`,
            )
          : dependencyFailed(uri, `There is no bucket ${bucket}: make the folder ${shownAs}/${bucket}.`);
      } catch (error) {
        throw asFault(error, uri, `${shownAs}/${shownPath(bucket, key)}`, maximumBytes);
      }
    },

    async putObject({ bucket, key, body }, call) {
      const uri = checkedUri(bucket, key, call);
      try {
        if (body.byteLength > maximumBytes) throw new TooLarge(body.byteLength);
        const base = await root();
        const folder = join(base, bucket);
        if (!(await bucketExists(folder))) await makeBucket(base, folder);
        const temporary = join(base, UNFINISHED, options.ids.uuid());
        try {
          if (await writeNamed(folder, key, body, temporary)) await dropHashed(folder, key);
          else await writeHashed(folder, key, body, temporary);
        } finally {
          await rm(temporary, { force: true });
        }
        return { eTag: eTagOf(body), requestId: options.ids.uuid() };
      } catch (error) {
        throw asFault(error, uri, `${shownAs}/${shownPath(bucket, key)}`, maximumBytes);
      }
    },

    async *listObjects({ bucket, prefix = '' }, { signal }) {
      const uri = checkedBucketUri(bucket, { signal });
      try {
        const folder = join(await root(), bucket);
        if (!(await bucketExists(folder)))
          throw dependencyFailed(uri, `There is no bucket ${bucket}: make the folder ${shownAs}/${bucket}.`);
        yield* walkBucket({ folder, hashed: HASHED, prefix, signal });
      } catch (error) {
        throw asFault(error, uri, `${shownAs}/${bucket}`, maximumBytes);
      }
    },
  };
}

async function prepare(folder: string): Promise<string> {
  const root = await realFolder(folder);
  await rm(join(root, UNFINISHED), { recursive: true, force: true });
  await mkdir(join(root, UNFINISHED), { mode: 0o700 });
  return root;
}

async function bucketExists(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isSymbolicLink()) throw new LinkInTheWay(basename(folder));
  return found?.isDirectory() ?? false;
}

async function makeBucket(base: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncFolder(base);
}

async function readNamed(folder: string, key: string, maximum: number): Promise<Uint8Array | undefined> {
  const names = encodeKey(key);
  if (names === undefined) return undefined;
  const path = join(folder, ...names);
  // No link and no other spelling is on the way of what is its own real path: mostly nothing more is to be asked.
  const isItself = (await realpath(path).catch(() => undefined)) === path;
  if (!isItself && (await occupancy(folder, names, false)) !== 'file') return undefined;
  return readWhole(path, maximum);
}

async function readHashed(folder: string, key: string, maximum: number): Promise<Uint8Array | undefined> {
  const names = [HASHED, hashOfKey(key)];
  if ((await occupancy(folder, names, false)) !== 'file') return undefined;
  return readWhole(join(folder, ...names), maximum);
}

/** False when the key has no path or something else stands there. */
async function writeNamed(folder: string, key: string, body: Uint8Array, temporary: string) {
  const names = encodeKey(key);
  if (names === undefined || (await occupancy(folder, names, true)) === 'taken') return false;
  return writeWhole(temporary, join(folder, ...names), body);
}

/** The object by its hash; the `.key` file first, so that no object is ever without its name. */
async function writeHashed(folder: string, key: string, body: Uint8Array, temporary: string): Promise<void> {
  const hash = hashOfKey(key);
  await occupancy(folder, [HASHED, hash], true);
  for (const [name, bytes] of [
    [`${hash}.key`, Buffer.from(key, 'utf8')],
    [hash, body],
  ] as const) {
    if (!(await writeWhole(temporary, join(folder, HASHED, name), bytes)))
      throw new Error(`a folder stands where the file ${HASHED}/${name} belongs`);
  }
}

/** A key has one home: once its path is free, the copy kept by hash is an old one. */
async function dropHashed(folder: string, key: string): Promise<void> {
  const hashed = join(folder, HASHED, hashOfKey(key));
  if ((await occupancy(folder, [HASHED, hashOfKey(key)], false)) !== 'file') return;
  await unlink(hashed);
  await rm(`${hashed}.key`, { force: true });
}

function shownPath(bucket: string, key: string): string {
  return [bucket, ...(encodeKey(key) ?? [HASHED, hashOfKey(key)])].join('/');
}

/** MD5 as S3 reports it for objects put in one piece: a name for content, nothing to trust. */
const eTagOf = (body: Uint8Array): string => createHash('md5').update(body).digest('hex');

/** System errors in words, without the absolute paths that Node puts in theirs. */
function asFault(error: unknown, uri: string, place: string, maximumBytes: number): unknown {
  if (error instanceof LinkInTheWay)
    return accessDenied(
      uri,
      `${place} leads through a symbolic link (${error.message}); links in buckets are not followed. Copy the files there instead.`,
    );
  if (error instanceof TooLarge)
    return dependencyFailed(
      uri,
      `The object has ${error.size} bytes; this server reads and writes at most ${maximumBytes}. Raise objects.maximumObjectBytes if it shall.`,
    );
  const code = codeOf(error);
  return code === '' || code === 'ABORT_ERR' ? error : systemFault(code, uri, place, error);
}

function systemFault(code: string, uri: string, place: string, cause: unknown): FlowError {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return accessDenied(uri, `The server may not use ${place} (${code}); check its owner and mode.`, {
        cause,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return dependencyFailed(uri, `There is no room left on the disk for ${place} (${code}).`, { cause });
    default:
      return dependencyFailed(uri, `The file system failed at ${place} (${code}).`, { cause });
  }
}
