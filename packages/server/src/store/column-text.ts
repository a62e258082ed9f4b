/*
 * JavaScript strings hold what database text cannot: NUL (refused by PostgreSQL) and lone surrogates (replaced on the
 * way to UTF-8, so that two different strings would become one). Those, and the escape character itself, are written
 * as U+001A and four hex digits. The mapping is one-to-one, so keys stay distinct; ordinary text and JSON (which
 * escapes control characters on its own) are stored unchanged.
 */
const ESCAPE = '\u001a';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is one
const UNSTORABLE = /[\0\u001a]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is one
const ESCAPED = /\u001a([0-9a-f]{4})/g;

/** Any string as text that both databases keep exactly. */
export function toColumnText(text: string): string {
  if (text.isWellFormed() && !text.includes('\0') && !text.includes(ESCAPE)) return text;
  return text.replace(UNSTORABLE, (unit) => ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** The inverse of `toColumnText`. */
export function fromColumnText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
