import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, type ParsingLimits } from './limits.ts';
import { type DocumentSource, parseBytes } from './parse-bytes.ts';
import type { ParsedBlock, ParsedDocument } from './parsed-document.ts';

/** The bytes of a file in `fixtures`. */
export const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));

/** A text as a document. */
export const textDocument = (name: string, text: string): DocumentSource => ({
  name,
  bytes: new TextEncoder().encode(text),
});

/** Parses in this thread. */
export const parseHere = (
  source: DocumentSource,
  limits: Partial<ParsingLimits> = {},
): Promise<ParsedDocument> => parseBytes(source, { ...DEFAULT_LIMITS, ...limits });

/** Blocks as lines that are quick to read: `heading1 p2 [A > B] text`. */
export const shown = ({ blocks }: { readonly blocks: readonly ParsedBlock[] }): string[] =>
  blocks.map(({ kind, level, page, headings, text, metadata }) =>
    [
      `${kind}${level ?? ''}`,
      ...(page === undefined ? [] : [`p${page}`]),
      ...(headings ? [`[${headings.join(' > ')}]`] : []),
      text,
      ...(metadata ? [JSON.stringify(metadata)] : []),
    ].join(' '),
  );
