import type { Terminal } from './terminal.ts';
import { shorten } from './text.ts';

const BAR = 24;

/** How far something is, in one line of standard error that is written over; nothing where nobody watches. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #name: string;
  #shown = '';

  constructor(terminal: Terminal, name: string) {
    this.#terminal = terminal;
    this.#name = name;
  }

  /** @param all 0 while nobody knows how many there are */
  show(done: number, all: number): void {
    const line = progressLine(this.#name, done, all, this.#terminal.noteStyle.width);
    if (line === this.#shown) return;
    this.#shown = line;
    this.#terminal.status(line);
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
