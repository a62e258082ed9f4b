import type { JsonObject, JsonValue } from '@streambed/model';

/** Rows of comma-, semicolon- or tab-separated text with quoted cells, as spreadsheets copy and save them. */
export const parseCsv = (text: string): readonly (readonly string[])[] => {
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    cell = '';
  };
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (source[at + 1] === '"') cell += source[at++];
      else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r' || source[at + 1] !== '\n') cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
};

/** Judged by the first line: a tab never stands in plain lists; a comma does, unless a second line agrees. */
const separatorOf = (text: string): string | undefined => {
  const [first = '', second] = text.split('\n', 2);
  const count = (line: string, character: string) => line.split(character).length - 1;
  if (first.includes('\t')) return '\t';
  for (const candidate of [',', ';'])
    if (
      count(first, candidate) > 0 &&
      second !== undefined &&
      count(second, candidate) >= count(first, candidate)
    )
      return candidate;
  return undefined;
};

const asNumber = (text: string): JsonValue => {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
};

/**
 * Items from a pasted column or table: one column gives one item per line; several give objects by the names in the first
 * line. Numbers become numbers only where the list holds numbers already, or in tables.
 */
export const itemsFromText = (text: string, present: readonly JsonValue[]): JsonValue[] => {
  const rows = parseCsv(text);
  const wantsNumbers = present.length > 0 && present.every((item) => typeof item === 'number');
  if (rows.every((row) => row.length === 1))
    return rows.map(([cell]) => (wantsNumbers ? asNumber(cell!) : cell!));
  const [names = [], ...lines] = rows;
  return lines.map((cells) => {
    const item: JsonObject = {};
    for (const [index, name] of names.entries())
      Object.defineProperty(item, name || `column${index + 1}`, {
        value: asNumber(cells[index] ?? ''),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return item;
  });
};

/** The value that an uploaded file stands for, as far as the Input's type says. Throws SyntaxError for broken JSON. */
export const valueOfFile = (name: string, text: string, type: string): JsonValue => {
  if (type === 'String') return text;
  if (/\.json$/i.test(name) || /^\s*[[{]/.test(text)) return JSON.parse(text) as JsonValue;
  if (type === 'Array') return itemsFromText(text, []);
  return JSON.parse(text) as JsonValue;
};
