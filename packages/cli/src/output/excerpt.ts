/** What is shown of a passage to people: its paragraphs, and of those the one that a statement rests on. */

/** A paragraph in one line, or a table in one line for each row. */
type Paragraph = readonly string[];

/** `| --- | :-: |`: rules a table off, and says nothing. */
const RULE = /^\|?[\s:|-]+\|?$/;
/** Paragraphs of an excerpt are cut where they are longer. Characters. */
const LONGEST = 300;

/** `- `, `2. `: an item of a list is a paragraph of its own. */
const ITEM = /\n(?=[^\S\n]*(?:[-*•]|\d{1,3}[.)])[^\S\n])/;

/** The paragraphs of a passage; spaces and single line ends are evened out, rows of tables keep their lines. */
export const paragraphsOf = (text: string): readonly Paragraph[] =>
  text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.split(ITEM))
    .map((paragraph) => {
      const lines = paragraph.split('\n').map(even).filter(Boolean);
      const isTable = lines.every((line) => line.startsWith('|'));
      return isTable ? lines.filter((line) => !RULE.test(line)).map(cells) : [even(paragraph)];
    })
    .filter((lines) => lines.some((line) => line !== ''));

const even = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** `| a | b |` as `a | b`. */
const cells = (row: string): string => row.replace(/^\|\s*|\s*\|$/g, '');

/**
 * The lines of a passage that a statement rests on, to judge by the words that they share: a paragraph, of a long one
 * from the best sentence on, of a table its head and the best row.
 */
export const excerptFor = (text: string, statement: string): readonly string[] => {
  const paragraphs = paragraphsOf(text);
  const asked = new Set(wordsOf(statement));
  const shared = (lines: readonly string[]): number =>
    new Set(wordsOf(lines.join(' ')).filter((word) => asked.has(word))).size;
  const best = bestOf(paragraphs, shared);
  if (!best) return [];
  const [head = '', ...rows] = best;
  if (rows.length > 0) {
    const row = bestOf(rows, (each) => shared([each])) ?? '';
    return shared([head]) > shared([row]) ? [head] : [head, row];
  }
  if (head.length <= LONGEST) return [head];
  const sentence = bestOf([...sentences.segment(head)], ({ segment }) => shared([segment]));
  return [sentence && sentence.index > 0 ? `… ${head.slice(sentence.index)}` : head];
};

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The first of those that score highest. */
const bestOf = <Item>(items: readonly Item[], score: (item: Item) => number): Item | undefined => {
  let best: { readonly item: Item; readonly score: number } | undefined;
  for (const item of items) {
    const scored = score(item);
    if (!best || scored > best.score) best = { item, score: scored };
  }
  return best?.item;
};
