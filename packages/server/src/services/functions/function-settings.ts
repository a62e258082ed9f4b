import type { FunctionDefaults } from './configuration.ts';

/** The runtimes that embedded functions have; `provided` runs an executable named bootstrap. */
export type FunctionRuntime = 'nodejs' | 'python' | 'provided';

/** Everything that is known about one function. */
export interface FunctionSettings {
  readonly name: string;
  /** The function's folder, its real path. */
  readonly folder: string;
  readonly runtime: FunctionRuntime;
  /** As in Lambda: `index.handler`, `src/app.lambda_handler`. */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memory: number;
  /** Child processes at a time. */
  readonly concurrency: number;
  readonly environment: ReadonlyMap<string, string>;
  /** Values of the environment that no log and no message may show. */
  readonly secrets: readonly string[];
  readonly sandbox: 'on' | 'off';
}

/** Why a function cannot be run, in words for its author. */
export class FunctionProblem extends Error {
  override readonly name = 'FunctionProblem';
}

export const defaultSettings = { timeout: 30, memory: 512, concurrency: 4, sandbox: 'on' } as const;

/** What a function's own function.yaml may say; the same members as in function.json. */
type Members = Omit<FunctionSettings, 'name' | 'folder' | 'secrets' | 'runtime' | 'handler'> & {
  readonly runtime?: FunctionRuntime;
  readonly handler?: string;
  readonly secrets: readonly string[];
};

type Reader = (value: unknown) => unknown;

const integer =
  (least: number, most: number): Reader =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? value
      : complain(`must be a whole number from ${least} to ${most}`);

const readers: Readonly<Record<string, Reader>> = {
  handler: (value) =>
    typeof value === 'string' && handlerForm.test(value) && !value.split('/').includes('..')
      ? value
      : complain('must be FILE.FUNCTION, for example index.handler or src/app.lambda_handler'),
  runtime: (value) => runtimeOf(value) ?? complain('must be nodejs, python or provided; versions may follow'),
  timeout: integer(1, 900),
  memory: integer(128, 10_240),
  concurrency: integer(1, 100),
  sandbox: (value) => {
    // YAML 1.1 habits: `off` without quotes is a boolean to some people's tools.
    const word = value === false ? 'off' : value === true ? 'on' : value;
    return word === 'on' || word === 'off' ? word : complain('must be on or off');
  },
  environment: (value) => (isRecord(value) ? value : complain('must be a list of NAME: value')),
};

const handlerForm = /^(?!\/)[^\\:\s]+\.[\w.]+$/;
const variableForm = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Set by the runtime itself, here as in Lambda. */
const reservedVariable =
  /^(_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_.*|AWS_LAMBDA_.*|AWS_EXECUTION_ENV|STREAMBED_.*)$/;
const secretName = /secret|token|password|passphrase|credential|api_?key|access_?key|private_?key/i;
/** Shorter values would blot out innocent text. */
const SECRET_LENGTH = 8;

/**
 * Checks what a function's file says, over the server's defaults. `variables` is where `${NAME}` in the value of an
 * environment variable is looked up: the server's own environment, from which a function gets nothing that it does not
 * name. Throws FunctionProblem.
 */
export function readSettings(
  file: string,
  content: unknown,
  defaults: FunctionDefaults,
  variables: Readonly<Record<string, string | undefined>>,
): Members {
  const given = content ?? {};
  if (!isRecord(given)) throw new FunctionProblem(`${file} must hold settings by name, such as timeout: 10.`);
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!reader)
      throw new FunctionProblem(
        `${file} has the unknown setting ${JSON.stringify(name)}; known are ${Object.keys(readers).join(', ')}.`,
      );
    read[name] = within(`${file}: ${name}`, () => reader(value));
  }
  const members = { ...defaultSettings, ...defaults, ...read } as Omit<Members, 'environment' | 'secrets'>;
  const environment = new Map<string, string>();
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries((read.environment as object | undefined) ?? {})) {
    const where = `${file}: environment variable ${name}`;
    const { text, taken } = within(where, () => readVariable(name, value, members.sandbox, variables));
    environment.set(name, text);
    // The part that was taken too: a function may print the password of a URL alone.
    for (const secret of taken.length > 0 || secretName.test(name) ? [text, ...taken] : [])
      if (secret.length >= SECRET_LENGTH) secrets.add(secret);
  }
  // Longest first: one may be part of another.
  return { ...members, environment, secrets: [...secrets].sort((one, other) => other.length - one.length) };
}

function readVariable(
  name: string,
  value: unknown,
  sandbox: 'on' | 'off',
  variables: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly taken: readonly string[] } {
  if (!variableForm.test(name)) complain('must be named with letters, digits and underscores');
  if (reservedVariable.test(name)) complain('belongs to the runtime and cannot be set');
  if (name === 'NODE_OPTIONS' && sandbox === 'on')
    complain('would open the sandbox; say sandbox: off if it shall');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return complain('must be a text');
  const taken: string[] = [];
  const text = String(value).replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, source: string) => {
    const found = Object.hasOwn(variables, source) ? variables[source] : undefined;
    if (found === undefined)
      return complain(`is taken from the server’s variable ${source}, which is not set`);
    taken.push(found);
    return found;
  });
  if (text.includes('\0')) complain('must not hold a NUL character');
  return { text, taken };
}

/** `nodejs22.x` → nodejs, `python3.13` → python, `provided.al2023` → provided. */
const runtimeOf = (value: unknown): FunctionRuntime | undefined => {
  const [, family] =
    typeof value === 'string' ? (/^(nodejs|python|provided)[\d.a-z]*$/.exec(value) ?? []) : [];
  return family as FunctionRuntime | undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function complain(what: string): never {
  throw new FunctionProblem(what);
}

function within<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FunctionProblem ? new FunctionProblem(`${where} ${error.message}.`) : error;
  }
}
