import type { RunEvent } from '@streambed/model/streambed';
import { eventSays } from '../run-store/event-log.ts';
import { keyOf } from '../run-store/index.ts';

/**
 * A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe in front, and everything is
 * quoted: values of runs come from models and callers (threat 52).
 */
export const csvCell = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
};

export const csvRow = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;

const COLUMNS = [
  'run',
  'number',
  'time',
  'type',
  'node',
  'nodeType',
  'iteration',
  'says',
  'inputTokens',
  'outputTokens',
  'usd',
  'values',
] as const;

/** Events of runs as CSV, with a header. Values stand as JSON in the last column. */
export const eventsToCsv = (events: Iterable<readonly [runId: string, event: RunEvent]>): string => {
  let text = csvRow(COLUMNS);
  for (const [runId, event] of events) {
    const { fields, outputs, document, action } = event;
    const values = { fields, outputs, document, action };
    const hasValues = Object.values(values).some((value) => value !== undefined);
    text += csvRow([
      runId,
      event.number,
      new Date(event.at).toISOString(),
      event.type,
      event.node,
      event.nodeType,
      keyOf(event.iteration),
      eventSays(event),
      event.usage?.inputTokens,
      event.usage?.outputTokens,
      event.usage?.usd,
      hasValues ? JSON.stringify(values) : '',
    ]);
  }
  return text;
};

/** Hands a text to the browser as a file to keep. */
export const saveFile = (name: string, type: string, text: string | Blob): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
