import { readFileSync } from 'node:fs';
import { nearest } from '@streambed/flow/exchange';
import type { JsonValue } from '@streambed/model';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { usageFailure } from '../failure.ts';
import { parseCsv } from './parse-csv.ts';

/** What may be expected of a text: any intervention, or one of the ways in which a guardrail may end. */
export const EXPECTATIONS = ['NONE', 'GUARDRAIL_INTERVENED', 'BLOCKED', 'ANONYMIZED'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

/** A text and what a guardrail is expected to do with it. */
export interface GuardrailCase {
  readonly line: number;
  readonly name?: string;
  readonly text: string;
  readonly source: 'INPUT' | 'OUTPUT';
  readonly expected: Expectation;
  /** Types, names or matches that must be among what is found. */
  readonly findings: readonly string[];
  /** The text that must come back. */
  readonly output?: string;
  readonly groundingSources: readonly string[];
  readonly query?: string;
}

export interface GuardrailCases {
  /** As messages name it. */
  readonly file: string;
  readonly cases: readonly GuardrailCase[];
  /** The members of a CreateGuardrail request, where the file brings a guardrail with it. */
  readonly guardrail?: Readonly<Record<string, JsonValue>>;
}

const FIELDS = [
  'name',
  'text',
  'source',
  'expected',
  'finding',
  'output',
  'groundingSource',
  'query',
] as const;
type Field = (typeof FIELDS)[number];

/** Members of a file that is a map; all but these are no part of it. */
const MEMBERS = ['guardrail', 'cases'] as const;

/** So many problems are told at once. */
const MOST_TOLD = 20;

/** Reads a table of cases (docs/guardrails.md): YAML or JSON, or CSV where the name or the first line says so; `-` is standard input. */
export function readGuardrailCases(path: string): GuardrailCases {
  const file = path === '-' ? 'standard input' : path;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path === '-' ? 0 : path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usageFailure(`There is no file ${file}.`, { cause: error });
    if (code === 'EISDIR') throw usageFailure(`${file} is a folder; name a file in it.`, { cause: error });
    throw usageFailure(
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? `${file} is not UTF-8 text.`
        : `${file} cannot be read (${code ?? message}).`,
      { cause: error },
    );
  }
  return parseGuardrailCases(text, file);
}

/** The same for a text. Throws a Failure with one line for each mistake: `file:line: field: what is wrong`. */
export function parseGuardrailCases(text: string, file: string): GuardrailCases {
  const problems: { readonly line: number; readonly told: string }[] = [];
  const report = (line: number, problem: string): void => {
    problems.push({ line, told: `${file}:${line}: ${problem}` });
  };
  const { rows, guardrail } = isCsv(text, file) ? rowsOfCsv(text, report) : rowsOfYaml(text, report);
  const cases = rows.map((row) => caseOf(row, report));
  if (problems.length === 0 && cases.length === 0) report(1, 'has no cases');
  if (problems.length > 0)
    throw usageFailure(
      [
        ...problems
          .toSorted((a, b) => a.line - b.line)
          .slice(0, MOST_TOLD)
          .map(({ told }) => told),
        ...(problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : []),
      ].join('\n'),
    );
  return { file, cases, ...(guardrail && { guardrail }) };
}

/** By the name of the file; what has none, or another one, begins with the names of fields. */
function isCsv(text: string, file: string): boolean {
  if (/\.csv$/i.test(file)) return true;
  const [head = ''] = text.replace(/^\ufeff/u, '').split(/\r?\n/u, 1);
  const names = head.split(',').map((name) => name.trim());
  return names.length > 1 && names.every(isField);
}

type Report = (line: number, problem: string) => void;

/** A value of a field may be one text or a list of them. */
interface Row {
  readonly line: number;
  readonly fields: ReadonlyMap<string, { readonly line: number; readonly value: JsonValue }>;
}

interface Rows {
  readonly rows: readonly Row[];
  readonly guardrail?: Readonly<Record<string, JsonValue>>;
}

