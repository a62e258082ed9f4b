import { readFileSync } from 'node:fs';
import type { JsonValue } from '@streambed/model';
import { usageFailure } from '../failure.ts';

/**
 * The document that `--input` names: JSON on the command line, `@file`, or `-` for standard input. A file or a pipe
 * that is no JSON is a text, since letters and logs are what flows are fed with; on the command line it is more likely
 * a forgotten quote. Throws a Failure with the way out.
 */
export const readInputDocument = (given: string | undefined): JsonValue => {
  if (given === undefined)
    throw usageFailure(
      `Say what the flow shall work on: --input '{"key": "value"}', --input @file or --input -`,
    );
  if (given === '-') return jsonOrText(read(0, 'standard input'));
  if (given.startsWith('@')) return jsonOrText(read(given.slice(1), given.slice(1)));
  try {
    return JSON.parse(given);
  } catch (error) {
    throw usageFailure(
      `--input is not JSON: ${(error as Error).message}. A text wants quotes of its own: --input '"…"'`,
      { cause: error },
    );
  }
};

const jsonOrText = (text: string): JsonValue => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const read = (place: string | 0, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(place));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usageFailure(`There is no file ${name}.`, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw usageFailure(`${name} is not UTF-8 text.`, { cause: error });
    throw usageFailure(`${name} cannot be read (${code ?? (error as Error).message}).`, { cause: error });
  }
};
