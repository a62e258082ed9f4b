import type { BlockWriter } from '../block-writer.ts';
import { needsPassword } from '../detect-format.ts';
import { DocumentProblem, shownName } from '../document-problem.ts';
import type { ParsingLimits } from '../limits.ts';
import { damaged } from '../open-archive.ts';
import { addTable } from '../table-blocks.ts';
import { linesOf, type PageLine, type TextPiece } from './pdf-lines.ts';

/**
 * A PDF has letters at places; lines, paragraphs, headings and tables are made out by where and how large they are. Text
 * in pictures is not read. Returns the title that the file names. Throws DocumentProblem.
 */
export const parsePdf = async (
  name: string,
  bytes: Uint8Array,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<string | undefined> => {
  const { getResolvedPDFJS } = await import('unpdf');
  const { getDocument } = await getResolvedPDFJS();
  const missing = new Set<string>();
  const loading = getDocument({
    // A copy, since the library takes the buffer away from whoever has it.
    data: new Uint8Array(bytes),
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    isOffscreenCanvasSupported: false,
    enableXfa: false,
    // Pictures are not decoded.
    maxImageSize: 1,
    // Nothing is fetched. Which tables of letters were asked for says whether text is missing.
    useWorkerFetch: false,
    BinaryDataFactory: class {
      async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<never> {
        if (kind === 'cMapUrl') missing.add(filename.replace(/\.bcmap$/, ''));
        throw new Error(`${filename} is not here`);
      }
    },
  });
  try {
    const document = await loading.promise;
    if (document.numPages > limits.pages)
      throw new DocumentProblem(
        'too-large',
        `${shownName(name)} has ${document.numPages} pages, and ${limits.pages} are taken from one document. Split it.`,
      );
    const pages: PageLine[][] = [];
    let length = 0;
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const lines = linesOf(items.filter((item) => 'str' in item).map(pieceOf));
      page.cleanup();
      pages.push(lines);
      length += lines.reduce((sum, { text }) => sum + text.length, 0);
      if (length > limits.textLength) break;
    }
    if (missing.size > 0) throw missingLetters(name, missing);
    addPages(pages, writer);
    const { info } = await document.getMetadata();
    const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : '';
    return title.toWellFormed() || undefined;
  } catch (error) {
    if (error instanceof DocumentProblem) throw error;
    if (error instanceof Error && error.name === 'PasswordException') throw needsPassword(name);
    throw damaged(name, error);
  } finally {
    await loading.destroy().catch(() => undefined);
  }
};

/** Text would be lost without a word: better none of the document than a part that looks like the whole. */
const missingLetters = (name: string, tables: ReadonlySet<string>): DocumentProblem =>
  new DocumentProblem(
    'unsupported',
    `${shownName(name)} has text in East Asian letters by a table that it does not bring along (${[...tables].join(', ')}), and that is not here either. Export it again with its fonts embedded, or give it as .docx.`,
  );

const pieceOf = (item: { str: string; transform: number[]; width: number }): TextPiece => {
  const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
  return { text: item.str, x, y, width: item.width, size: Math.hypot(c, d) };
};

/** Letters this much larger than those of most of the text are a heading's. */
const HEADING_SIZE = 1.15;
const HEADING_LENGTH = 200;
/** How an item of a list begins, and what stands before it alone when its text is set apart. */
const ITEM = /^(?:[•‣◦▪●○■□–—*-]|\(?(?:\d{1,3}|[a-z])[.)])\s/u;
const MARKER = /^(?:[•‣◦▪●○■□–—*-]|\(?(?:\d{1,3}|[a-z])[.)])$/u;

