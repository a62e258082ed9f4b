import type { JsonValue } from '@streambed/model';
import type { PromptTemplateConfiguration } from '@streambed/model/bedrock-agent';
import { authorFault } from '../ports/index.ts';

/**
 * Prompt templates: text with `{{name}}` where an input of that name goes. Source: expressions.md section 4.
 * Decided here, as the sources leave it open: blanks inside the braces do not matter; a variable without a value stays
 * as it is written; values that are no strings appear as JSON text; a value is never looked at for variables.
 */

/** No prompt is longer than this once rendered, however often it repeats a large value. Counted in UTF-16 units. */
export const MAX_RENDERED_LENGTH = 20_000_000;

interface Variable {
  readonly name: string;
  /** Where its braces begin and end in the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * The names of the variables of a prompt template, each once, in the order a model reads them: the system texts, then
 * the messages (or the one text). Members that a half-built draft lacks count as empty.
 */
export function templateVariables(configuration: PromptTemplateConfiguration | undefined): string[] {
  const names = new Set<string>();
  for (const text of templateTexts(configuration))
    for (let at = nextVariable(text, 0); at; at = nextVariable(text, at.end)) names.add(at.name);
  return [...names];
}

/** How long a rendered text may become, and what the message calls it when it would be longer. */
export interface RenderLimit {
  /** In UTF-16 units. */
  readonly length: number;
  readonly of: string;
}

/**
 * Puts values in the place of variables, in one pass and in time linear in the result.
 * Throws FlowError (the author's fault) when the result exceeds the limit, before it is built.
 */
export function renderTemplate(
  text: string,
  values: ReadonlyMap<string, JsonValue>,
  limit: RenderLimit = { length: MAX_RENDERED_LENGTH, of: 'The prompt' },
): string {
  const rendered = new Map<string, string>();
  const parts: string[] = [];
  let length = 0;
  let copied = 0;
  const add = (part: string) => {
    length += part.length;
    if (length > limit.length)
      throw authorFault(
        `${limit.of} is longer than ${MAX_RENDERED_LENGTH} characters once its variables are filled in; use fewer or shorter values.`,
      );
    parts.push(part);
  };
  for (let at = nextVariable(text, 0); at; at = nextVariable(text, at.end)) {
    const value = values.get(at.name);
    if (value === undefined) continue;
    let replacement = rendered.get(at.name);
    if (replacement === undefined) {
      replacement = typeof value === 'string' ? value : JSON.stringify(value);
      rendered.set(at.name, replacement);
    }
    add(text.slice(copied, at.start));
    add(replacement);
    copied = at.end;
  }
  add(text.slice(copied));
  return parts.join('');
}

/** The text with every use of the variable `from` naming `to`; blanks inside the braces stay. */
export function renameVariable(text: string, from: string, to: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = nextVariable(text, 0); at; at = nextVariable(text, at.end)) {
    if (at.name !== from) continue;
    const name = text.indexOf(from, at.start);
    parts.push(text.slice(copied, name), to);
    copied = name + from.length;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function* templateTexts(configuration: PromptTemplateConfiguration | undefined): Generator<string> {
  const text = configuration?.text?.text;
  if (typeof text === 'string') yield text;
  for (const block of configuration?.chat?.system ?? [])
    if (typeof block?.text === 'string') yield block.text;
  for (const message of configuration?.chat?.messages ?? [])
    for (const block of message?.content ?? []) if (typeof block?.text === 'string') yield block.text;
}

/** The first variable at or after `from`. Every character is looked at a bounded number of times. */
function nextVariable(text: string, from: number): Variable | undefined {
  for (let start = text.indexOf('{{', from); start >= 0; start = text.indexOf('{{', start + 1)) {
    const nameStart = skip(text, start + 2, isBlank);
    const nameEnd = isNameStart(text.charCodeAt(nameStart)) ? skip(text, nameStart, isNamePart) : nameStart;
    if (nameEnd === nameStart) continue;
    const close = skip(text, nameEnd, isBlank);
    if (text.charCodeAt(close) !== CLOSING_BRACE || text.charCodeAt(close + 1) !== CLOSING_BRACE) continue;
    return { name: text.slice(nameStart, nameEnd), start, end: close + 2 };
  }
  return undefined;
}

const CLOSING_BRACE = 0x7d;

function skip(text: string, from: number, belongs: (code: number) => boolean): number {
  let at = from;
  while (belongs(text.charCodeAt(at))) at++;
  return at;
}

/** Space, tab, line feed, carriage return. */
const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** Digits and Latin letters, as names of prompt variables begin. */
const isNameStart = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

/** The same, underscore and hyphen. */
const isNamePart = (code: number): boolean => isNameStart(code) || code === 0x5f || code === 0x2d;
