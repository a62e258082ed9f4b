import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Beyond, looking for a line takes longer than it is worth. */
const LONGEST = 1_000_000;

/** The last text looked at: problems come many at a time. */
let last: { readonly text: string; readonly root: unknown; readonly lines: LineCounter } | undefined;

/**
 * The line, from 1, in which the value stands that a path of keys and numbers leads to, in a JSON or YAML text; the
 * nearest value around it where the path leads nowhere. Keys may begin with a capital in the text. Undefined where
 * the text is too long, or cannot be read.
 */
export const lineOf = (text: string, path: readonly string[]): number | undefined => {
  if (text.length > LONGEST) return undefined;
  if (last?.text !== text) {
    const lines = new LineCounter();
    // JSON is YAML but for tabs between its tokens, which are as wide as a space.
    const document = parseDocument(text.replaceAll('\t', ' '), { lineCounter: lines, logLevel: 'silent' });
    last = { text, root: document.contents, lines };
  }
  let node: unknown = last.root;
  let start = startOf(node);
  for (const key of path) {
    const next = step(node, key);
    if (next === undefined) break;
    [node, start] = [next.value, startOf(next.key) ?? startOf(next.value) ?? start];
  }
  return start === undefined ? undefined : last.lines.linePos(start).line;
};

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

const step = (
  node: unknown,
  key: string,
): { readonly key?: unknown; readonly value: unknown } | undefined => {
  if (isSeq(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? undefined : { value };
  }
  if (!isMap(node)) return undefined;
  const capital = key.charAt(0).toUpperCase() + key.slice(1);
  return node.items.find(
    (pair) => isScalar(pair.key) && (pair.key.value === key || pair.key.value === capital),
  );
};
