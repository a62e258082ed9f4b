import type { JsonValue } from '@streambed/model';

/** Characters of a request or response that a trace repeats; the values themselves stand in the node's own traces. */
const SHOWN = 8_192;

/** A text for an action trace: whole when short, else its beginning and how long it is. */
export const traceText = (text: string): string =>
  text.length <= SHOWN
    ? text
    : `${text.slice(0, SHOWN).toWellFormed()}… (shortened: ${text.length} characters in all)`;

/** A document for an action trace: itself when short, else the beginning of its JSON text. */
export const traceDocument = (value: JsonValue): JsonValue => {
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? value : traceText(text);
};
