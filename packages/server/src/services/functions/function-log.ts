import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A function's log: one text file, and the one before it. */
export interface FunctionLog {
  /** Adds text; returns at once. When the disk cannot keep up, text is left out and counted. */
  write(text: string): void;
  /** Resolves when all that was added is written. */
  flushed(): Promise<void>;
}

/** Size at which a log file is renamed to `.log.1` and begun anew, in bytes. */
const MAXIMUM_FILE_BYTES = 4 * 1024 * 1024;
/** Text that may wait for the disk, in characters. */
const MAXIMUM_WAITING = 1024 * 1024;

/**
 * Opens `<folder>/<name>.log`, made with the first text. A disk that fails never fails a function: `onProblem` hears
 * of it once.
 */
export function openFunctionLog(
  folder: string,
  name: string,
  onProblem: (message: string) => void,
): FunctionLog {
  const path = join(folder, `${name}.log`);
  let waiting = '';
  let leftOut = 0;
  let writing: Promise<void> | undefined;
  let complained = false;

  const writeAll = async (): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      while (waiting !== '' || leftOut > 0) {
        const text = leftOut > 0 ? `${waiting}(${leftOut} characters of output were left out)\n` : waiting;
        waiting = '';
        leftOut = 0;
        const size = (await stat(path).catch(() => undefined))?.size ?? 0;
        if (size > MAXIMUM_FILE_BYTES) await rename(path, `${path}.1`);
        await appendFile(path, text, { mode: 0o600 });
      }
    } catch (error) {
      waiting = '';
      if (!complained) onProblem(`The log of the function ${name} cannot be written: ${codeOf(error)}.`);
      complained = true;
    } finally {
      writing = undefined;
    }
  };

  return {
    write(text) {
      if (waiting.length + text.length > MAXIMUM_WAITING) leftOut += text.length;
      else waiting += text;
      writing ??= writeAll();
    },
    async flushed() {
      while (writing) await writing;
    },
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
