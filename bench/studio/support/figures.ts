import { median } from '../../support/measure.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  /** One figure per round. */
  readonly figures: readonly number[];
  readonly unit: 'ms' | 'KB' | 'MB' | '';
  /** The same on the page of React Flow alone, or on an empty page: one figure per round. */
  readonly bare?: readonly number[];
  /** The most that the median may be; without one the line is for information. */
  readonly budget?: number;
  /** In place of "met" and "no": why a figure above its budget is not ours. */
  readonly note?: string;
}

const digits = (unit: Row['unit']) => (unit === 'MB' ? 1 : 0);
const show = (figure: number, unit: Row['unit']): string =>
  Number.isNaN(figure) ? '–' : `${figure.toFixed(figure < 10 && unit === 'ms' ? 1 : digits(unit))}`;

const isMet = ({ figures, budget }: Row): boolean => budget === undefined || median(figures) <= budget;

/** `yes`, `NO`, or that React Flow alone (or an empty page) misses it as well on this machine. */
const verdict = (row: Row): string => {
  if (row.budget === undefined) return row.note ?? '';
  if (isMet(row)) return 'met';
  return row.bare && median(row.bare) > row.budget ? 'NO (bare page too)' : 'NO';
};

const HEAD = ['what', 'median', 'worst', 'bare page', 'budget', 'met'] as const;

/** Prints the lines as one table. Answers how many budgets were missed. */
export const printTable = (rows: readonly Row[]): number => {
  const lines = rows.map((row) => [
    row.what,
    `${show(median(row.figures), row.unit)} ${row.unit}`.trim(),
    show(Math.max(...row.figures), row.unit),
    row.bare ? show(median(row.bare), row.unit) : '',
    row.budget === undefined ? '' : `≤ ${row.budget} ${row.unit}`.trim(),
    verdict(row),
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...lines.map((line) => line[at]!.length)));
  const print = (line: readonly string[]) =>
    console.log(
      line
        .map((cell, at) => (at === 0 || at === 5 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join('  ')
        .trimEnd(),
    );
  print([...HEAD]);
  print(widths.map((width) => '─'.repeat(width)));
  for (const line of lines) print(line);
  return rows.filter((row) => !isMet(row)).length;
};
