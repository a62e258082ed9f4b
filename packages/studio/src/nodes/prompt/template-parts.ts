import type { JsonValue } from '@streambed/model';

/** A piece of a template: text as it stands, or a variable. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly text: string; readonly from: number };

/** The same variables as flow/expressions/template.ts finds; template-parts.test.ts holds the two together. */
export const VARIABLE = /\{\{[ \t\r\n]*([0-9A-Za-z][0-9A-Za-z_-]*)[ \t\r\n]*\}\}/g;

export const templateParts = (template: string): readonly TemplatePart[] => {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const match of template.matchAll(VARIABLE)) {
    if (match.index > from) parts.push({ kind: 'text', text: template.slice(from, match.index) });
    parts.push({ kind: 'variable', name: match[1]!, text: match[0], from: match.index });
    from = match.index + match[0].length;
  }
  if (from < template.length) parts.push({ kind: 'text', text: template.slice(from) });
  return parts;
};

/** A value as it stands in a rendered prompt. */
export const renderedValue = (value: JsonValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The variable that the cursor stands in, which is still being written. */
export const variableAt = (template: string, cursor: number): string | undefined => {
  for (const match of template.matchAll(VARIABLE))
    if (cursor > match.index && cursor < match.index + match[0].length) return match[1];
  return undefined;
};
