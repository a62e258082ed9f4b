import type { BlockWriter } from '../block-writer.ts';
import { DocumentProblem, shownName } from '../document-problem.ts';
import type { ParsingLimits } from '../limits.ts';
import { type ArchiveParts, damaged } from '../open-archive.ts';
import { addTable } from '../table-blocks.ts';
import { attributeOf, childOf, elementsOf, parseXml, type XmlElement } from '../xml-tree.ts';

/** The slides, their notes, and what says in which order they come. */
export const isPptxPart = (entry: string): boolean =>
  /^ppt\/(?:_rels\/)?presentation\.xml|^ppt\/(?:slides|notesSlides)\/|^\[Content_Types\]\.xml$/i.test(
    entry,
  ) && /\.(?:xml|rels)$/i.test(entry);

/** A presentation: each slide is a page with its title as heading, then its texts and tables, then its notes. */
export const parsePptx = async (
  name: string,
  parts: ArchiveParts,
  writer: BlockWriter,
  limits: ParsingLimits,
): Promise<void> => {
  try {
    const slides = await slidesOf(parts);
    if (slides.length > limits.pages)
      throw new DocumentProblem('too-large', `${shownName(name)} has ${slides.length} slides. Split it.`);
    for (const [index, path] of slides.entries()) await addSlide(parts, path, index + 1, writer);
  } catch (error) {
    throw error instanceof DocumentProblem ? error : damaged(name, error);
  }
};

/** Paths of the slides in the order in which they are shown. */
const slidesOf = async (parts: ArchiveParts): Promise<readonly string[]> => {
  const presentation = await partOf(parts, 'ppt/presentation.xml');
  const relations = await relationsOf(parts, 'ppt/presentation.xml');
  const ids = elementsOf(presentation, 'sldId').map((slide) => attributeOf(slide, 'r:id') ?? '');
  return ids.map((id) => {
    const target = relations.find((relation) => relation.id === id)?.target;
    if (target === undefined) throw new Error(`slide ${id} is missing`);
    return target;
  });
};

const partOf = async (parts: ArchiveParts, path: string): Promise<XmlElement> => {
  const part = parts.get(path);
  if (part === undefined) throw new Error(`${path} is missing`);
  return parseXml(Buffer.from(part.buffer, part.byteOffset, part.length).toString());
};

interface Relation {
  readonly id: string;
  readonly type: string;
  /** Path within the archive. */
  readonly target: string;
}

const relationsOf = async (parts: ArchiveParts, path: string): Promise<readonly Relation[]> => {
  const relations = path.replace(/([^/]+)$/, '_rels/$1.rels');
  if (!parts.has(relations)) return [];
  return elementsOf(await partOf(parts, relations), 'Relationship').map((relation) => ({
    id: attributeOf(relation, 'Id') ?? '',
    type: attributeOf(relation, 'Type') ?? '',
    target: new URL(attributeOf(relation, 'Target') ?? '', `file:///${path}`).pathname.slice(1),
  }));
};

const addSlide = async (
  parts: ArchiveParts,
  path: string,
  page: number,
  writer: BlockWriter,
): Promise<void> => {
  const slide = await partOf(parts, path);
  writer.leaveHeadings();
  const shapes = shapesOf(slide);
  const title = shapes.find((shape) => ['title', 'ctrTitle'].includes(placeholderOf(shape)));
  if (title)
    writer.heading(
      1,
      paragraphsOf(title)
        .map(({ text }) => text)
        .join(' '),
      { page },
    );
  for (const shape of shapes) if (shape !== title) addShape(shape, page, writer);
  const notes = (await relationsOf(parts, path)).find(({ type }) => type.endsWith('/notesSlide'));
  if (notes === undefined || !parts.has(notes.target)) return;
  // The other shapes of a notes page are the picture of the slide, its number and the date.
  for (const shape of shapesOf(await partOf(parts, notes.target)))
    if (placeholderOf(shape) === 'body') addShape(shape, page, writer);
};

/** Shapes and tables in the order in which they were drawn, those in groups among them. */
const shapesOf = (slide: XmlElement): XmlElement[] => {
  const found: XmlElement[] = [];
  const collect = (element: XmlElement): void => {
    for (const child of element.children) {
      if (child.name === 'sp' || child.name === 'graphicFrame') found.push(child);
      // The fallback says the same again, for older programs.
      else if (child.name !== 'Fallback') collect(child);
    }
  };
  collect(slide);
  return found;
};

/** `title`, `body`, `sldNum` …; an empty string for a shape that somebody drew; `obj` is the default of the standard. */
const placeholderOf = (shape: XmlElement): string => {
  const placeholder = elementsOf(childOf(shape, 'nvSpPr') ?? shape, 'ph')[0];
  return placeholder ? (attributeOf(placeholder, 'type') ?? 'obj') : '';
};

const FURNITURE = new Set(['sldNum', 'dt', 'ftr', 'hdr']);

const addShape = (shape: XmlElement, page: number, writer: BlockWriter): void => {
  if (FURNITURE.has(placeholderOf(shape))) return;
  const table = elementsOf(shape, 'tbl')[0];
  if (table) {
    const rows = elementsOf(table, 'tr').map((row) =>
      elementsOf(row, 'tc').map((cell) =>
        paragraphsOf(cell)
          .map(({ text }) => text)
          .join(' '),
      ),
    );
    addTable(writer, rows, { page });
    return;
  }
  const paragraphs = paragraphsOf(shape).filter(({ text }) => text.trim() !== '');
  // The text of a slide is a list unless it is a single line.
  if (paragraphs.length > 1 && ['obj', 'body'].includes(placeholderOf(shape)))
    writer.add('list', paragraphs.map(({ text, level }) => `${'  '.repeat(level)}- ${text}`).join('\n'), {
      page,
    });
  else for (const { text } of paragraphs) writer.add('paragraph', text, { page });
};

interface Paragraph {
  readonly text: string;
  readonly level: number;
}

const paragraphsOf = (shape: XmlElement): Paragraph[] =>
  elementsOf(shape, 'p').map((paragraph) => ({
    text: paragraph.children.map(runText).join('').trim(),
    level: Math.min(8, Number(attributeOf(childOf(paragraph, 'pPr') ?? paragraph, 'lvl')) || 0),
  }));

const runText = (run: XmlElement): string => {
  if (run.name === 'br') return '\n';
  return run.name === 'r' || run.name === 'fld' ? (childOf(run, 't')?.text ?? '') : '';
};