function rowsOfCsv(text: string, report: Report): Rows {
  let records: ReturnType<typeof parseCsv>;
  try {
    records = parseCsv(text);
  } catch (error) {
    const [, line = '1', problem = ''] = /^line (\d+): (.*)$/.exec((error as Error).message) ?? [];
    report(Number(line), problem);
    return { rows: [] };
  }
  const [head, ...body] = records;
  if (!head) return { rows: [] };
  const names = head.cells.map((name) => name.trim());
  for (const name of names) if (!isField(name)) report(head.line, unknown(name, FIELDS));
  return {
    rows: body.map(({ line, cells }) => {
      if (cells.length > names.length)
        report(
          line,
          `has ${cells.length} cells and the first line ${names.length}; put quotes around a text with commas`,
        );
      const filled = names.flatMap((name, column) => {
        const value = cells[column] ?? '';
        if (!isField(name) || value === '') return [];
        return [[name, { line, value: name === 'finding' ? several(value) : value }] as const];
      });
      return { line, fields: new Map(filled) };
    }),
  };
}

/** A cell that holds a list: `EMAIL; PHONE`. */
const several = (cell: string): string[] =>
  cell
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');

function rowsOfYaml(text: string, report: Report): Rows {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  });
  const lineOf = (node: unknown): number => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  for (const error of document.errors)
    report(lines.linePos(error.pos[0]).line, error.message.replace(/\s+/g, ' '));
  if (document.errors.length > 0) return { rows: [] };
  /** Aliases make a small file huge, so few are followed. */
  const plainValue = (node: unknown): JsonValue =>
    (node as Node | null)?.toJS(document, { maxAliasCount: 100 }) ?? null;

  let list: unknown = document.contents;
  let guardrail: JsonValue | undefined;
  if (isMap(list)) {
    const { items } = list;
    list = undefined;
    for (const { key, value } of items) {
      const name = String(plainValue(key));
      if (name === 'cases') list = value;
      else if (name === 'guardrail') guardrail = plainValue(value);
      else report(lineOf(key), unknown(name, MEMBERS));
    }
  }
  if (guardrail !== undefined && !isObject(guardrail)) {
    report(1, 'guardrail: must be what CreateGuardrail takes, with its policies');
    guardrail = undefined;
  }
  if (!isSeq(list)) {
    report(lineOf(list), 'cases: must be a list of cases, each with a text');
    return { rows: [] };
  }
  const rows = list.items.map((item): Row => {
    const line = lineOf(item);
    if (!isMap(item)) {
      report(line, 'must be a case with a text, as "- text: …"');
      return { line, fields: new Map() };
    }
    const fields = item.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '?';
      if (!isField(name)) report(lineOf(key), unknown(name, FIELDS));
      return [name, { line: lineOf(value ?? key), value: plainValue(value) }] as const;
    });
    return { line, fields: new Map(fields) };
  });
  return { rows, ...(guardrail !== undefined && { guardrail }) };
}

const isObject = (value: JsonValue): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

function unknown(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `${name} is not known here${near === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${near}?`}`;
}

function caseOf({ line, fields }: Row, report: Report): GuardrailCase {
  const textsOf = (name: Field): readonly string[] => {
    const field = fields.get(name);
    if (field === undefined || field.value === null) return [];
    const values = Array.isArray(field.value) ? field.value : [field.value];
    return values.flatMap((value) => {
      if (typeof value === 'string' && value !== '') return [value];
      // Numbers and flags are texts that nobody put quotes around.
      if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
      report(field.line, `${name}: must be a text that is not empty`);
      return [];
    });
  };
  const textOf = (name: Field): string | undefined => {
    const texts = textsOf(name);
    if (texts.length > 1) report(fields.get(name)?.line ?? line, `${name}: must be one text`);
    return texts[0];
  };
  const oneOf = <Name extends string>(name: Field, known: readonly Name[]): Name | undefined => {
    const value = textOf(name);
    const found = known.find((one) => one === value?.toUpperCase());
    if (value !== undefined && found === undefined)
      report(fields.get(name)?.line ?? line, `${name}: must be one of ${known.join(', ')}`);
    return found;
  };
  for (const needed of ['text', 'expected'] as const)
    if (!fields.has(needed)) report(line, `${needed}: is missing`);
  const [name, output, query] = [textOf('name'), textOf('output'), textOf('query')];
  return {
    line,
    ...(name !== undefined && { name }),
    text: textOf('text') ?? '',
    source: oneOf('source', ['INPUT', 'OUTPUT']) ?? 'INPUT',
    expected: oneOf('expected', EXPECTATIONS) ?? 'NONE',
    findings: textsOf('finding'),
    ...(output !== undefined && { output }),
    groundingSources: textsOf('groundingSource'),
    ...(query !== undefined && { query }),
  };
}
