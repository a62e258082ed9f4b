import type { Environment } from '../configuration.ts';

/** `${NAME}`, as it stands for an environment variable in any text of the file. */
const REFERENCE = /\$\{([^}]*)\}/gu;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/u;

export interface Substituted {
  readonly text: string;
  /** Values of the variables that stood in the text. */
  readonly values: readonly string[];
  /** What is wrong with the references, as ends of sentences. */
  readonly problems: readonly string[];
}

/** Puts the values of environment variables in the place of their references. A value is not looked at again. */
export function substitute(text: string, env: Environment): Substituted {
  const values: string[] = [];
  const problems: string[] = [];
  const substituted = text.replace(REFERENCE, (reference, name: string) => {
    if (!VARIABLE.test(name)) {
      problems.push(`has ${reference}, which names no environment variable; write it as \${NAME}`);
      return '';
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined || value === '')
      problems.push(`needs the environment variable ${name}, which is not set`);
    else values.push(value);
    return value ?? '';
  });
  return { text: substituted, values, problems };
}
