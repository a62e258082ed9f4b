import { type Span, sentencesOf } from '../../sentences.ts';
import type { Steps } from '../../turns.ts';
import type { DocumentText } from './document-text.ts';

/** A sentence, a row of a table, an item of a list: what is not torn apart without need. */
export interface Sentence extends Span {
  /** It is a heading, or a part of one. */
  readonly isHeading: boolean;
}

/** A stretch of a text that is cut into pieces, with its sentences in order; there may be more around it. */
export interface Section extends Span {
  readonly sentences: readonly Sentence[];
}

/** UTF-16 units of a block that are looked at together. A sentence that is longer ends with a word there. */
const WINDOW = 10_000;

/**
 * What no chunk reaches across, in order: each record by itself, since it is a document of its own with its own metadata,
 * and what lies between records. No sentence reaches across two blocks.
 */
export function* sectionsOf({ blocks, starts }: DocumentText): Steps<Section[]> {
  const sections: Section[] = [];
  let open: { start: number; end: number; sentences: Sentence[] } | undefined;
  for (const [index, { text, kind }] of blocks.entries()) {
    const offset = starts[index]!;
    if (open === undefined || kind === 'record') {
      open = { start: offset, end: offset, sentences: [] };
      sections.push(open);
    }
    const { sentences } = open;
    for (let from = 0, length = WINDOW; from < text.length; yield) {
      const window = text.slice(from, from + length);
      const isLast = from + length >= text.length;
      const spans = sentencesOf(window);
      // The last one may go on behind the window.
      const next = isLast ? window.length : spans.length > 1 ? spans.pop()!.start : window.lastIndexOf(' ');
      if (next <= 0) {
        length *= 2;
        continue;
      }
      for (const span of spans) {
        const start = offset + from + span.start;
        const end = offset + from + Math.min(span.end, next);
        if (end > start) sentences.push({ start, end, isHeading: kind === 'heading' });
      }
      from += next;
      length = WINDOW;
    }
    open.end = offset + text.length;
    if (kind === 'record') open = undefined;
  }
  return sections;
}
