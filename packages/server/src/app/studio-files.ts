import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** How a file was compressed when the studio was built, best first. */
export const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

export type Encoding = (typeof encodings)[number]['name'];

/** A file of the studio in one form: bytes on disk and how they are announced. */
export interface StudioVariant {
  readonly path: string;
  readonly size: number;
  readonly encoding?: Encoding;
  readonly etag: string;
}

export interface StudioFile {
  readonly type: string;
  /** The name changes with the content, so browsers may keep it for good. */
  readonly isHashed: boolean;
  /** As it is, and compressed where that was worth it. */
  readonly plain: StudioVariant;
  readonly compressed: ReadonlyMap<Encoding, StudioVariant>;
}

/** The studio as it was built. Only what stands in its table is ever read: no path is made from a request. */
export interface StudioFiles {
  /** The file at a path below `/studio/`, without a leading slash; undefined for none. */
  find(path: string): Promise<StudioFile | undefined>;
  /** The page; undefined when the studio was not built. */
  index(): Promise<string | undefined>;
}

const INDEX = 'index.html';

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
};

interface Table {
  /** Tells one build from the next. */
  readonly builtAt: number;
  readonly index: string;
  readonly files: ReadonlyMap<string, StudioFile>;
}

/**
 * The files of a folder. Nothing is read before the first request for it, contents are not kept (browsers keep them),
 * and a studio that is built anew while the server runs is served from the next page load on.
 */
export const studioFiles = (folder: string): StudioFiles => {
  let table: Promise<Table | undefined> | undefined;

  const current = async (): Promise<Table | undefined> => {
    const builtAt = (await stat(join(folder, INDEX)).catch(() => undefined))?.mtimeMs;
    if (builtAt === undefined) return undefined;
    const known = await table;
    if (known?.builtAt === builtAt) return known;
    table = readTable(folder, builtAt).catch(() => undefined);
    return table;
  };

  return {
    async find(path) {
      const found = (await table)?.files.get(path);
      return found ?? (await current())?.files.get(path);
    },
    index: async () => (await current())?.index,
  };
};

const readTable = async (folder: string, builtAt: number): Promise<Table> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Links are left out: whatever they lead to is not part of what was built.
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'));
  const names = new Set(paths);
  const files = new Map<string, StudioFile>();
  for (const path of paths) {
    const type = types[path.slice(path.lastIndexOf('.') + 1)];
    // What has no type is not for browsers: source maps, stamps, the compressed forms themselves.
    if (type === undefined) continue;
    files.set(path, await readFileEntry(folder, path, type, names));
  }
  return { builtAt, index: await readFile(join(folder, INDEX), 'utf8'), files };
};

const readFileEntry = async (
  folder: string,
  path: string,
  type: string,
  names: ReadonlySet<string>,
): Promise<StudioFile> => {
  const isHashed = /^assets\/.*-[\w-]{8,}\.\w+$/.test(path);
  const digest = isHashed ? path : await digestOf(join(folder, path));
  const variant = async (name: string, encoding?: Encoding): Promise<StudioVariant> => ({
    path: join(folder, name),
    size: (await stat(join(folder, name))).size,
    ...(encoding !== undefined && { encoding }),
    etag: `"${createHash('sha256')
      .update(`${digest}\0${encoding ?? ''}`)
      .digest('base64url')
      .slice(0, 22)}"`,
  });
  const compressed = new Map<Encoding, StudioVariant>();
  for (const { name, suffix } of encodings) {
    if (names.has(`${path}${suffix}`)) compressed.set(name, await variant(`${path}${suffix}`, name));
  }
  return { type, isHashed, plain: await variant(path), compressed };
};

const digestOf = async (path: string): Promise<string> => {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk);
  return digest.digest('base64url');
};
