import { createInterface } from 'node:readline/promises';
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** How a text is to be written: renderers are pure functions of what they show and of this. */
export interface Style {
  readonly colours: Colours;
  /** Columns that a line may take. */
  readonly width: number;
}

/** The person, or the program, on the other side of standard output and standard error. */
export interface Terminal {
  /** How standard output is to be written. */
  readonly style: Style;
  /** How standard error is to be written. */
  readonly noteStyle: Style;
  /** Whether somebody reads who can also be asked. */
  readonly interactive: boolean;
  /** Whether standard output is a terminal: what is written there must not steer it. */
  readonly isTerminal: boolean;
  /** Whether standard error is a terminal: a line there can be written over. */
  readonly isWatched: boolean;
  /** Results: to standard output, as it is. */
  write(text: string): void;
  /** What is said beside the results: to standard error, with a line's end. */
  note(line: string): void;
  /** What goes on right now: a line of standard error in place of the last one; nothing when nobody watches. */
  status(line: string): void;
  /** Asks a question that Enter answers with no. */
  confirm(question: string): Promise<boolean>;
}

/** Lines of a pipe or a file: long enough for a sentence, short enough for a log. */
const DEFAULT_WIDTH = 100;
/** Below this nothing can be laid out; longer lines are left to the terminal to wrap. */
const LEAST_WIDTH = 40;
/** As shells count a process that a closed pipe ended. */
const CLOSED_PIPE = 128 + 13;

/** The process's own terminal. A reader that closes the pipe (`| head`) ends the process quietly. */
export const openTerminal = (): Terminal => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(CLOSED_PIPE);
    throw error;
  });
  return {
    style: styleOf(process.stdout, process.env),
    noteStyle: styleOf(process.stderr, process.env),
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    isTerminal: Boolean(process.stdout.isTTY),
    isWatched: Boolean(process.stderr.isTTY),
    write: (text) => {
      process.stdout.write(text);
    },
    note: (line) => {
      process.stderr.write(`${line}\n`);
    },
    status: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
    },
    confirm: async (question) => {
      const reader = createInterface({ input: process.stdin, output: process.stderr });
      // Ctrl-D and Ctrl-C close the reader and leave its question unanswered.
      const closed = new Promise<string>((resolve) => {
        reader.once('close', () => resolve(''));
      });
      try {
        const asked = reader.question(`${question} [y/N] `).catch(() => '');
        const answer = await Promise.race([asked, closed]);
        return /^y(?:es)?$/i.test(answer.trim());
      } finally {
        reader.close();
      }
    },
  };
};

/** The style for a stream: colours on terminals, unless NO_COLOR or a dumb terminal forbids; FORCE_COLOR wins. */
export const styleOf = (
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Style => {
  const wanted = Boolean(stream.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb';
  const forced = Boolean(env.FORCE_COLOR) && env.FORCE_COLOR !== '0' && !env.NO_COLOR;
  const columns = stream.isTTY ? stream.columns : Number(env.COLUMNS);
  return {
    colours: picocolors.createColors(wanted || forced),
    width: Math.max(LEAST_WIDTH, columns || DEFAULT_WIDTH),
  };
};
