import type { JsonValue } from '@streambed/model';

const LONGEST = 60;

/** A value in one short line: strings in quotes, lists and objects by their beginning. */
export const shortValue = (value: JsonValue, longest = LONGEST): string => {
  if (typeof value === 'string') {
    const text = JSON.stringify(value.slice(0, longest + 1));
    return value.length > longest ? `${text.slice(0, longest)}…"` : text;
  }
  if (Array.isArray(value)) {
    const items: string[] = [];
    let length = 0;
    for (const item of value) {
      const text = shortValue(item, 24);
      length += text.length + 2;
      if (length > longest) return `[${items.join(', ')}${items.length > 0 ? ', ' : ''}… ${value.length}]`;
      items.push(text);
    }
    return `[${items.join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    const shown = keys.slice(0, 6).join(', ');
    return shown.length > longest
      ? `{${shown.slice(0, longest)}…}`
      : `{${shown}${keys.length > 6 ? ', …' : ''}}`;
  }
  return String(value);
};
