import { DocumentProblem, shownName } from './document-problem.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;

/**
 * Looks at the XML of an Office file before a library parses it. Throws DocumentProblem when it declares a document type
 * (the standard forbids that, and entities that multiply can only be declared there) or is nested deeper than `depth`.
 * `part` in UTF-8.
 */
export const checkXml = (name: string, part: Uint8Array, depth: number): void => {
  const xml = Buffer.from(part.buffer, part.byteOffset, part.length);
  if (xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY'))
    throw new DocumentProblem(
      'expands-too-much',
      `${shownName(name)} is refused, since its XML declares entities, which Office files do not. Open it and save it anew.`,
    );
  let level = 0;
  for (let at = xml.indexOf(LESS); at >= 0; at = xml.indexOf(LESS, at + 1)) {
    const next = xml[at + 1];
    // A comment, a processing instruction, character data.
    if (next === 0x21 || next === 0x3f) continue;
    if (next === SLASH) {
      level -= 1;
      continue;
    }
    const end = xml.indexOf(GREATER, at);
    if (end < 0) return;
    if (xml[end - 1] === SLASH) continue;
    level += 1;
    if (level > depth)
      throw new DocumentProblem(
        'nested-too-deep',
        `${shownName(name)} is refused, since its parts are nested deeper than ${depth} levels. Open it and save it anew, without the nested tables or groups.`,
      );
  }
};

/** The same part in UTF-8: Office writes UTF-8, but UTF-16 is allowed, and would hide what is looked for. */
export const inUtf8 = (part: Uint8Array): Uint8Array => {
  const [first, second] = part;
  const wide =
    (first === 0xff && second === 0xfe) || (first === LESS && second === 0)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second === LESS)
        ? 'utf-16be'
        : undefined;
  if (wide === undefined) return part;
  const text = new TextDecoder(wide).decode(part);
  return new TextEncoder().encode(text.replace(/^(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']/i, '$1'));
};
