/** A piece of a text, by its place in it: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Words before a full stop that do not end a sentence. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st no vs e.g i.e etc cf fig inc ltd co corp approx dept est vol p pp art al'.split(
    ' ',
  ),
);

const CLOSING = /["'”’»)\]]/u;

/**
 * Splits a text into sentences, each without the space around it. A sentence ends at `.`, `!`, `?` or `…` before
 * space, at `。`, `！`, `？` anywhere, and at a line break that ends a list item, heading or paragraph. Linear time.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  const close = (end: number): void => {
    const span = trimmed(text, start, end);
    if (span.end > span.start) spans.push(span);
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x0a:
        if (endsBlock(text, i)) close(i);
        break;
      case 0x2e: // .
      case 0x21: // !
      case 0x3f: // ?
      case 0x2026: {
        let end = i + 1;
        while (end < text.length && CLOSING.test(text[end] ?? '')) end++;
        if (end < text.length && !isSpace(text.charCodeAt(end))) break;
        if (text[i] === '.' && isAbbreviation(text, start, i)) break;
        close(end);
        i = end - 1;
        break;
      }
      case 0x3002:
      case 0xff01:
      case 0xff1f:
        close(i + 1);
        break;
    }
  }
  close(text.length);
  return spans;
}

/** A line break ends the sentence unless the next line goes on in lower case, as in hard-wrapped prose. */
function endsBlock(text: string, lineBreak: number): boolean {
  for (let i = lineBreak + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x0a) return true;
    if (isSpace(unit)) continue;
    const goesOn = unit >= 0x61 && unit <= 0x7a;
    return !goesOn || text[lineBreak - 1] === ':';
  }
  return true;
}

function isAbbreviation(text: string, sentenceStart: number, dot: number): boolean {
  let from = dot;
  while (from > sentenceStart && dot - from < 8 && !isSpace(text.charCodeAt(from - 1))) from--;
  const word = text.slice(from, dot).toLowerCase().replace(/^\W+/u, '');
  const numbersAnItem = /^\d+$/u.test(word) && text.slice(sentenceStart, from).trim() === '';
  if (!numbersAnItem && !ABBREVIATIONS.has(word) && !/^\p{L}$/u.test(word)) return false;
  // `No.` and a lone letter abbreviate only when something follows on the same line.
  return /\S/u.test(text.slice(dot + 1, dot + 3));
}

function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** As String.prototype.trim sees it, for the code units that occur. */
const isSpace = (unit: number): boolean =>
  unit === 0x20 ||
  (unit >= 0x09 && unit <= 0x0d) ||
  unit === 0xa0 ||
  unit === 0x3000 ||
  unit === 0xfeff ||
  unit === 0x2028 ||
  unit === 0x2029 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200a) ||
  unit === 0x202f ||
  unit === 0x205f;
