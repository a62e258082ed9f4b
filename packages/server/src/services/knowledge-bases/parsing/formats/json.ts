import type { BlockWriter } from '../block-writer.ts';
import { causeOf, DocumentProblem, shownName } from '../document-problem.ts';

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/**
 * JSON, and JSON Lines. What the top level holds (items of an array, members of an object, lines) are the blocks; each
 * is written out as lines `key: value`, indented as they are nested, which reads and embeds better than brackets.
 * Throws DocumentProblem.
 */
export const parseJson = (name: string, text: string, writer: BlockWriter, depth: number): void => {
  const value = readJson(name, text);
  const lines = (item: Value): string => linesOf(item, '', { name, left: depth });
  if (Array.isArray(value)) for (const item of value) writer.add('paragraph', lines(item));
  else if (
    isObject(value) &&
    Object.values(value).some((member) => typeof member === 'object' && member !== null)
  )
    for (const [key, member] of Object.entries(value)) writer.add('paragraph', lines({ [key]: member }));
  else writer.add('paragraph', lines(value));
};

const readJson = (name: string, text: string): Value => {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as Value);
    } catch {
      // What is wrong with it as one text says more.
    }
    throw new DocumentProblem(
      'broken',
      `${shownName(name)} is no valid JSON (${causeOf(error)}). Correct it, or name it .txt to take it in as it is.`,
    );
  }
};

const isObject = (value: Value): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Nesting {
  readonly name: string;
  readonly left: number;
}

const linesOf = (value: Value, indent: string, { name, left }: Nesting): string => {
  if (typeof value !== 'object' || value === null) return scalar(value, indent);
  if (left === 0)
    throw new DocumentProblem(
      'nested-too-deep',
      `${shownName(name)} has values nested in one another too deep to be read. Flatten it.`,
    );
  const inner = { name, left: left - 1 };
  if (Array.isArray(value))
    return value
      .map((item) => {
        const text = linesOf(item, `${indent}  `, inner);
        return `${indent}- ${text.trimStart()}`;
      })
      .join('\n');
  return Object.entries(value)
    .map(([key, member]) => {
      if (typeof member !== 'object' || member === null)
        return `${indent}${key}: ${scalar(member, `${indent}  `)}`;
      const text = linesOf(member, `${indent}  `, inner);
      return text === '' ? `${indent}${key}:` : `${indent}${key}:\n${text}`;
    })
    .join('\n');
};

const scalar = (value: null | boolean | number | string, indent: string): string =>
  typeof value === 'string' ? value.replaceAll('\n', `\n${indent}`) : value === null ? '' : String(value);
