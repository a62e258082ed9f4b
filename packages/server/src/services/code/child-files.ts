import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the pyodide package with a slash at its end, symbolic links resolved. */
export const pyodideFolder = (): string =>
  `${realpathSync(dirname(fileURLToPath(import.meta.resolve('pyodide'))))}/`;

/** The child's program, symbolic links resolved. A file of its own, it imports nothing of ours; the build copies it. */
export const childProgram = (): string =>
  realpathSync(fileURLToPath(new URL('./python-child.mts', import.meta.url)));
