import { constants, type Dirent } from 'node:fs';
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { FunctionDefaults } from './configuration.ts';
import { isFunctionName } from './function-arn.ts';
import {
  FunctionProblem,
  type FunctionRuntime,
  type FunctionSettings,
  readSettings,
} from './function-settings.ts';

/** One state of a function: its settings, and a text that changes whenever one of its files does. */
export interface FunctionState {
  readonly settings: FunctionSettings;
  readonly fingerprint: string;
}

const SETTINGS_FILES = ['function.yaml', 'function.yml', 'function.json'];
const MAXIMUM_SETTINGS_BYTES = 64 * 1024;
/** Files that are watched for changes: enough for what a person writes, little enough to look at on each call. */
const MAXIMUM_WATCHED = 1_000;
/** Folders of installed packages and of caches: large, and not what a person edits. */
const unwatched = new Set(['node_modules', '__pycache__', '.git', '.venv', 'venv']);

/**
 * Looks at the folder of a function: settings, handler and the state of its files. Undefined when there is no such
 * folder. Rejects with FunctionProblem when there is one that cannot be run.
 */
export async function readFunctionFolder(
  root: string,
  name: string,
  defaults: FunctionDefaults,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<FunctionState | undefined> {
  let folder: string;
  let entries: readonly Dirent[];
  try {
    // A link to the folder where the author works is welcome: the functions folder is the operator's own.
    folder = await realpath(join(root, name));
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
  const files = new Set(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name));
  const [fingerprint, members] = await Promise.all([
    fingerprintOf(folder),
    readSettingsFile(folder, files, defaults, variables),
  ]);
  const runnable = await findHandler(folder, files, members.runtime, members.handler);
  return { settings: { ...members, name, folder, ...runnable }, fingerprint };
}

/** Names of the functions in the folder, sorted; empty when there is no such folder. */
export async function listFunctions(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isFunctionName(entry.name))
    .map((entry) => entry.name)
    .sort();
}

async function readSettingsFile(
  folder: string,
  files: ReadonlySet<string>,
  defaults: FunctionDefaults,
  variables: Readonly<Record<string, string | undefined>>,
) {
  const [file, second] = SETTINGS_FILES.filter((candidate) => files.has(candidate));
  if (file === undefined) return readSettings('function.yaml', undefined, defaults, variables);
  if (second !== undefined) throw new FunctionProblem(`There are ${file} and ${second}; keep one of them.`);
  const path = join(folder, file);
  if ((await stat(path)).size > MAXIMUM_SETTINGS_BYTES)
    throw new FunctionProblem(`${file} is larger than ${MAXIMUM_SETTINGS_BYTES} bytes.`);
  let content: unknown;
  try {
    // JSON is YAML too. Aliases are not needed in a dozen settings, and they are how small files become huge values.
    content = parse(await readFile(path, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split('\n') : [];
    throw new FunctionProblem(`${file} cannot be read: ${reason ?? 'it is not YAML'}`);
  }
  return readSettings(file, content, defaults, variables);
}

const nodeEndings = ['.mjs', '.js', '.cjs', '.ts', '.mts', '.cts'];

/** What runs when nothing is said, by the file that is there; the names that Lambda's own console and tools use. */
const conventions: readonly {
  readonly file: string;
  readonly runtime: FunctionRuntime;
  readonly handler: string;
}[] = [
  ...nodeEndings.map((ending) => ({
    file: `index${ending}`,
    runtime: 'nodejs' as const,
    handler: 'index.handler',
  })),
  { file: 'lambda_function.py', runtime: 'python', handler: 'lambda_function.lambda_handler' },
  { file: 'index.py', runtime: 'python', handler: 'index.handler' },
  { file: 'app.py', runtime: 'python', handler: 'app.lambda_handler' },
];

async function findHandler(
  folder: string,
  files: ReadonlySet<string>,
  runtime: FunctionRuntime | undefined,
  handler: string | undefined,
): Promise<Pick<FunctionSettings, 'runtime' | 'handler'>> {
  if (runtime === 'provided' || (runtime === undefined && files.has('bootstrap'))) {
    if (await isExecutable(join(folder, 'bootstrap')))
      return { runtime: 'provided', handler: handler ?? 'bootstrap' };
    throw new FunctionProblem('It needs a file named bootstrap that may be executed (chmod +x bootstrap).');
  }
  if (handler !== undefined) {
    const stem = moduleOf(handler, runtime);
    for (const [family, endings] of [
      ['nodejs', nodeEndings],
      ['python', ['.py', '/__init__.py']],
    ] as const) {
      if (runtime !== undefined && runtime !== family) continue;
      for (const ending of endings)
        if (await isFile(join(folder, stem + ending))) return { runtime: family, handler };
    }
    throw new FunctionProblem(
      `Its handler is ${handler}, but there is no file ${stem} with an ending that fits.`,
    );
  }
  const found = conventions.find((one) => files.has(one.file) && (runtime ?? one.runtime) === one.runtime);
  if (found) return { runtime: found.runtime, handler: found.handler };
  throw new FunctionProblem(
    'It has no handler: put in index.mjs that exports handler, or lambda_function.py with lambda_handler, or an executable bootstrap, or name the handler in function.yaml.',
  );
}

/** The file of a handler without its ending: for Python up to the last dot, for Node up to the first of the name. */
function moduleOf(handler: string, runtime: FunctionRuntime | undefined): string {
  if (runtime === 'python') return handler.slice(0, handler.lastIndexOf('.')).replaceAll('.', '/');
  return handler.slice(0, handler.indexOf('.', handler.lastIndexOf('/') + 1));
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;

const isExecutable = async (path: string): Promise<boolean> =>
  (await isFile(path)) &&
  (await access(path, constants.X_OK).then(
    () => true,
    () => false,
  ));

/** Every file by name, inode, size and times; folders near the top first, at most 1,000 files. */
async function fingerprintOf(folder: string): Promise<string> {
  const seen: string[] = [];
  let level = [''];
  while (level.length > 0 && seen.length < MAXIMUM_WATCHED) {
    const below: string[] = [];
    for (const path of level) {
      const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
        const inner = join(path, entry.name);
        if (entry.isDirectory()) {
          if (!unwatched.has(entry.name)) below.push(inner);
        } else if (seen.length < MAXIMUM_WATCHED) seen.push(inner);
      }
    }
    level = below;
  }
  const states = await Promise.all(
    seen.map(async (path) => {
      const state = await stat(join(folder, path), { bigint: true }).catch(() => undefined);
      return state
        ? `${path}\0${state.ino}\0${state.size}\0${state.mtimeNs}\0${state.ctimeNs}`
        : `${path}\0gone`;
    }),
  );
  return states.join('\n');
}
