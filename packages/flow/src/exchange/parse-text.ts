import type { JsonValue } from '@streambed/model';
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { ExchangeError } from './exchange-error.ts';

/** Aliases let a small file stand for a huge value; a template has a few thousand values. */
const MOST_VALUES = 1_000_000;
/** The API reads definitions up to a depth far below this one; what follows walks values by recursion. */
const DEEPEST = 500;

/**
 * The value of a JSON or YAML text. CloudFormation's short forms become the long ones (`!Sub x` → `{"Fn::Sub": "x"}`).
 * Throws an ExchangeError that says where the text stops being either; `file` stands before its message.
 */
export const parseText = (text: string, file: string): JsonValue => {
  const content = text.replace(/^\ufeff/, '');
  const value = /^\s*[[{"]/.test(content) ? parseJson(content, file) : parseYaml(content, file);
  if (isDeeper(value, DEEPEST)) throw new ExchangeError(`${file} is nested deeper than ${DEEPEST} levels.`);
  return value;
};

const isDeeper = (value: JsonValue, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1)));

const parseJson = (text: string, file: string): JsonValue => {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A template in YAML's flow style begins like JSON.
    if (/\.ya?ml$/i.test(file) || /^\s*[[{]\s*[A-Za-z!]/.test(text)) return parseYaml(text, file);
    const { message } = error as Error;
    const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
    throw new ExchangeError(`${file} is not JSON: ${message}`, {
      cause: error,
      ...(line !== undefined && { line: Number(line), column: Number(column) }),
    });
  }
};

const parseYaml = (text: string, file: string): JsonValue => {
  // Tags that the library does not know are CloudFormation's, or are complained of below.
  const document = parseDocument(text, { logLevel: 'error', strict: true });
  const [error] = document.errors;
  if (error)
    throw new ExchangeError(`${file} is neither JSON nor YAML: ${error.message.split('\n')[0]}`, {
      cause: error,
      line: error.linePos?.[0].line,
      column: error.linePos?.[0].col,
    });
  return new YamlReader(document, file).read(document.contents);
};

/** YAML's own, as the library spells them out. */
const PLAIN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** Tags whose long form is not `Fn::` and their name. */
const longForms = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
]);

class YamlReader {
  readonly #document: Document;
  readonly #file: string;
  #values = 0;

  constructor(document: Document, file: string) {
    this.#document = document;
    this.#file = file;
  }

  read(node: unknown, depth = 0): JsonValue {
    if (depth > DEEPEST) throw new ExchangeError(`${this.#file} is nested deeper than ${DEEPEST} levels.`);
    if (++this.#values > MOST_VALUES)
      throw new ExchangeError(`${this.#file} has more than ${MOST_VALUES} values.`);
    const value = this.#valueOf(node, depth + 1);
    const tag = (node as Node | null)?.tag;
    if (tag === undefined || PLAIN_TAG.test(tag)) return value;
    if (!/^![A-Z][A-Za-z]+$/.test(tag))
      throw new ExchangeError(`${this.#file} has the tag ${tag}, which CloudFormation does not know.`);
    // `!GetAtt Role.Arn` is the one short form whose text is a list in the long form.
    const argument = tag === '!GetAtt' && typeof value === 'string' ? splitAttribute(value) : value;
    return { [longForms.get(tag) ?? `Fn::${tag.slice(1)}`]: argument };
  }

  #valueOf(node: unknown, depth: number): JsonValue {
    if (isAlias(node)) return this.read((node as Alias).resolve(this.#document), depth);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth));
    if (isMap(node))
      return Object.fromEntries(
        node.items.map(({ key, value }) => [this.#key(key), this.read(value, depth)]),
      );
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    // An untagged date or a number too large stays the text that it is in the file.
    return typeof value === 'number' && Number.isFinite(value) ? value : (node.source ?? String(value));
  }

  #key(key: unknown): string {
    if (isScalar(key)) return String(key.value);
    throw new ExchangeError(`${this.#file} has a key that is no text.`);
  }
}

/** `Role.Arn` → `["Role", "Arn"]`; the attribute may have dots itself. */
const splitAttribute = (text: string): string[] => {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
};
