/** The few forms that a note knows. Everything else is plain text: nothing of a note ever becomes markup of its own. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

/** A subset of Markdown: headings, lists, fenced code, strong, emphasis, code and links to http and https. */
export const parseMarkdown = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === '') {
      at++;
      continue;
    }
    if (/^\s*```/.test(line)) {
      const end = lines.findIndex((other, index) => index > at && /^\s*```/.test(other));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
      continue;
    }
    const heading = /^(#{1,3})\s+(.*)$/.exec(line);
    if (heading) {
      blocks.push({
        kind: 'heading',
        level: heading[1]!.length as 1 | 2 | 3,
        content: parseInline(heading[2]!),
      });
      at++;
      continue;
    }
    const item = itemOf(line);
    if (item) {
      const items: Inline[][] = [];
      for (
        let next = itemOf(lines[at] ?? '');
        next?.isOrdered === item.isOrdered;
        next = itemOf(lines[at] ?? '')
      ) {
        items.push([...parseInline(next.text)]);
        at++;
      }
      blocks.push({ kind: 'list', isOrdered: item.isOrdered, items });
      continue;
    }
    const paragraph: string[] = [];
    while (at < lines.length && isParagraph(lines[at]!)) paragraph.push(lines[at++]!);
    blocks.push({ kind: 'paragraph', content: parseInline(paragraph.join('\n')) });
  }
  return blocks;
};

const itemOf = (line: string): { readonly isOrdered: boolean; readonly text: string } | undefined => {
  const found = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
  return found ? { isOrdered: found[1] !== undefined, text: found[2]! } : undefined;
};

const isParagraph = (line: string): boolean =>
  line.trim() !== '' && !/^\s*```/.test(line) && !/^#{1,3}\s/.test(line) && !itemOf(line);

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

const parseInline = (text: string): readonly Inline[] => {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, code, strong, star, underscore, label, href] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (label !== undefined && href !== undefined) parts.push({ kind: 'link', text: label, href });
    else parts.push({ kind: 'emphasis', text: star ?? underscore ?? '' });
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
};
