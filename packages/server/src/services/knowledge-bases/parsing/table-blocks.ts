import type { BlockExtras, BlockWriter } from './block-writer.ts';

/**
 * About as many characters as fit into a chunk of the usual 300 tokens. A longer table becomes several blocks, each with
 * the header, so that a chunk made of one block tells what its columns are.
 */
const BLOCK_LENGTH = 1_000;

/** A table that comes row by row. */
export interface TableWriter {
  /** The first is the header. Rows without any text are left out; shorter ones are filled up. */
  row(cells: readonly string[]): void;
  /** Writes what is left; to be called once, after the last row. */
  end(): void;
}

/** Writes rows in Markdown's form: `| a | b |`. `columns` is what the widest row has, if that is known. */
export const createTable = (writer: BlockWriter, extras?: BlockExtras, columns = 0): TableWriter => {
  let header: string | undefined;
  let length = BLOCK_LENGTH;
  let width = columns;
  let text = '';
  return {
    row(cells) {
      if (!cells.some((cell) => cell.trim() !== '')) return;
      if (header === undefined) {
        width = Math.max(width, cells.length);
        header = `${rowOf(cells, width)}\n|${' --- |'.repeat(width)}`;
        length = Math.max(BLOCK_LENGTH, 3 * header.length);
        text = header;
        return;
      }
      const line = rowOf(cells, Math.max(width, cells.length));
      if (text.length > header.length && text.length + line.length >= length) {
        writer.add('table', text, extras);
        text = header;
      }
      text += `\n${line}`;
    },
    end: () => writer.add('table', text, extras),
  };
};

/** A whole table; the first of `rows` is the header. */
export const addTable = (
  writer: BlockWriter,
  rows: readonly (readonly string[])[],
  extras?: BlockExtras,
): void => {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const table = createTable(writer, extras, columns);
  for (const row of rows) table.row(row);
  table.end();
};

const rowOf = (row: readonly string[], columns: number): string => {
  let line = '|';
  for (let column = 0; column < columns; column++) line += ` ${cellOf(row[column] ?? '')} |`;
  return line;
};

/** One line, and no bar that would look like the end of the cell. */
const cellOf = (text: string): string =>
  /[\s|]/.test(text) ? text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|') : text;
