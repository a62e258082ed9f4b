/** One record of a CSV text and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads CSV as RFC 4180 has it: commas, quotes around what holds commas, quotes or line ends, quotes doubled inside.
 * Lines may end with LF or CRLF; empty ones are left out. Throws an Error that names the line where a quote is not closed
 * or is followed by something.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  let at = 0;
  let line = 1;
  while (at < content.length) {
    const begins = line;
    const cells: string[] = [];
    for (let isLast = false; !isLast; ) {
      let cell = '';
      if (content[at] === '"') {
        const quoted = readQuoted(content, at, line);
        ({ cell, at } = quoted);
        line = quoted.line;
      } else {
        const end = endOfCell(content, at);
        cell = content.slice(at, end);
        at = end;
      }
      cells.push(cell);
      isLast = content[at] !== ',';
      at++;
    }
    if (content[at - 1] === '\r') at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begins, cells });
  }
  return records;
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && !isLineEnd(text, at)) at++;
  return at;
}

const isLineEnd = (text: string, at: number): boolean => text[at] === '\r' && text[at + 1] === '\n';

function readQuoted(text: string, from: number, line: number): { cell: string; at: number; line: number } {
  let cell = '';
  let at = from + 1;
  let reached = line;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new Error(`line ${line}: a quote is opened and never closed`);
    const part = text.slice(at, end);
    for (const character of part) if (character === '\n') reached++;
    cell += part;
    at = end + 1;
    if (text[at] !== '"') break;
    cell += '"';
    at++;
  }
  if (at < text.length && text[at] !== ',' && text[at] !== '\n' && !isLineEnd(text, at))
    throw new Error(`line ${reached}: something follows a closing quote; double the quotes inside a text`);
  return { cell, at, line: reached };
}
