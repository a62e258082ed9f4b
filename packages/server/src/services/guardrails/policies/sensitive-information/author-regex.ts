import { LARGEST_REGEX_PROGRAM } from '@streambed/flow/ports';
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** The longest pattern that GuardrailRegexConfig takes. */
const LONGEST_PATTERN = 500;

/**
 * Compiles what an author wrote. The engine is RE2's: its time is linear in the text, and look-around and back-references
 * do not exist. Case, dots and anchors are as RE2 has them, changed with flags in the pattern such as `(?i)`.
 *
 * Throws an Error whose message names what is wrong with the pattern, for the author to read.
 */
export function compileRegex(pattern: string): RE2JS {
  if (pattern === '')
    throw new Error('The regex is empty, so that it would match everywhere. Write a pattern.');
  if (pattern.length > LONGEST_PATTERN)
    throw new Error(`The regex has ${pattern.length} characters; ${LONGEST_PATTERN} are allowed.`);
  const compiled = compile(pattern);
  if (compiled.programSize() > LARGEST_REGEX_PROGRAM)
    throw new Error(
      'The regex is too large: its counted repetitions multiply to more than the engine may take. Use smaller counts.',
    );
  return compiled;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(`The regex does not compile: ${explain(error, pattern)}`, { cause: error });
  }
}

function explain(error: unknown, pattern: string): string {
  if (/\(\?<?[=!]/.test(pattern))
    return 'look-ahead and look-behind are not in RE2 syntax, whose time is linear. Match the surroundings too, or leave them out.';
  if (/\\[1-9]/.test(pattern))
    return 'back-references are not in RE2 syntax, whose time is linear. Spell the repetition out.';
  if (error instanceof RE2JSSyntaxException) {
    const part = error.getPattern();
    return part ? `${error.getDescription()}: ${part}.` : `${error.getDescription()}.`;
  }
  return error instanceof Error ? error.message : String(error);
}
