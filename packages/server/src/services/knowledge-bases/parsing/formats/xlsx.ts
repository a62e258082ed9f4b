import type { BlockWriter } from '../block-writer.ts';
import { DocumentProblem, shownName } from '../document-problem.ts';
import type { ParsingLimits } from '../limits.ts';
import { type ArchiveParts, damaged } from '../open-archive.ts';
import { addTable } from '../table-blocks.ts';

/** Cells, texts, styles, names of the sheets; no pictures, charts or pivot tables. */
export const isXlsxPart = (entry: string): boolean =>
  /^xl\/(?:worksheets\/)?[^/]+\.xml$|\.rels$|^\[Content_Types\]\.xml$/i.test(entry);

/** A workbook: each sheet is a page with its name as heading, and a table whose header is the first row. */
export const parseXlsx = async (
  name: string,
  parts: ArchiveParts,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<void> => {
  const [{ default: readXlsxFile }, { zipSync }] = await Promise.all([
    import('read-excel-file/universal'),
    import('fflate'),
  ]);
  const entries = [...parts].map(([entry, part]): [string, Uint8Array] => [
    entry,
    /^xl\/worksheets\//i.test(entry) ? withoutEmptyCells(name, part, limits.cells) : part,
  ]);
  const stored = zipSync(Object.fromEntries(entries), { level: 0 });
  let sheets: Awaited<ReturnType<typeof readXlsxFile>>;
  try {
    // A Blob, since its buffer is copied by the library, whatever it is part of.
    sheets = await readXlsxFile(new Blob([stored as Uint8Array<ArrayBuffer>]));
  } catch (error) {
    throw damaged(name, error);
  }
  if (sheets.length > limits.pages)
    throw new DocumentProblem('too-large', `${shownName(name)} has ${sheets.length} sheets. Split it.`);
  for (const [index, { sheet, data }] of sheets.entries()) {
    const rows = data.map((row) => row.map(cellText));
    if (!rows.some((row) => row.some((cell) => cell !== ''))) continue;
    const page = index + 1;
    writer.leaveHeadings();
    writer.heading(1, sheet, { page });
    addTable(writer, rows, { page });
  }
};

/**
 * Takes cells and rows without a value away, which carry only a format and may stand a million rows below the others, and
 * refuses a sheet whose last cell is so far away that the empty ones up to it would not fit into memory.
 */
const withoutEmptyCells = (name: string, part: Uint8Array, cells: number): Uint8Array => {
  const xml = Buffer.from(part.buffer, part.byteOffset, part.length)
    .toString()
    .replace(/<c(?:\s[^<>]*)?(?:\/>|>\s*<\/c>)/g, '')
    .replace(/<row(?:\s[^<>]*)?(?:\/>|>\s*<\/row>)/g, '');
  let rows = 0;
  let columns = 0;
  for (const [, letters, digits] of xml.matchAll(/<c\s[^<>]*?\br\s*=\s*["']([A-Z]+)(\d+)["']/g)) {
    rows = Math.max(rows, Number(digits));
    columns = Math.max(columns, columnNumber(letters!));
  }
  for (const [, digits] of xml.matchAll(/<row\s[^<>]*?\br\s*=\s*["'](\d+)["']/g))
    rows = Math.max(rows, Number(digits));
  if (rows * Math.max(columns, 1) > cells)
    throw new DocumentProblem(
      'too-large',
      `${shownName(name)} has a sheet of ${rows.toLocaleString('en')} rows and ${columns.toLocaleString('en')} columns, and ${cells.toLocaleString('en')} cells are taken from one sheet. Delete the cells far from the others, or export it as CSV.`,
    );
  return Buffer.from(xml);
};

/** `A` is 1, `XFD` 16,384. */
const columnNumber = (letters: string): number => {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
};

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  return String(value);
};

/** Excel's dates have no zone; the library gives them as UTC. Those without a time of day are written without. */
const dateText = (date: Date): string => {
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
};
