import type { DefaultTreeAdapterTypes } from 'parse5';
import type { BlockWriter } from '../block-writer.ts';
import { DocumentProblem, shownName } from '../document-problem.ts';
import { addTable } from '../table-blocks.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Never text of the page: programs, styles, pictures, frames, things to operate, and the way around in the site. */
const LEFT_OUT = new Set(
  'script style noscript template svg math canvas iframe object embed audio video map head nav dialog button select textarea input datalist'.split(
    ' ',
  ),
);

/** Landmarks that are about the site and not the page (WAI-ARIA 1.2, section 5.3.4). */
const LEFT_OUT_ROLES = new Set(
  'navigation banner contentinfo search menu menubar toolbar dialog alertdialog'.split(' '),
);

/** A `footer` within one of these belongs to it; elsewhere it is the site's. */
const SECTIONING = new Set(['article', 'main', 'section', 'aside', 'blockquote', 'figure', 'td']);

const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter nobr output progress q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/**
 * A page without its scripts, styles and what is marked as navigation; headings, lists, tables and preformatted text are
 * kept as such. The title is that of its head. Returns it. Throws DocumentProblem when it is nested deeper than `depth`.
 */
export const parseHtml = async (
  name: string,
  html: string,
  writer: BlockWriter,
  depth: number,
): Promise<string | undefined> => {
  const { parse } = await import('parse5');
  const document = parse(html, { scriptingEnabled: false });
  const root = document.childNodes.find((node) => isElement(node, 'html')) as Element | undefined;
  if (root === undefined) return undefined;
  const head = root.childNodes.find((node) => isElement(node, 'head')) as Element | undefined;
  const title = head?.childNodes.find((node) => isElement(node, 'title')) as Element | undefined;
  createWalk(name, writer, depth).blocksOf(root);
  return title && (oneLine(textOf(title)) || undefined);
};

const createWalk = (name: string, writer: BlockWriter, depth: number): { blocksOf(parent: Parent): void } => {
  let level = 0;
  let sections = 0;
  /** Text of the paragraph that is being collected. */
  let inline = '';

  const flush = (): void => {
    if (inline !== '') writer.add('paragraph', tidy(inline));
    inline = '';
  };

  const visit = (node: Node): void => {
    if (isText(node)) inline += collapse(node.value);
    else if ('tagName' in node && !isLeftOut(node, sections > 0)) visitElement(node);
  };

  const visitElement = (element: Element): void => {
    const { tagName } = element;
    if (tagName === 'br') inline += '\n';
    else if (INLINE.has(tagName)) blocksOf(element);
    else {
      flush();
      const heading = /^h([1-6])$/.exec(tagName)?.[1];
      if (heading) writer.heading(Number(heading), textOf(element, depth));
      else if (tagName === 'pre') writer.add('code', rawText(element));
      else if (tagName === 'ul' || tagName === 'ol') writer.add('list', listOf(element, '', depth));
      else if (tagName === 'dl') writer.add('list', definitionsOf(element, depth));
      else if (tagName === 'table' && isDataTable(element)) {
        const [caption] = descendants(element, CAPTION);
        if (caption) writer.add('paragraph', oneLine(textOf(caption, depth)));
        addTable(writer, rowsOf(element, depth));
      } else blocksOf(element);
      flush();
    }
  };

  const blocksOf = (parent: Parent): void => {
    const section = 'tagName' in parent && SECTIONING.has(parent.tagName) ? 1 : 0;
    level += 1;
    sections += section;
    if (level > depth) throw tooDeep(name, depth);
    for (const child of parent.childNodes) visit(child);
    sections -= section;
    level -= 1;
  };

  return {
    blocksOf(parent) {
      // Lists and cells are read by functions that call themselves: what is too deep for those is found here.
      checkDepth(name, parent, depth);
      blocksOf(parent);
      flush();
    },
  };
};

const tooDeep = (name: string, depth: number): DocumentProblem =>
  new DocumentProblem(
    'nested-too-deep',
    `${shownName(name)} is refused, since its elements are nested deeper than ${depth} levels. Close the elements that are left open, or give it as text.`,
  );

/** Without recursion, since it is what protects the recursion. */
const checkDepth = (name: string, root: Parent, depth: number): void => {
  let row: Parent[] = [root];
  for (let level = 0; row.length > 0; level += 1) {
    if (level > depth) throw tooDeep(name, depth);
    const next: Parent[] = [];
    for (const parent of row)
      for (const child of parent.childNodes) if ('childNodes' in child) next.push(child);
    row = next;
  }
};

const isText = (node: Node): node is DefaultTreeAdapterTypes.TextNode => node.nodeName === '#text';

