import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLParseError,
} from 'yaml';

/** A value of the file and where it stands; `path` as people write it: `models.mappings[2].provider`. */
export type YamlValue = YamlScalar | YamlList | YamlMap;

interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export interface YamlScalar extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface YamlList extends Place {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
}

export interface YamlMap extends Place {
  readonly kind: 'map';
  /** A Map: names are data, `__proto__` is one like any other. */
  readonly members: ReadonlyMap<string, YamlValue>;
}

/** Says what is wrong at a place. */
export type Report = (place: Place, problem: string) => void;

/** Mistakes that the library names in the words of the YAML specification, as people make them. */
const IN_WORDS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  MULTILINE_IMPLICIT_KEY: 'is no "name: value"; a colon is missing, or a line is indented wrongly',
  DUPLICATE_KEY: 'holds a name that stands above already',
};

const inWords = ({ code, message }: YAMLParseError): string =>
  IN_WORDS[code] ?? message.replace(/\s+/gu, ' ');

/**
 * Reads YAML 1.2 with its core types (text, numbers, true and false, null). Reports broken syntax, names that occur
 * twice, and aliases: a file of settings needs none, and they can make a small file huge. Undefined when the text
 * cannot be read at all.
 */
export function readYaml(text: string, report: Report): YamlValue | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  for (const error of document.errors) report({ path: '', line: lineOf(error.pos[0]) }, inWords(error));
  if (document.errors.length > 0) return undefined;

  const read = (node: Node | null, path: string, line: number): YamlValue => {
    if (isMap(node)) return { kind: 'map', path, line, members: readMembers(node.items, path) };
    if (isSeq(node))
      return {
        kind: 'list',
        path,
        line,
        items: node.items.map((item, index) => {
          const child = item as Node | null;
          return read(child, `${path}[${index}]`, lineOf(child?.range?.[0]));
        }),
      };
    if (isAlias(node)) report({ path, line }, 'is an alias; write the value out instead');
    return { kind: 'scalar', path, line, value: isScalar(node) ? scalar(node.value) : null };
  };
  const readMembers = (pairs: readonly Pair[], path: string): ReadonlyMap<string, YamlValue> =>
    new Map(
      pairs.map((pair) => {
        const key = pair.key as Node | null;
        const name = isScalar(key) ? String(key.value) : '?';
        const line = lineOf(key?.range?.[0]);
        return [name, read(pair.value as Node | null, path === '' ? name : `${path}.${name}`, line)];
      }),
    );
  return read(document.contents, '', 1);
}

/** The core types have no others; a number too large for one is kept as its text. */
const scalar = (value: unknown): YamlScalar['value'] =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
