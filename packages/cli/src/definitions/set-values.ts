import { usageFailure } from '../failure.ts';

/** `--set name=value`, any number of times, as a map; the last one of a name wins. Throws a Failure for `--set name`. */
export const parseSetValues = (given: unknown): Map<string, string> => {
  const values = new Map<string, string>();
  for (const text of Array.isArray(given) ? (given as string[]) : []) {
    const equals = text.indexOf('=');
    if (equals < 1) throw usageFailure(`--set ${text} is not of the form --set name=value.`);
    values.set(text.slice(0, equals), text.slice(equals + 1));
  }
  return values;
};
