import type { FlowDefinition } from '@streambed/model/bedrock-agent';

/** What a text of the JSON tab is: a definition, or the first thing that stands in the way. */
export type ReadText =
  | { readonly definition: FlowDefinition }
  | { readonly line: number; readonly column: number; readonly message: string };

export const writeDefinition = (definition: FlowDefinition): string =>
  `${JSON.stringify(definition, undefined, 2)}\n`;

/** The place of a character, both counted from 1. */
const placeOf = (text: string, position: number): { line: number; column: number } => {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { line, column: position - before.lastIndexOf('\n') };
};

/** Engines word it differently: `… in JSON at position 12 (line 2 column 3)`, `… at line 2 column 3 of the JSON data`. */
const placeIn = (message: string, text: string): { line: number; column: number } => {
  const place = /line (\d+) column (\d+)/.exec(message);
  if (place) return { line: Number(place[1]), column: Number(place[2]) };
  const position = /position (\d+)/.exec(message);
  return placeOf(text, position ? Number(position[1]) : text.length);
};

const SAYINGS: readonly [RegExp, string][] = [
  [/expected ',' or '([\]}])'/i, 'expected a comma or $1'],
  [/expected double-quoted property name/i, 'expected a name in double quotes'],
  [/expected property name or '}'/i, 'expected a name in double quotes or }'],
  [/expected ':' after property name/i, 'expected a colon after the name'],
  [/unterminated string/i, 'the text in quotes does not end'],
  [/bad control character/i, 'a line break or tab inside quotes; write \\n or \\t'],
  [/bad escaped character/i, 'a backslash that escapes nothing; write \\\\'],
  [/unexpected end/i, 'the text ends too early; a bracket is still open'],
  [/unexpected non-whitespace character after JSON/i, 'there is more text after the end of the definition'],
  [/no number after minus sign|exponent part|unterminated fractional/i, 'expected a digit'],
];

const sayingOf = (message: string): string => {
  for (const [pattern, saying] of SAYINGS) {
    const found = pattern.exec(message);
    if (found) return saying.replace('$1', found[1] ?? '');
  }
  const token = /unexpected token '?(.{1,3}?)'?[,\s]/i.exec(message);
  return token ? `did not expect ${token[1]}` : 'this is not JSON';
};

/** Only form is looked at: an object, with lists of objects for nodes and connections. What is in them validation says. */
const formOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'a definition is an object: {"nodes": […], "connections": […]}';
  for (const member of ['nodes', 'connections'] as const) {
    const list = (value as FlowDefinition)[member] as unknown;
    if (list === undefined) continue;
    if (!Array.isArray(list)) return `"${member}" must be a list`;
    for (const [index, item] of list.entries()) {
      const place = `"${member}", item ${index + 1}`;
      if (typeof item !== 'object' || item === null || Array.isArray(item))
        return `${place} must be an object`;
      for (const text of ['name', 'type'] as const)
        if (typeof item[text] !== 'string') return `${place} needs a "${text}"`;
    }
  }
  return undefined;
};

/** Reads a text of the JSON tab. Never throws; nothing in it is executed. */
export const readDefinitionText = (text: string): ReadText => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    return { ...placeIn(message, text), message: sayingOf(message) };
  }
  const wrong = formOf(value);
  return wrong === undefined
    ? { definition: value as FlowDefinition }
    : { line: 1, column: 1, message: wrong };
};
