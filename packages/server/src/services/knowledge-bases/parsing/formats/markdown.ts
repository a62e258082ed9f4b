import type { fromMarkdown } from 'mdast-util-from-markdown';
import type { BlockWriter } from '../block-writer.ts';
import { addTable } from '../table-blocks.ts';

type Root = ReturnType<typeof fromMarkdown>;
type RootContent = Root['children'][number];
type Nodes = Root | RootContent;

/**
 * Markdown with GitHub's tables. Blocks keep the text as it was written, with its emphasis, links and list markers, which
 * models read well; headings are without theirs. Returns the title that YAML front matter names.
 */
export const parseMarkdown = async (text: string, writer: BlockWriter): Promise<string | undefined> => {
  const [{ fromMarkdown }, { gfmTable }, { gfmTableFromMarkdown }] = await Promise.all([
    import('mdast-util-from-markdown'),
    import('micromark-extension-gfm-table'),
    import('mdast-util-gfm-table'),
  ]);
  const front = /^---[^\S\n]*\n([\s\S]*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|$)/.exec(text);
  const body = front ? text.slice(front[0].length) : text;
  const options = { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] };
  if (front?.[1]) writer.add('code', front[1]);
  for (const piece of piecesOf(body)) {
    const root: Root = fromMarkdown(piece, options);
    for (const node of root.children) addNode(node, piece, writer);
  }
  const title = /^title:[^\S\n]*(.+)$/m.exec(front?.[1] ?? '')?.[1]?.trim();
  return title?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
};

/**
 * The parser takes some hundred times the memory of what it parses, and more than twice the time for twice the text, so
 * that a long one is parsed in pieces of about this length.
 */
const PIECE_LENGTH = 16 * 1024;

/**
 * Pieces that begin with a heading outside of code. What a piece cannot see of the others are the addresses of links that
 * are given elsewhere, and those are not looked up here.
 */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  let fence: string | undefined;
  if (text.length > PIECE_LENGTH)
    for (const match of text.matchAll(/^(?: {0,3}(`{3,}|~{3,})|#{1,6} )/gm)) {
      const [, mark] = match;
      if (mark !== undefined && (fence === undefined || mark.startsWith(fence)))
        fence = fence ? undefined : mark;
      if (mark !== undefined || fence !== undefined || match.index - start < PIECE_LENGTH) continue;
      yield text.slice(start, match.index);
      start = match.index;
    }
  yield text.slice(start);
}

/** A paragraph without the line ends of its source that mean nothing: a citation or an answer has lines of its own. */
const unwrapped = (paragraph: string): string => paragraph.replace(/(?<! {2}|\\)\n[^\S\n]*/g, ' ');

const addNode = (node: RootContent, source: string, writer: BlockWriter): void => {
  switch (node.type) {
    case 'heading':
      writer.heading(node.depth, plainText(node));
      break;
    case 'list':
      writer.add('list', sourceOf(node, source));
      break;
    case 'code':
      writer.add('code', node.value);
      break;
    case 'table':
      addTable(
        writer,
        node.children.map((row) => row.children.map((cell) => cellText(cell, source))),
      );
      break;
    case 'html':
      writer.add('paragraph', withoutTags(node.value));
      break;
    case 'thematicBreak':
    case 'definition':
      break;
    case 'paragraph':
      writer.add('paragraph', unwrapped(sourceOf(node, source)));
      break;
    default:
      writer.add('paragraph', sourceOf(node, source));
  }
};

const sourceOf = ({ position }: Nodes, source: string): string =>
  position ? source.slice(position.start.offset, position.end.offset) : '';

/** What stands between the bars of a cell, their escapes taken away: they are set again when the row is written. */
const cellText = (cell: Nodes & { readonly children: readonly Nodes[] }, source: string): string => {
  const first = cell.children[0]?.position?.start.offset;
  const last = cell.children.at(-1)?.position?.end.offset;
  return first === undefined ? '' : source.slice(first, last).replaceAll('\\|', '|');
};

/** Letters without markup. Markdown's nesting within a line is bounded by the parser's own limits. */
const plainText = (node: Nodes): string => {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if (node.type === 'break') return ' ';
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map(plainText).join('') : '';
};

/** What HTML within Markdown says. Comments say nothing; neither do scripts and styles. */
const withoutTags = (html: string): string =>
  html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .trim();
