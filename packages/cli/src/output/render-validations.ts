import type { FlowValidation } from '@streambed/flow/definition';
import type { Style } from './terminal.ts';
import { harmless } from './text.ts';

/** Something to say about a file: a FlowValidation, or what its reader found. */
export type Finding = Pick<FlowValidation, 'message' | 'severity'> & {
  readonly type?: string | undefined;
  readonly details?: FlowValidation['details'];
};

/** `flow.json: error UnreachableNode: message`, one line each: the form that editors and CI logs make links of. */
export const renderFindings = (findings: readonly Finding[], file: string, { colours }: Style): string =>
  findings
    .map(({ severity, type = 'Unspecified', message, details }) => {
      const paint = severity === 'Error' ? colours.red : colours.yellow;
      const place = placeIn(details, message);
      return `${colours.bold(file)}: ${paint(severity.toLowerCase())} ${type}: ${harmless(oneLine(message))}${colours.dim(place)}\n`;
    })
    .join('');

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** The node and connection that the details name and the message does not. */
const placeIn = (details: FlowValidation['details'], message: string): string => {
  const named = Object.values(details ?? {}).flatMap((detail) =>
    Object.entries((detail ?? {}) as Record<string, unknown>)
      .filter(([, value]) => typeof value === 'string' && value !== '' && !message.includes(value))
      .map(([key, value]) => `${key} ${harmless(String(value))}`),
  );
  return named.length > 0 ? ` (${named.join(', ')})` : '';
};