const isElement = (node: Node, tagName: string): boolean => 'tagName' in node && node.tagName === tagName;

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((attr) => attr.name === name)?.value;

const isLeftOut = (element: Element, withinSection: boolean): boolean => {
  if (LEFT_OUT.has(element.tagName) || (element.tagName === 'footer' && !withinSection)) return true;
  if (element.attrs.length === 0) return false;
  const role = attribute(element, 'role')?.trim().toLowerCase();
  return (
    (role !== undefined && LEFT_OUT_ROLES.has(role)) ||
    attribute(element, 'aria-hidden')?.toLowerCase() === 'true' ||
    attribute(element, 'hidden') !== undefined
  );
};

const collapse = (text: string): string => text.replace(/[\t\n\f\r ]+/g, ' ');
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** Spaces at the ends of lines go; those of `<br>` stay line ends. */
const tidy = (text: string): string =>
  text
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();

/** All text below, in one line; what is left out of pages is left out here too. */
const textOf = (parent: Parent, depth = 100): string => {
  if (depth < 0) return '';
  let text = '';
  for (const child of parent.childNodes) {
    if (isText(child)) text += child.value;
    else if ('tagName' in child && !isLeftOut(child, true))
      text += INLINE.has(child.tagName) ? textOf(child, depth - 1) : ` ${textOf(child, depth - 1)} `;
  }
  // Not trimmed: the space at its edge may be the one between two words.
  return text.replace(/\s+/g, ' ');
};

/** The text of a `pre`, its white space kept. */
const rawText = (parent: Parent): string => {
  let text = '';
  for (const child of parent.childNodes) {
    if (isText(child)) text += child.value;
    else if (isElement(child, 'br')) text += '\n';
    else if ('tagName' in child) text += rawText(child);
  }
  return text;
};

/** `- ` or `1. ` before each item, lists within lists indented by two spaces. */
const listOf = (list: Element, indent: string, depth: number): string => {
  const lines: string[] = [];
  let number = Number.parseInt(attribute(list, 'start') ?? '1', 10) || 1;
  for (const item of list.childNodes) {
    if (!('tagName' in item) || isLeftOut(item, true)) continue;
    // A list that stands directly in a list is common, though not allowed.
    if (isList(item)) lines.push(listOf(item, `${indent}  `, depth - 1));
    if (item.tagName !== 'li') continue;
    const inner: string[] = [];
    let text = '';
    for (const child of item.childNodes) {
      if ('tagName' in child && isList(child)) inner.push(listOf(child, `${indent}  `, depth - 1));
      else if (isText(child)) text += child.value;
      else if ('tagName' in child && !isLeftOut(child, true))
        text += ` ${textOf(child, depth - 1)} `.slice(INLINE.has(child.tagName) ? 1 : 0);
    }
    const marker = list.tagName === 'ol' ? `${number}.` : '-';
    number += 1;
    const own = oneLine(text);
    if (own !== '') lines.push(`${indent}${marker} ${own}`);
    lines.push(...inner);
  }
  return lines.filter((line) => line !== '').join('\n');
};

const isList = ({ tagName }: Element): boolean => tagName === 'ul' || tagName === 'ol';

/** `term: description`, one line each. */
const definitionsOf = (list: Element, depth: number): string => {
  const lines: string[] = [];
  for (const element of descendants(list, new Set(['dt', 'dd']))) {
    const text = oneLine(textOf(element, depth));
    if (element.tagName === 'dt' || lines.length === 0) lines.push(text);
    else lines.push(`${lines.pop()}: ${text}`);
  }
  return lines.join('\n');
};

/** The elements of these names below, not those below them. */
const descendants = (parent: Parent, names: ReadonlySet<string>): Element[] => {
  const found: Element[] = [];
  for (const child of parent.childNodes) {
    if (!('tagName' in child)) continue;
    if (names.has(child.tagName)) found.push(child);
    else for (const element of descendants(child, names)) found.push(element);
  }
  return found;
};

const ROW = new Set(['tr']);
const CAPTION = new Set(['caption']);
const CELL = new Set(['td', 'th']);

/** Tables that only put things side by side hold tables or headings themselves, or say so. */
const isDataTable = (table: Element): boolean => {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return false;
  return descendants(table, LAYOUT).length === 0 && descendants(table, CELL).length > 1;
};

const LAYOUT = new Set(['table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre']);

const rowsOf = (table: Element, depth: number): string[][] =>
  descendants(table, ROW).map((row) =>
    descendants(row, CELL).flatMap((cell) => {
      const text = oneLine(textOf(cell, depth));
      const span = Number.parseInt(attribute(cell, 'colspan') ?? '1', 10) || 1;
      return [text, ...Array.from({ length: Math.min(Math.max(span, 1), 100) - 1 }, () => '')];
    }),
  );
