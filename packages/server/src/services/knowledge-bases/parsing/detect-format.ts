import { DocumentProblem, shownName } from './document-problem.ts';

export type DocumentFormat = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'html' | 'markdown' | 'csv' | 'json' | 'text';

/** The MIME type that a parsed document is said to have. */
export const MIME_TYPES: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  html: 'text/html',
  markdown: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  text: 'text/plain',
};

type TextFormat = Extract<DocumentFormat, 'html' | 'markdown' | 'csv' | 'json' | 'text'>;

const BY_EXTENSION: Readonly<Record<string, TextFormat>> = {
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  txt: 'text',
  text: 'text',
  log: 'text',
};

const BY_MIME_TYPE: Readonly<Record<string, TextFormat>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'json',
  'application/jsonl': 'json',
};

/** Formats that are never text; a file with such a name and other bytes is damaged, or something else by mistake. */
const BINARY = new Set(['pdf', 'docx', 'xlsx', 'pptx']);

/** Of Office before 2007. They are refused, with a way out that a person would miss were they passed over. */
const PREDECESSORS = new Set(['doc', 'xls', 'ppt']);

/** Whether a file may be a document to judge by its name, as far as that is to say without its bytes. */
export const isDocumentName = (name: string): boolean => {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return BINARY.has(extension) || PREDECESSORS.has(extension) || Object.hasOwn(BY_EXTENSION, extension);
};

/** First bytes, as Latin-1, of files that somebody may well put beside documents, and what they are. */
const RECOGNISED: readonly (readonly [magic: string, what: string, wayOut: string])[] = [
  ['\x89PNG', 'a picture (PNG)', 'Run text recognition (OCR) over it and give the text.'],
  ['\xff\xd8\xff', 'a picture (JPEG)', 'Run text recognition (OCR) over it and give the text.'],
  ['GIF8', 'a picture (GIF)', 'Run text recognition (OCR) over it and give the text.'],
  ['{\\rtf', 'Rich Text (RTF)', 'Save it as .docx.'],
  ['\x1f\x8b', 'compressed (gzip)', 'Unpack it first.'],
  ['7z\xbc\xaf', 'an archive (7-Zip)', 'Unpack it first.'],
  ['Rar!', 'an archive (RAR)', 'Unpack it first.'],
];

const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const ZIP = 'PK\x03\x04';

/**
 * What a file is: by its bytes where they say it for certain, else by its name, else by the MIME type that was
 * declared, else by how the text begins. `zip` means: one of the Office formats, and its entries tell which. Throws
 * DocumentProblem for what is not read here.
 */
export const detectFormat = (
  name: string,
  mimeType: string | undefined,
  bytes: Uint8Array,
): DocumentFormat | 'zip' => {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (start.startsWith(ZIP)) return 'zip';
  if (start.startsWith(OLE)) throw oldOffice(name, bytes);
  for (const [magic, what, wayOut] of RECOGNISED)
    if (start.startsWith(magic))
      throw new DocumentProblem(
        'unsupported',
        `${shownName(name)} is ${what}, which is not read here. ${wayOut}`,
      );
  const format = BY_EXTENSION[extension ?? ''];
  // Its standard lets some bytes stand before the mark; a text that only speaks of it has a name that says so.
  if (start.startsWith('%PDF-') || (start.includes('%PDF-') && format === undefined)) return 'pdf';
  if (extension !== undefined && BINARY.has(extension))
    throw new DocumentProblem(
      'broken',
      `${shownName(name)} does not hold what a .${extension} file begins with: it is damaged, or something else under this name. Export it again, or name it as what it is.`,
    );
  if (format) return format;
  const declared = BY_MIME_TYPE[mimeType?.split(';')[0]?.trim().toLowerCase() ?? ''];
  return declared ?? guess(start);
};

/** From how a text begins. JSON has to be certain, since what is no JSON would be refused. */
const guess = (start: string): TextFormat => {
  if (/^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html[\s>])/i.test(start)) return 'html';
  return 'text';
};

/** Files of Office before 2007, and those of today that have a password: both stand in the old container. */
const oldOffice = (name: string, bytes: Uint8Array): DocumentProblem => {
  const inside = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (inside.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return needsPassword(name);
  return new DocumentProblem(
    'unsupported',
    `${shownName(name)} is in the format that Office used before 2007, which is not read here. Save it as .docx, .xlsx or .pptx.`,
  );
};

/** The file cannot be opened without a password. */
export const needsPassword = (name: string): DocumentProblem =>
  new DocumentProblem(
    'encrypted',
    `${shownName(name)} is protected by a password. Save it without one and give that file.`,
  );
