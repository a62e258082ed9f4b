import { isUtf8 } from 'node:buffer';
import { DocumentProblem, shownName } from './document-problem.ts';

/** How many bytes are looked at when an encoding has to be guessed. */
const SAMPLE = 256 * 1024;

/** Where the bytes come from, as far as it tells their encoding. */
export interface TextOrigin {
  readonly name: string;
  /** The declared MIME type; its `charset` is believed when the bytes fit it. */
  readonly mimeType?: string;
  /** HTML names its encoding in itself. */
  readonly html?: boolean;
}

/**
 * The text that bytes hold, with line feeds as line ends and without a byte order mark. In this order: the mark, UTF-16 by its
 * zeros, UTF-8 if the bytes are valid as such, what the declaration says, what the HTML says, and what the letters look
 * like. Throws DocumentProblem when it is no text or in an encoding that is not known here.
 */
export const decodeText = async (bytes: Uint8Array, origin: TextOrigin): Promise<string> => {
  const text = (await decode(bytes, origin)).replace(/\r\n?/g, '\n');
  if (looksBinary(text))
    throw new DocumentProblem(
      'unsupported',
      `${shownName(origin.name)} holds data, not text. Read are PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), HTML, Markdown, CSV, JSON and plain text; convert it to one of them.`,
    );
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
};

const decode = async (bytes: Uint8Array, origin: TextOrigin): Promise<string> => {
  const marked = markOf(bytes);
  if (marked === 'utf-32') throw unknownEncoding(origin.name, 'UTF-32');
  if (marked) return new TextDecoder(marked).decode(bytes);
  const wide = utf16Without(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  // ISO-2022-JP is written in ASCII's bytes, so it would pass for UTF-8.
  if (isUtf8(bytes) && !hasJapaneseEscapes(bytes)) return new TextDecoder().decode(bytes);
  const declared = /charset\s*=\s*["']?([\w.:-]+)/i.exec(origin.mimeType ?? '')?.[1];
  const said = origin.html ? saidByHtml(bytes) : undefined;
  for (const label of [declared, said]) {
    const text = label === undefined ? undefined : decodeAs(label, bytes);
    if (text !== undefined) return text;
  }
  const { analyse } = await import('chardet');
  for (const { name } of analyse(bytes.subarray(0, SAMPLE))) {
    const text = decodeAs(name, bytes);
    if (text !== undefined) return text;
  }
  return new TextDecoder('windows-1252').decode(bytes);
};

/** Undefined when there is no such encoding here, or the bytes are not valid in it. */
const decodeAs = (label: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const markOf = (bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32' | undefined => {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? 'utf-32' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
};

/**
 * UTF-16 without a mark: text in one byte per letter never holds a zero, and text in two bytes always does, on one side
 * of its line ends and spaces at least. The right side is the one where more letters are such as texts have most of.
 */
const utf16Without = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (bytes.length < 2 || bytes.length % 2 !== 0 || !bytes.subarray(0, SAMPLE).includes(0)) return undefined;
  const scores = (['utf-16le', 'utf-16be'] as const).map((label) => {
    const text = decodeAs(label, bytes)?.slice(0, SAMPLE / 2);
    return { label, score: text === undefined ? 0 : usualLetters(text) - strangeLetters(text) };
  });
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.label : undefined;
};

/** Spaces, line ends, ASCII letters, the punctuation of East Asia. */
const usualLetters = (text: string): number =>
  text.match(/[\n\r\t -~\u3000-\u303f\uff00-\uff5e]/g)?.length ?? 0;

/** Control characters, unassigned ones and those for private use. */
const strangeLetters = (text: string): number => text.match(/[^\P{C}\n\r\t\p{Cf}]/gu)?.length ?? 0;

/** `ESC $ B`, `ESC $ @`, `ESC ( J`: how ISO-2022-JP goes to Japanese letters and back. */
const hasJapaneseEscapes = (bytes: Uint8Array): boolean => {
  const at = bytes.indexOf(0x1b);
  const [, second, third] = bytes.subarray(at, at + 3);
  return at >= 0 && second === 0x24 && (third === 0x42 || third === 0x40);
};

/** `<meta charset>` and its older form, in the first kilobyte, as browsers look for it. */
const saidByHtml = (bytes: Uint8Array): string | undefined => {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 1024));
  return (
    /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ??
    /<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1]
  );
};

/** More than one character in fifty is a control character that texts do not have. */
const looksBinary = (text: string): boolean => {
  const sample = text.slice(0, 64 * 1024);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted.
  const strange = sample.match(/[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\ufffd\uffff]/g)?.length ?? 0;
  return strange * 50 > sample.length;
};

const unknownEncoding = (name: string, encoding: string): DocumentProblem =>
  new DocumentProblem(
    'encoding',
    `${shownName(name)} is written in ${encoding}, which is not read here. Save it as UTF-8.`,
  );
