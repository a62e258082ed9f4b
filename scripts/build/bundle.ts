import { rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type PreRenderedChunk, rolldown } from 'rolldown';
import { studioFolder } from './build-studio.ts';
import { fileUrls } from './file-urls.ts';
import { root } from './root.ts';

export { root } from './root.ts';

const packages = join(root, 'packages');
const cli = join(packages, 'cli');

/** One file of JavaScript in the bundle, and what it loads. */
export interface Chunk {
  readonly fileName: string;
  /** The source file that this file stands for: the program, or what is imported dynamically. */
  readonly entry?: string;
  /** Files of the bundle and libraries that it loads with itself. */
  readonly imports: readonly string[];
  /** The same for what it loads only when it comes to it. */
  readonly dynamicImports: readonly string[];
  /** Source files in it, relative to the repository. */
  readonly modules: readonly string[];
}

export interface Bundle {
  readonly folder: string;
  readonly chunks: readonly Chunk[];
  /** Every file, relative to the folder. */
  readonly files: readonly string[];
  /** Names of the packages that must be installed beside the bundle, sorted. */
  readonly libraries: readonly string[];
  /** Each source file with what it loads with itself: source files and libraries. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

/** Where `npm run build` puts the bundle: beside the package's own package.json, as in the published package. */
export const distFolder = join(cli, 'dist');

/**
 * Bundles the command line and all of ours that it reaches into ES modules; libraries stay imports. What is imported
 * dynamically becomes a file of its own. The folder is emptied first. Rejects when a module cannot be bundled.
 */
export const bundle = async (folder: string = distFolder): Promise<Bundle> => {
  const resolved = new Set<string>();
  const read = new Map<string, readonly string[]>();
  await using build = await rolldown({
    cwd: root,
    input: { streambed: join(cli, 'bin/streambed.mjs') },
    platform: 'node',
    external: (specifier, _importer, isResolved) => !isResolved && isLibrary(specifier),
    plugins: [
      fileUrls({
        sources: packages + sep,
        manifest: join(cli, 'package.json'),
        studio: studioFolder,
        onResolve: (name) => resolved.add(name),
      }),
      {
        name: 'sources',
        buildEnd() {
          for (const id of this.getModuleIds())
            read.set(fromRoot(id), this.getModuleInfo(id)!.importedIds.map(fromRoot));
        },
      },
    ],
    // With it, a room that is imported dynamically can load files of others: `validate` would load an AWS client.
    treeshake: false,
    onLog(level, log) {
      if (level !== 'debug' && level !== 'info') throw new Error(log.message);
    },
  });
  rmSync(folder, { recursive: true, force: true });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: (chunk) => `${nameOf(chunk)}.mjs`,
    sourcemap: false,
    // Names stay, for stack traces; documentation is for readers of the source.
    minify: 'dce-only',
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  const chunks = output
    .filter((file) => file.type === 'chunk')
    .map(({ fileName, facadeModuleId, imports, dynamicImports, moduleIds }) => ({
      fileName,
      ...(facadeModuleId && { entry: fromRoot(facadeModuleId) }),
      imports,
      dynamicImports,
      modules: moduleIds.map(fromRoot),
    }));
  const files = new Set(output.map(({ fileName }) => fileName));
  const imported = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  const libraries = [...imported, ...resolved]
    .filter((name) => !files.has(name) && !name.startsWith('node:'))
    .map(packageOf);
  return {
    folder,
    chunks,
    files: [...files].sort(),
    libraries: [...new Set(libraries)].sort(),
    sources: read,
  };
};

/** Source files relative to the repository, with `/`; libraries as they are. */
const fromRoot = (id: string): string => (id.startsWith(root) ? relative(root, id).replaceAll(sep, '/') : id);

const isLibrary = (specifier: string): boolean => !/^[./]|^[a-z]:|^@streambed\//i.test(specifier);

/** `@smithy/core/event-streams` → `@smithy/core`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Files by what is in them, for the reader of a stack trace: a command or room, or where what several share lies. */
const nameOf = ({ name, facadeModuleId, moduleIds }: PreRenderedChunk): string => {
  if (facadeModuleId) return /([^/\\]+)[/\\]index\.ts$/.exec(facadeModuleId)?.[1] ?? name;
  if (moduleIds.length === 1) return name;
  const [first = [], ...others] = moduleIds.map((id) => relative(packages, id).split(sep).slice(0, -1));
  const length = first.findIndex((part, index) => others.some((path) => path[index] !== part));
  const shared = length < 0 ? first : first.slice(0, length);
  return shared.filter((part) => part !== 'src').join('-') || 'shared';
};
