import type { BlockExtras, BlockWriter } from './block-writer.ts';

/**
 * About as many characters as fit into a chunk of the usual 300 tokens. A longer table becomes several blocks, each with
 * the header, so that a chunk made of one block tells what its columns are.
 */
const BLOCK_LENGTH = 1_000;

/**
 * Adds a table as rows in Markdown's form: `| a | b |`. The first of `rows` is the header; shorter rows are filled up.
 * Rows without any text are left out.
 */
export const addTable = (
  writer: BlockWriter,
  rows: readonly (readonly string[])[],
  extras?: BlockExtras,
): void => {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const [first, ...others] = filled;
  if (first === undefined) return;
  const columns = filled.reduce((most, row) => Math.max(most, row.length), 0);
  const header = `${rowOf(first, columns)}\n|${' --- |'.repeat(columns)}`;
  const length = Math.max(BLOCK_LENGTH, 3 * header.length);
  let text = header;
  for (const row of others) {
    const line = rowOf(row, columns);
    if (text.length > header.length && text.length + line.length >= length) {
      writer.add('table', text, extras);
      text = header;
    }
    text += `\n${line}`;
  }
  writer.add('table', text, extras);
};

const rowOf = (row: readonly string[], columns: number): string => {
  let line = '|';
  for (let column = 0; column < columns; column++) line += ` ${cellOf(row[column] ?? '')} |`;
  return line;
};

/** One line, and no bar that would look like the end of the cell. */
const cellOf = (text: string): string =>
  /[\s|]/.test(text) ? text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|') : text;
