import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import { transformSync } from 'rolldown/utils';

/** Folder below the bundle for the files that are read or run by their path. */
export const FILES_FOLDER = 'files';

/** Folder below the bundle for the studio. */
export const STUDIO_FOLDER = 'studio';

/** The program of a thread, which may import others of ours. Programs in `.mts` are copied and stand alone. */
const PROGRAM = /-thread\.ts$/;

const FILE_URL = /new URL\(\s*'(\.{1,2}\/[^']+)',\s*import\.meta\.url,?\s*\)/g;
const RESOLVE = /import\.meta\.resolve\('([^'.][^']*)'\)/g;

export interface FileUrlsOptions {
  /** Below it modules are ours, and held to the rules. */
  readonly sources: string;
  /** The package.json that the published one is made of; it stands in the parent folder of the bundle. */
  readonly manifest: string;
  /** The folder of the built studio; in the published package it stands beside the bundle's files. */
  readonly studio: string;
  /** Hears the name of each library that is found by `import.meta.resolve`, which bundlers do not see as an import. */
  readonly onResolve: (specifier: string) => void;
}

/**
 * Makes the paths of files right in the bundle. `new URL('./file', import.meta.url)` copies the file to `files/`,
 * TypeScript as JavaScript, and names the copy; a thread's program, `*-thread.ts`, becomes a chunk instead. Any other use
 * of `import.meta` that depends on where a module lies would be wrong without notice once modules are merged, so it stops
 * the build.
 */
export const fileUrls = ({ sources, manifest, studio, onResolve }: FileUrlsOptions): Plugin => ({
  name: 'file-urls',
  transform: {
    filter: { code: 'import.meta' },
    handler(code, id) {
      if (!id.startsWith(sources)) return null;
      const changed = code
        .replace(FILE_URL, (_, relative: string) => {
          const path = resolve(dirname(id), relative);
          if (path === manifest) return `new URL('../package.json', import.meta.${KEPT}url)`;
          if (path === studio) return `new URL('./${STUDIO_FOLDER}/', import.meta.${KEPT}url)`;
          // A program that loads other files of ours is a part of the bundle, and shares with it what both load.
          if (PROGRAM.test(path))
            return `import.meta.${KEPT}ROLLUP_FILE_URL_${this.emitFile({ type: 'chunk', id: path })}`;
          const reference = this.emitFile({ type: 'asset', ...readAsset(path) });
          return `import.meta.${KEPT}ROLLUP_FILE_URL_${reference}`;
        })
        .replace(RESOLVE, (_, specifier: string) => {
          onResolve(specifier);
          return `import.meta.${KEPT}resolve('${specifier}')`;
        });
      const wrong = /import\.meta\.(?!\0)\w+/.exec(changed)?.[0];
      if (wrong)
        this.error(
          `${id}: ${wrong} tells another place when built. Address a file by new URL('./file', import.meta.url).`,
        );
      return { code: changed.replaceAll(KEPT, ''), map: null };
    },
  },
  resolveFileUrl: ({ relativePath }) => `new URL('./${relativePath}', import.meta.url)`,
});

/** Marks what is right, so that what remains is not. No source text holds the character. */
const KEPT = '\0';

/** A file as the package has it: TypeScript is not run below node_modules, so it becomes JavaScript. */
const readAsset = (path: string): { readonly fileName: string; readonly source: string | Uint8Array } => {
  const fileName = `${FILES_FOLDER}/${basename(path).replace(/\.(m?)ts$/, '.$1js')}`;
  if (!/\.m?ts$/.test(path)) return { fileName, source: readFileSync(path) };
  const { code, errors } = transformSync(path, readFileSync(path, 'utf8'), { sourcemap: false });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  const imported = /^import\b[^'"]*['"](?!node:)([^'"]+)['"]/m.exec(code)?.[1];
  if (imported) throw new Error(`${path} is started by its path, alone, but imports ${imported}.`);
  return { fileName, source: code };
};