const addPages = (pages: readonly (readonly PageLine[])[], writer: BlockWriter): void => {
  const body = bodySize(pages);
  const isHeading = ({ size, text, cells }: PageLine): boolean =>
    size >= body * HEADING_SIZE &&
    text.length <= HEADING_LENGTH &&
    cells.length === 1 &&
    /\p{L}/u.test(text) &&
    !ITEM.test(text);
  const sizes = [
    ...new Set(
      pages
        .flat()
        .filter(isHeading)
        .map(({ size }) => size),
    ),
  ].sort((a, b) => b - a);
  for (const [index, lines] of pages.entries()) {
    const extras = { page: index + 1 };
    for (let at = 0; at < lines.length; ) {
      const line = lines[at]!;
      const rows = tableAt(lines, at);
      if (rows.length > 0)
        addTable(
          writer,
          rows.map(({ cells }) => cells.map(({ text }) => text)),
          extras,
        );
      const heading = isHeading(line);
      const group = rows.length > 0 ? rows : paragraphAt(lines, at, isHeading);
      at += group.length;
      if (rows.length > 0) continue;
      if (heading) writer.heading(sizes.indexOf(line.size) + 1, joined(group), extras);
      else writer.add(ITEM.test(line.text) ? 'list' : 'paragraph', joined(group), extras);
    }
  }
};

/** The size that most letters have. */
const bodySize = (pages: readonly (readonly PageLine[])[]): number => {
  const letters = new Map<number, number>();
  for (const { size, text } of pages.flat()) letters.set(size, (letters.get(size) ?? 0) + text.length);
  return [...letters].reduce((most, next) => (next[1] > most[1] ? next : most), [0, 0])[0];
};

/** Lines from `at` on that follow one another closely in the same size. */
const paragraphAt = (
  lines: readonly PageLine[],
  at: number,
  isHeading: (line: PageLine) => boolean,
): readonly PageLine[] => {
  const first = lines[at]!;
  let end = at + 1;
  let leading: number | undefined;
  for (; end < lines.length; end++) {
    const before = lines[end - 1]!;
    const line = lines[end]!;
    const distance = before.y - line.y;
    if (line.size !== first.size || isHeading(line) !== isHeading(first) || tableAt(lines, end).length > 0)
      break;
    // Upwards: another column, which goes on with the same sentence unless the last one ended.
    if (distance < 0 && /[.!?:]$/.test(before.text)) break;
    // A list begins, or ends with a line that is not indented as those of its items are.
    if (ITEM.test(line.text) && !ITEM.test(first.text)) break;
    if (ITEM.test(first.text) && !ITEM.test(line.text) && startOf(line) < startOf(first) + 1) break;
    if (distance > Math.min(2, leading === undefined ? 2 : leading * 1.25) * line.size) break;
    if (distance > 0) leading = Math.max(leading ?? 0, distance / line.size);
  }
  return lines.slice(at, end);
};

const startOf = ({ cells }: PageLine): number => cells[0]!.x;

/** Words that were divided at the end of a line are whole again. */
const joined = (lines: readonly PageLine[]): string =>
  lines.reduce((text, line) => {
    if (text === '') return line.text;
    if (ITEM.test(line.text)) return `${text}\n${line.text}`;
    if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(line.text))
      return text.slice(0, -1) + line.text;
    return `${text} ${line.text}`;
  }, '');

/** Cells of the same column begin, end or are centred at the same place, give or take this many units (1/72 inch). */
const COLUMN_TOLERANCE = 3;

/** Lines from `at` on with the same columns: at least three of two columns, or two of more. */
const tableAt = (lines: readonly PageLine[], at: number): readonly PageLine[] => {
  const first = lines[at]!;
  if (first.cells.length < 2 || MARKER.test(first.cells[0]!.text)) return [];
  let end = at + 1;
  while (end < lines.length && sameColumns(lines[end - 1]!, lines[end]!)) end += 1;
  const rows = lines.slice(at, end);
  if (rows.length < (first.cells.length === 2 ? 3 : 2)) return [];
  // Text set in two columns has long "cells", and a table whose every cell is a line of prose is not one to split either.
  const length = rows.reduce((sum, row) => sum + row.text.length, 0) / (rows.length * first.cells.length);
  return length > 40 ? [] : rows;
};

const sameColumns = (one: PageLine, other: PageLine): boolean =>
  one.cells.length === other.cells.length &&
  one.y > other.y &&
  one.cells.every((cell, index) => {
    const below = other.cells[index]!;
    const near = (a: number, b: number): boolean => Math.abs(a - b) <= COLUMN_TOLERANCE;
    return near(cell.x, below.x) || near(cell.end, below.end) || near(cell.x + cell.end, below.x + below.end);
  });
