import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { FunctionProblem } from './function-settings.ts';

const OLDEST = [3, 9] as const;

/** The interpreter for a function: a virtual environment in its folder or beside it, else the PATH's python3. */
export async function findPython(
  folders: readonly string[],
  find: (command: string) => Promise<string> = realInterpreter,
): Promise<string> {
  for (const folder of folders) {
    for (const name of ['.venv', 'venv']) {
      const path = join(folder, name, 'bin', 'python3');
      // Not its real path: an interpreter knows its virtual environment by the path it is called with.
      if (await isExecutable(path)) return path;
    }
  }
  return find('python3');
}

const known = new Map<string, Promise<string>>();

/**
 * Asks an interpreter where it is: what the PATH has may be a wrapper script that wants the server's variables. Rejects
 * with FunctionProblem when there is none, or one that is too old.
 */
export function realInterpreter(command: string): Promise<string> {
  const asked = known.get(command) ?? ask(command);
  known.set(command, asked);
  // Somebody may install one while the server runs.
  asked.catch(() => known.delete(command));
  return asked;
}

const QUESTION = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';

async function ask(command: string): Promise<string> {
  const answer = await new Promise<string>((resolve, reject) => {
    execFile(command, ['-I', '-c', QUESTION], { timeout: 30_000 }, (error, stdout) => {
      if (error) reject(noPython(error));
      else resolve(stdout);
    });
  });
  const [, major, minor, path] = /^(\d+) (\d+) (.+)\s*$/.exec(answer) ?? [];
  if (path === undefined) throw noPython(undefined);
  if (Number(major) !== OLDEST[0] || Number(minor) < OLDEST[1])
    throw new FunctionProblem(
      `It is written in Python, and the ${command} of this machine is ${major}.${minor}; ${OLDEST.join('.')} or newer is needed.`,
    );
  return path.trim();
}

const noPython = (cause: unknown): FunctionProblem =>
  new FunctionProblem(
    'It is written in Python, and there is no python3 on the PATH of the server: install one, or make a virtual environment .venv in the folder of the function.',
    { cause },
  );

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
