import type { BlockWriter } from '../block-writer.ts';
import type { ParsingLimits } from '../limits.ts';
import { type ArchiveParts, damaged } from '../open-archive.ts';
import { parseHtml } from './html.ts';

/** What mammoth reads; pictures and fonts are not unpacked. */
export const isDocxPart = (entry: string): boolean => /\.(?:xml|rels)$/i.test(entry);

/** Word's title is the document's first heading, as mammoth's own mapping has none for it. */
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** A Word document, by way of mammoth's HTML: headings by their styles, lists, tables, footnotes at the end. */
export const parseDocx = async (
  name: string,
  parts: ArchiveParts,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<void> => {
  const [{ default: mammoth }, { zipSync }] = await Promise.all([import('mammoth'), import('fflate')]);
  // mammoth unpacks for itself, without limits: it gets what was unpacked within them, packed without compression.
  const stored = zipSync(Object.fromEntries(parts), { level: 0 });
  let html: string;
  try {
    const converted = await mammoth.convertToHtml(
      { buffer: Buffer.from(stored.buffer, stored.byteOffset, stored.length) },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    );
    html = converted.value;
  } catch (error) {
    throw damaged(name, error);
  }
  await parseHtml(name, html, writer, limits.depth);
};
