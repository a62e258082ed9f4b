import type { Style } from './terminal.ts';
import { displayWidth, padEnd } from './text.ts';

/**
 * Rows in columns as wide as their widest cell, two spaces apart; the first row is the head. Cells may have colours. A
 * line break in a cell is shown as `\\n`: names come from providers, and none shall look like a row of its own.
 */
export const renderTable = (given: readonly (readonly string[])[], { colours }: Style): string => {
  const rows = given.map((row) => row.map((cell) => cell.replaceAll('\n', '\\n').replaceAll('\t', ' ')));
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  return rows
    .map((row, index) => {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : padEnd(cell, widths[column]!),
      );
      const line = cells.join('  ').trimEnd();
      return `${index === 0 ? colours.dim(line) : line}\n`;
    })
    .join('');
};

/** Names and values under each other, names padded: what a command made. */
export const renderFacts = (
  facts: readonly (readonly [name: string, value: string])[],
  { colours }: Style,
): string => {
  const width = Math.max(...facts.map(([name]) => displayWidth(name)));
  return facts.map(([name, value]) => `${colours.dim(padEnd(name, width))}  ${value}\n`).join('');
};
