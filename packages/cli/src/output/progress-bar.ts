import type { Terminal } from './terminal.ts';
import { counted, shorten } from './text.ts';

const BAR = 24;

/**
 * How far something is: one line of standard error that is written over, and where that is no terminal a plain line for
 * each further tenth, none for the end.
 */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #name: string;
  #shown = '';
  #tenths = 0;

  constructor(terminal: Terminal, name: string) {
    this.#terminal = terminal;
    this.#name = name;
  }

  /** @param all 0 while nobody knows how many there are */
  show(done: number, all: number): void {
    if (!this.#terminal.isWatched) {
      this.#note(done, all);
      return;
    }
    const line = progressLine(this.#name, done, all, this.#terminal.noteStyle.width);
    if (line === this.#shown) return;
    this.#shown = line;
    this.#terminal.status(line);
  }

  #note(done: number, all: number): void {
    const tenths = all === 0 ? 0 : Math.floor((10 * done) / all);
    if (tenths <= this.#tenths || done >= all) return;
    this.#tenths = tenths;
    this.#terminal.note(`${this.#name}: ${done.toLocaleString('en-US')} of ${counted(all, 'document')}`);
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#shown !== '') this.#terminal.status('');
    this.#shown = '';
  }
}

/** `handbook  ████████░░░░░░░░░░░░░░░░  12/40`, in at most `width` columns. */
export const progressLine = (name: string, done: number, all: number, width: number): string => {
  const share = all === 0 ? 0 : Math.min(1, done / all);
  const filled = Math.floor(share * BAR);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
  const figures = all === 0 ? '…' : `${done.toLocaleString('en-US')}/${all.toLocaleString('en-US')}`;
  return `${shorten(name, Math.max(8, width - BAR - figures.length - 5))}  ${bar}  ${figures}`;
};
