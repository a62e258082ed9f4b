import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { checkSize } from './check-size.ts';
import { checkXml, inUtf8 } from './check-xml.ts';
import { type DocumentFormat, detectFormat, MIME_TYPES } from './detect-format.ts';
import { DocumentProblem, shownName } from './document-problem.ts';
import type { ParsingLimits } from './limits.ts';
import type { CsvStructure } from './metadata-sidecar.ts';
import { type ArchiveParts, openArchive } from './open-archive.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { decodeText } from './text-encoding.ts';

/** A document to be parsed. */
export interface DocumentSource {
  /** Its name or key; the extension tells the type where the bytes do not. */
  readonly name: string;
  /** As declared by whoever gives it; its `charset` is heeded. */
  readonly mimeType?: string;
  readonly bytes: Uint8Array;
  /** CSV: rows are records, as its sidecar says. */
  readonly csvStructure?: CsvStructure;
}

/**
 * Parses a document in this thread, without the limits of time and memory. Rejects with DocumentProblem; anything else is
 * a defect here or in a library. The libraries of a format are loaded when the first document of it comes.
 */
export const parseBytes = async (source: DocumentSource, limits: ParsingLimits): Promise<ParsedDocument> => {
  const { name, mimeType, bytes } = source;
  checkSize(name, bytes.length, limits);
  const writer = createBlockWriter(name, limits.textLength);
  const detected = detectFormat(name, mimeType, bytes);
  const { format, title } =
    detected === 'zip'
      ? await parseOffice(source, writer, limits)
      : await parseOther(source, detected, writer, limits);
  if (writer.blocks.length === 0) throw withoutText(name, format);
  const shown = title ?? writer.blocks.find(({ kind }) => kind === 'heading')?.text;
  return {
    mimeType: MIME_TYPES[format],
    ...(shown !== undefined && { title: shown }),
    blocks: writer.blocks,
  };
};

interface Parsed {
  readonly format: DocumentFormat;
  readonly title?: string | undefined;
}

const parseOther = async (
  { name, mimeType, bytes, csvStructure }: DocumentSource,
  format: DocumentFormat,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<Parsed> => {
  if (format === 'pdf') {
    const { parsePdf } = await import('./formats/pdf.ts');
    return { format, title: await parsePdf(name, bytes, writer, limits) };
  }
  const text = await decodeText(bytes, {
    name,
    html: format === 'html',
    ...(mimeType !== undefined && { mimeType }),
  });
  if (text.trim() === '')
    throw new DocumentProblem('empty', `${shownName(name)} is empty: it holds nothing but white space.`);
  switch (format) {
    case 'html': {
      const { parseHtml } = await import('./formats/html.ts');
      return { format, title: await parseHtml(name, text, writer, limits.depth) };
    }
    case 'markdown': {
      const { parseMarkdown } = await import('./formats/markdown.ts');
      return { format, title: await parseMarkdown(text, writer) };
    }
    case 'csv': {
      const { parseCsv } = await import('./formats/csv.ts');
      await parseCsv(name, text, writer, csvStructure);
      return { format };
    }
    case 'json': {
      const { parseJson } = await import('./formats/json.ts');
      parseJson(name, text, writer, limits.depth);
      return { format };
    }
    default: {
      const { parseText } = await import('./formats/text.ts');
      parseText(text, writer);
      return { format };
    }
  }
};

const parseOffice = async (
  { name, bytes }: DocumentSource,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<Parsed> => {
  const [docx, xlsx, pptx] = await Promise.all([
    import('./formats/docx.ts'),
    import('./formats/xlsx.ts'),
    import('./formats/pptx.ts'),
  ]);
  const formats = [
    { format: 'docx', main: 'word/document.xml', isPart: docx.isDocxPart, parse: docx.parseDocx },
    { format: 'xlsx', main: 'xl/workbook.xml', isPart: xlsx.isXlsxPart, parse: xlsx.parseXlsx },
    { format: 'pptx', main: 'ppt/presentation.xml', isPart: pptx.isPptxPart, parse: pptx.parsePptx },
  ] as const;
  const names = new Set<string>();
  const note = (entry: string): boolean => {
    names.add(entry);
    return false;
  };
  await openArchive(name, bytes, note, limits);
  const found = formats.find(({ main }) => names.has(main));
  if (found === undefined) throw otherArchive(name, names);
  const unpacked = await openArchive(name, bytes, found.isPart, limits);
  const parts: ArchiveParts = new Map([...unpacked].map(([entry, part]) => [entry, inUtf8(part)]));
  for (const part of parts.values()) checkXml(name, part, limits.depth);
  await found.parse(name, parts, writer, limits);
  return { format: found.format };
};

const otherArchive = (name: string, entries: ReadonlySet<string>): DocumentProblem => {
  const what = entries.has('content.xml')
    ? 'an OpenDocument file, which is not read here. Save it as .docx, .xlsx or .pptx.'
    : /\.(?:docx|xlsx|pptx)$/i.test(name)
      ? 'a zip archive without the parts of an Office file: it is damaged, or something else under this name. Save it anew and give that file.'
      : 'a zip archive. Unpack it, and give the files in it.';
  const broken = what.includes('damaged');
  return new DocumentProblem(broken ? 'broken' : 'unsupported', `${shownName(name)} is ${what}`);
};

const withoutText = (name: string, format: DocumentFormat): DocumentProblem =>
  new DocumentProblem(
    'no-text',
    format === 'pdf'
      ? `${shownName(name)} has no text, only pictures of it, as from a scanner. Run text recognition (OCR) over it and give that file.`
      : `${shownName(name)} has no text.`,
  );
