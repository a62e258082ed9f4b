import type { ParsedBlock, ParsedDocument } from '../parsing/parsed-document.ts';

/** The text of a document, and what stands where in it. */
export interface DocumentText {
  readonly text: string;
  readonly blocks: readonly ParsedBlock[];
  /** Where each block begins. */
  readonly starts: readonly number[];
}

const BETWEEN_BLOCKS = '\n\n';

/** The texts of a document's blocks, joined by two line feeds: offsets of chunks are places in that. */
export const documentText = ({ blocks }: ParsedDocument): DocumentText => {
  const starts: number[] = [];
  let at = 0;
  for (const { text } of blocks) {
    starts.push(at);
    at += text.length + BETWEEN_BLOCKS.length;
  }
  return { text: blocks.map(({ text }) => text).join(BETWEEN_BLOCKS), blocks, starts };
};

/** The index of the block that holds a place of the text. */
export const blockAt = ({ starts }: Pick<DocumentText, 'starts'>, place: number): number => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
};
