/**
 * A small part of Markdown as data, to be drawn by elements only: nothing in a text becomes HTML. Images are not
 * loaded and links keep their host in sight, since what is shown was written by models.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly parts: readonly Inline[]; readonly href: string; readonly host: string }
  | { readonly kind: 'image'; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'rule' };

// No part may be longer than a thousand characters: a text of brackets only must not take minutes.
const INLINE =
  /(`{1,8})([^`]|[^`].{0,1000}?[^`])\1(?!`)|!\[([^\]]{0,1000})\]\(([^()\s]{0,2000})[^()]{0,200}\)|\[([^\]]{1,1000})\]\(([^()\s]{0,2000})[^()]{0,200}\)|\*\*(?=\S)([\s\S]{0,1000}?\S)\*\*|(?<![\w*])\*(?=\S)([^*]{0,1000}?\S)\*(?!\*)|(?<!\w)_(?=\S)([^_]{0,1000}?\S)_(?!\w)/;

/** Only web addresses are links; anything else (`javascript:`, `data:`) stays text. */
const webAddress = (text: string): URL | undefined => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
};

const DEEPEST = 8;

export const parseInline = (text: string, depth = 0): readonly Inline[] => {
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const found = depth < DEEPEST ? INLINE.exec(rest) : null;
    if (!found) {
      parts.push({ kind: 'text', text: rest });
      break;
    }
    if (found.index > 0) parts.push({ kind: 'text', text: rest.slice(0, found.index) });
    const [all, , code, alternative, , label, target, strong, star, underline] = found;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (alternative !== undefined) parts.push({ kind: 'image', text: alternative });
    else if (label !== undefined) {
      const url = webAddress(target ?? '');
      if (url)
        parts.push({ kind: 'link', parts: parseInline(label, depth + 1), href: url.href, host: url.host });
      else parts.push({ kind: 'text', text: all });
    } else if (strong !== undefined) parts.push({ kind: 'strong', parts: parseInline(strong, depth + 1) });
    else parts.push({ kind: 'emphasis', parts: parseInline(star ?? underline ?? '', depth + 1) });
    rest = rest.slice(found.index + all.length);
  }
  return parts;
};

const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const cells = (line: string): readonly (readonly Inline[])[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseInline(cell.trim()));

/** Reads a text as blocks. Never throws; what it does not know stays a paragraph. */
export const parseMarkdown = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  const takeWhile = (holds: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && holds(lines[at]!)) taken.push(lines[at++]!);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    const fence = /^\s*(`{3,}|~{3,})/.exec(line);
    if (line.trim() === '') at++;
    else if (fence) {
      at++;
      const code = takeWhile((each) => !each.trim().startsWith(fence[1]!));
      at++;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else if (heading) {
      at++;
      blocks.push({ kind: 'heading', level: heading[1]!.length, parts: parseInline(heading[2]!) });
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      at++;
      blocks.push({ kind: 'rule' });
    } else if (/^\s*>/.test(line)) {
      const quoted = takeWhile((each) => /^\s*>/.test(each)).map((each) => each.replace(/^\s*>\s?/, ''));
      blocks.push({ kind: 'quote', parts: parseInline(quoted.join('\n')) });
    } else if (ITEM.test(line)) {
      const ordered = ITEM.exec(line)![1] !== undefined;
      const items = takeWhile((each) => ITEM.test(each)).map((each) => parseInline(ITEM.exec(each)![2]!));
      blocks.push({ kind: 'list', ordered, items });
    } else if (line.includes('|') && /^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$/.test(lines[at + 1] ?? '')) {
      const [head, , ...body] = takeWhile((each) => each.includes('|'));
      blocks.push({ kind: 'table', rows: [head!, ...body].map(cells) });
    } else {
      const paragraph = [lines[at++]!];
      paragraph.push(
        ...takeWhile(
          (each) => each.trim() !== '' && !/^(#{1,6}\s|\s*(```|~~~|>))/.test(each) && !ITEM.test(each),
        ),
      );
      blocks.push({ kind: 'paragraph', parts: parseInline(paragraph.join('\n')) });
    }
  }
  return blocks;
};
