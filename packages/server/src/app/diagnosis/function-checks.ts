import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  FunctionProblem,
  type FunctionsConfiguration,
  findPython,
  listFunctions,
  readFunctionFolder,
} from '../../services/functions/index.ts';
import type { Environment } from '../configuration.ts';
import { type Check, fail, failedBy, ok, warn } from './check.ts';

/** The functions that LambdaFunction nodes find here, and the interpreter that those in Python need. */
export async function* functionChecks(
  configuration: FunctionsConfiguration,
  environment: Environment,
): AsyncGenerator<Check> {
  const folder = resolve(configuration.embedded?.folder ?? 'functions');
  if (!existsSync(folder)) {
    yield ok('functions', `no folder ${folder}; LambdaFunction nodes find none here`);
    return;
  }
  const names = await listFunctions(folder);
  yield ok('functions', names.length > 0 ? `${names.length} in ${folder}` : `none in ${folder}`);
  let wantsPython = false;
  for (const name of names) {
    try {
      const state = await readFunctionFolder(
        folder,
        name,
        configuration.embedded?.defaults ?? {},
        environment,
      );
      if (!state) continue;
      wantsPython ||= state.settings.runtime === 'python';
      yield ok(`function ${name}`, `${state.settings.runtime}, ${state.settings.handler}`);
    } catch (error) {
      if (error instanceof FunctionProblem)
        yield fail(`function ${name}`, error.message, `It is the folder ${resolve(folder, name)}.`);
      else yield failedBy(`function ${name}`, error);
    }
  }
  yield await pythonCheck(wantsPython);
}

const pythonCheck = async (wanted: boolean): Promise<Check> => {
  try {
    return ok('python3', await findPython([]));
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return wanted
      ? warn('python3', told, 'Functions with a virtual environment of their own run all the same.')
      : ok('python3', 'none; no function here needs it');
  }
};
