import type { JsonValue } from '@streambed/model';

/**
 * Terraform's language, as much as flows need. Source: the HCL native syntax specification. Written so that
 * `terraform fmt` has nothing to change.
 */

/** What stands to the right of an equals sign, as it is. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type BodyItem =
  | { readonly attribute: string; readonly value: JsonValue | Expression }
  | { readonly block: string; readonly labels?: readonly string[]; readonly body: readonly BodyItem[] }
  | { readonly comment: string };

export const attribute = (name: string, value: JsonValue | Expression): BodyItem => ({
  attribute: name,
  value,
});
export const block = (name: string, body: readonly BodyItem[], labels: readonly string[] = []): BodyItem => ({
  block: name,
  labels,
  body,
});

/** The file's text: top blocks apart by an empty line. */
export const writeHcl = (items: readonly BodyItem[]): string => writeBody(items, 0);

const writeBody = (items: readonly BodyItem[], depth: number): string => {
  const indent = '  '.repeat(depth);
  let text = '';
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const previous = items[at - 1];
    if (previous && ('block' in item || 'block' in previous || 'comment' in item) && !('comment' in previous))
      text += '\n';
    if ('comment' in item)
      text += item.comment.replace(/^/gm, `${indent}# `).replace(/# $/gm, '#').concat('\n');
    else if ('block' in item) text += writeBlock(item, depth);
    else {
      // Neighbouring attributes of one line each have their equals signs below each other.
      const group = attributesFrom(items, at, depth);
      const width = Math.max(...group.map(({ name }) => name.length));
      for (const { name, value } of group) text += `${indent}${name.padEnd(width)} = ${value}\n`;
      at += group.length - 1;
    }
  }
  return text;
};

const writeBlock = (
  { block: name, labels = [], body }: Extract<BodyItem, { block: string }>,
  depth: number,
): string => {
  const indent = '  '.repeat(depth);
  const head = [name, ...labels.map(quote)].join(' ');
  if (body.length === 0) return `${indent}${head} {}\n`;
  return `${indent}${head} {\n${writeBody(body, depth + 1)}${indent}}\n`;
};

const attributesFrom = (
  items: readonly BodyItem[],
  from: number,
  depth: number,
): { readonly name: string; readonly value: string }[] => {
  const group: { name: string; value: string }[] = [];
  for (let at = from; at < items.length; at++) {
    const item = items[at]!;
    if (!('attribute' in item)) break;
    const value = writeValue(item.value, depth);
    const isLong = value.includes('\n');
    // A value of several lines is aligned with nothing.
    if (isLong && group.length > 0) break;
    group.push({ name: item.attribute, value });
    if (isLong) break;
  }
  return group;
};

const writeValue = (value: JsonValue | Expression, depth: number): string => {
  if (value instanceof Expression) return value.text;
  if (typeof value === 'string') return isBlock(value) ? heredoc(value, depth) : quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [indent, inner] = ['  '.repeat(depth), '  '.repeat(depth + 1)];
  if (Array.isArray(value)) {
    const items = value.map((item) => inlineValue(item, depth + 1));
    const line = `[${items.join(', ')}]`;
    if (line.length <= 80 && !line.includes('\n')) return line;
    return `[\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  let text = '{\n';
  let group: [string, string][] = [];
  const flush = () => {
    const width = Math.max(0, ...group.map(([key]) => key.length));
    for (const [key, item] of group) text += `${inner}${key.padEnd(width)} = ${item}\n`;
    group = [];
  };
  for (const [key, item] of entries) {
    const written = inlineValue(item, depth + 1);
    if (written.includes('\n')) flush();
    group.push([objectKey(key), written]);
    if (written.includes('\n')) flush();
  }
  flush();
  return `${text}${indent}}`;
};

/** Inside of lists and objects, texts of several lines stay on one. */
const inlineValue = (value: JsonValue, depth: number): string =>
  typeof value === 'string' ? quote(value) : writeValue(value, depth);

const objectKey = (key: string): string =>
  /^[A-Za-z][A-Za-z0-9_]*$/.test(key) && !/^(?:for|in|if|null|true|false)$/.test(key) ? key : quote(key);

/** A text in quotes. What would begin a template of Terraform's is doubled, so that prompts stay what they are. */
export const quote = (text: string): string => {
  const escaped = text.replace(/[\\"\n\r\t]/g, (sign) => escapes[sign]!);
  const plain = escapeTemplates(escaped).replace(
    UNPRINTABLE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${plain}"`;
};

const UNPRINTABLE = /[\p{Cc}\u2028\u2029\ufeff]/gu;

const escapes: { readonly [sign: string]: string } = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escapeTemplates = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** Whether a text is better read as lines, and can be: nothing in it needs an escape. */
const isBlock = (text: string): boolean =>
  /\n./.test(text) &&
  text.replaceAll('\n', '').search(UNPRINTABLE) < 0 &&
  !/(?:^|\n)\s*EOT\s*(?:\n|$)/.test(text) &&
  !/^\n|\n$/.test(text);

/** Its last line end belongs to the mark and not to the text, so it is taken off. */
const heredoc = (text: string, depth: number): string =>
  `chomp(<<EOT\n${escapeTemplates(text)}\nEOT\n${'  '.repeat(depth)})`;
