/** Some letters that a PDF puts at a place; units are those of the page, usually 1/72 inch, y upwards. */
export interface TextPiece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

/** Letters on one line without a wide gap between them. */
export interface LineCell {
  readonly text: string;
  readonly x: number;
  readonly end: number;
}

export interface PageLine {
  readonly text: string;
  readonly y: number;
  /** Height of most of its letters, to half a unit. */
  readonly size: number;
  readonly cells: readonly LineCell[];
}

/** Wider than this, in heights of the letters, is no space between words but one between columns. */
const COLUMN_GAP = 1;
/** Narrower than this is no space at all: letters are placed one by one in many files. */
const WORD_GAP = 0.2;

/**
 * The lines that pieces in reading order make: letters at the same height, one right of the other. Where the file ends a
 * line does not matter; many end one after each cell of a table.
 */
export const linesOf = (pieces: readonly TextPiece[]): PageLine[] => {
  const lines: PageLine[] = [];
  let cells: { text: string; x: number; end: number }[] = [];
  let sizes = new Map<number, number>();
  let y = 0;

  const finish = (): void => {
    const whole = cells
      .map(({ text, x, end }) => ({ text: text.replace(/\s+/g, ' ').trim(), x, end }))
      .filter(({ text }) => text !== '');
    if (whole.length > 0) {
      const size = [...sizes].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
      lines.push({ text: whole.map(({ text }) => text).join(' '), y, size, cells: whole });
    }
    cells = [];
    sizes = new Map();
  };

  for (const piece of pieces) {
    const last = cells.at(-1);
    if (piece.text.trim() !== '') {
      const size = Math.round(piece.size * 2) / 2;
      const height = Math.max(piece.size, 1);
      if (last && (Math.abs(piece.y - y) > height * 0.5 || piece.x < last.end - height)) finish();
      const before = cells.at(-1);
      const gap = before ? piece.x - before.end : 0;
      if (before === undefined || gap > height * COLUMN_GAP) {
        if (before === undefined) y = piece.y;
        cells.push({ text: piece.text, x: piece.x, end: piece.x + piece.width });
      } else {
        before.text += (gap > piece.size * WORD_GAP ? ' ' : '') + piece.text;
        before.end = piece.x + piece.width;
      }
      sizes.set(size, (sizes.get(size) ?? 0) + piece.text.length);
    } else if (last && piece.text !== '' && piece.width < Math.max(piece.size, 1) * COLUMN_GAP) {
      last.text += ' ';
      last.end = piece.x + piece.width;
    }
  }
  finish();
  return lines;
};
