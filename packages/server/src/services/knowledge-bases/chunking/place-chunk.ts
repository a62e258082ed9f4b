import type { Span } from '../../sentences.ts';
import type { ParsedBlock } from '../parsing/parsed-document.ts';
import type { Chunk } from './chunk.ts';
import { blockAt, type DocumentText } from './document-text.ts';
import type { Ruler } from './ruler.ts';

/** Makes chunks of pieces of a document's text: what stands there, and where that is. */
export const chunkPlacer =
  (document: DocumentText, ruler: Ruler) =>
  ({ start, end }: Span, parent?: number): Chunk => {
    const first = blockAt(document, start);
    const { page, metadata } = document.blocks[first]!;
    const headings = headingsFrom(document, first, end);
    return {
      text: document.text.slice(start, end),
      start,
      end,
      ...(page !== undefined && { page }),
      ...(headings !== undefined && headings.length > 0 && { headings }),
      tokens: ruler.count(start, end),
      ...(parent !== undefined && { parent }),
      ...(metadata !== undefined && { metadata }),
    };
  };

/** Of the first block that is no heading; of a piece that holds headings alone, of the last of them, itself included. */
const headingsFrom = (
  { blocks, starts }: DocumentText,
  first: number,
  end: number,
): readonly string[] | undefined => {
  let last = blocks[first]!;
  for (let index = first; index < blocks.length && starts[index]! < end; index++) {
    last = blocks[index]!;
    if (last.kind !== 'heading') return last.headings;
  }
  return withItself(last);
};

const withItself = ({ headings = [], text }: ParsedBlock): readonly string[] => [...headings, text];
