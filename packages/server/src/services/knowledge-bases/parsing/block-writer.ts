import { DocumentProblem, shownName } from './document-problem.ts';
import type { ParsedBlock } from './parsed-document.ts';

/** What a block is besides its text, as far as the parser of a format has to say it. */
export interface BlockExtras {
  readonly page?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Collects the blocks of a document and knows under which headings the next one stands. */
export interface BlockWriter {
  readonly blocks: readonly ParsedBlock[];
  /** `level` is brought into 1 to 6. Headings of the same level or a deeper one end. */
  heading(level: number, text: string, extras?: BlockExtras): void;
  /** Blank text adds nothing. Throws DocumentProblem when the document has become too long. */
  add(kind: Exclude<ParsedBlock['kind'], 'heading'>, text: string, extras?: BlockExtras): void;
  /** What comes next stands under no heading: a new slide, a new sheet. */
  leaveHeadings(): void;
}

/** A heading longer than this is text that somebody set in large letters; it would burden every chunk below it. */
const HEADING_LENGTH = 300;

/** A writer for the document `name`; `textLength` is the most that may come out of it, in UTF-16 units. */
export const createBlockWriter = (name: string, textLength: number): BlockWriter => {
  const blocks: ParsedBlock[] = [];
  let open: readonly { readonly level: number; readonly text: string }[] = [];
  // One array for all blocks below the same headings: a document has many blocks and few headings.
  let headings: readonly string[] | undefined;
  let length = 0;

  const push = (block: ParsedBlock): void => {
    length += block.text.length;
    if (length > textLength)
      throw new DocumentProblem(
        'too-much-text',
        `${shownName(name)} holds more text than the ${textLength.toLocaleString('en')} characters that are taken from one document. Split it into several files.`,
      );
    blocks.push(block);
  };
  const enter = (next: typeof open): void => {
    open = next;
    headings = open.length === 0 ? undefined : open.map(({ text }) => text);
  };

  return {
    blocks,
    heading(level, text, extras) {
      const oneLine = clean(text).replace(/\s+/g, ' ');
      if (oneLine === '') return;
      if (oneLine.length > HEADING_LENGTH) return this.add('paragraph', oneLine, extras);
      const within = Math.min(6, Math.max(1, Math.trunc(level)));
      enter(open.filter((other) => other.level < within));
      push({ kind: 'heading', text: oneLine, ...extras, ...(headings && { headings }), level: within });
      enter([...open, { level: within, text: oneLine }]);
    },
    add(kind, text, extras) {
      const cleaned = clean(text);
      if (cleaned !== '') push({ kind, text: cleaned, ...extras, ...(headings && { headings }) });
    },
    leaveHeadings: () => enter([]),
  };
};

/** Without blank lines around it and without half characters, which no database stores. */
const clean = (text: string): string =>
  text
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
    .toWellFormed();
