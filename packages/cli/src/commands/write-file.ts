import { writeFileSync } from 'node:fs';
import { usageFailure } from '../failure.ts';

/** Writes a file that the person named. Throws a Failure that says why it cannot be written. */
export const writeFile = (path: string, text: string): void => {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'its folder does not exist' : (code ?? (error as Error).message);
    throw usageFailure(`${path} cannot be written: ${why}.`, { cause: error });
  }
};
