import type { BlockWriter } from '../block-writer.ts';
import { DocumentProblem, shownName } from '../document-problem.ts';
import type { CsvStructure } from '../metadata-sidecar.ts';
import { damaged } from '../open-archive.ts';
import { createTable, type TableWriter } from '../table-blocks.ts';

/** Characters of one record; a quote that is never closed must not take the rest of the file for a cell unnoticed. */
const RECORD_LENGTH = 1_000_000;

/**
 * CSV, its separator found by looking (comma, semicolon, tab, bar). Without `structure` it is a table whose first row
 * is the header; with it every row is a record: the text of one column, the others its metadata. Throws DocumentProblem.
 */
export const parseCsv = async (
  name: string,
  text: string,
  writer: BlockWriter,
  structure: CsvStructure | undefined,
): Promise<void> => {
  const { parse } = await import('csv-parse/sync');
  const rows = structure ? recordsInto(name, writer, structure) : createTable(writer);
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: RECORD_LENGTH,
      // Taken as they come and not kept: as strings, rows take many times the memory of the file.
      on_record: (row: readonly string[]) => {
        rows.row(row);
        return null;
      },
    });
  } catch (error) {
    throw error instanceof DocumentProblem ? error : damaged(name, error);
  }
  rows.end();
};

const recordsInto = (
  name: string,
  writer: BlockWriter,
  { contentField, fieldsToInclude, fieldsToExclude = [] }: CsvStructure,
): TableWriter => {
  let content = 0;
  let places: readonly (readonly [field: string, at: number])[] | undefined;

  const readHeader = (header: readonly string[]): void => {
    const columns = header.map((column) => column.trim());
    const columnOf = (field: string): number => {
      const at = columns.indexOf(field);
      if (at < 0) throw missingColumn(name, field, columns);
      return at;
    };
    content = columnOf(contentField);
    places = (fieldsToInclude ?? columns)
      .filter((field) => field !== '' && !fieldsToExclude.includes(field) && field !== contentField)
      .map((field) => [field, columnOf(field)]);
  };

  return {
    row(row) {
      if (places === undefined) {
        readHeader(row);
        return;
      }
      const entries = places.map(([field, at]) => [field, row[at] ?? ''] as const);
      const metadata = Object.fromEntries(entries.filter(([, value]) => value !== ''));
      writer.add('record', row[content] ?? '', { metadata });
    },
    end: () => undefined,
  };
};

const missingColumn = (name: string, field: string, columns: readonly string[]): DocumentProblem =>
  new DocumentProblem(
    'metadata',
    `${shownName(name)} has no column ${field}, which its .metadata.json names; its columns are ${columns.slice(0, 20).join(', ')}. Correct one of the two files.`,
  );

/** The separator that the first lines have most of, outside of quotes. */
const delimiterOf = (text: string): string => {
  const counts = new Map([',', ';', '\t', '|'].map((delimiter) => [delimiter, 0]));
  let quoted = false;
  let lines = 0;
  for (let at = 0; at < text.length && at < 64 * 1024 && lines < 20; at += 1) {
    const character = text[at]!;
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n') lines += 1;
    else if (counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
};
