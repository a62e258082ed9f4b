import type { BlockWriter } from '../block-writer.ts';

/** Plain text: what blank lines and form feeds separate are its paragraphs. */
export const parseText = (text: string, writer: BlockWriter): void => {
  for (const paragraph of text.split(/\n[^\S\n]*\n|\f/)) writer.add('paragraph', paragraph);
};
